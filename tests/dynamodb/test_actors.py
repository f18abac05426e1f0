"""An actor is read from an item as it was written, with or without a name."""

from __future__ import annotations

import pytest

from chalicelib.credit.identity import STRIPE, Actor
from chalicelib.dynamodb.actors import actor_data, actor_data_or_none


@pytest.mark.parametrize("actor", [Actor("staff", "usr_sam", "Sam Tremblay"), Actor("staff", "usr_sam"), STRIPE])
def test_an_actor_keeps_the_name_of_the_time(actor: Actor) -> None:
    found = Actor(*actor_data(actor))  # type: ignore[arg-type]
    assert (found, found.name) == (actor, actor.name)
    assert actor_data_or_none(None) is None
