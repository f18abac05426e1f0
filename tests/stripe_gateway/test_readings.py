"""The reading of Stripe's responses changes only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json

import pytest

from tests.stripe_gateway.readings import FILE, NAMES, reading


@pytest.mark.parametrize("name", NAMES)
def test_what_stripe_responds_is_read_as_it_was_reviewed(name: str) -> None:
    """A change that is meant: `python -m tests.stripe_gateway.readings`, and the diff is reviewed."""
    assert reading(name) == json.loads(FILE.read_text("utf-8"))[name]
