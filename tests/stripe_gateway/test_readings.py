"""What becomes of Stripe's responses changes only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.stripe_gateway.events import EVENTS
from tests.stripe_gateway.readings import FILE, LISTS, readings
from tests.stripe_gateway.recorded_calls import CALLS


@pytest.fixture(scope="module")
def read() -> dict[str, Any]:
    return readings()


@pytest.mark.parametrize("name", [*CALLS, *LISTS, *EVENTS])
def test_what_stripe_responds_is_read_as_it_was_reviewed(name: str, read: dict[str, Any]) -> None:
    """A change that is meant: `python -m tests.stripe_gateway.readings`, and the diff is reviewed."""
    assert read[name] == json.loads(FILE.read_text("utf-8"))[name]
