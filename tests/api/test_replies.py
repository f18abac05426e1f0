"""Endpoints respond otherwise only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.replies import EVERY, FILE, Place

REVIEWED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def seen() -> Place:
    return Place.new()


@pytest.mark.parametrize("name", EVERY)
def test_a_reply_is_the_one_that_was_reviewed(name: str, seen: Place) -> None:
    """A change that is meant: `python -m tests.api.replies`, and the diff is reviewed."""
    assert EVERY[name].reply(seen) == REVIEWED[name]


def test_every_reply_is_on_record() -> None:
    assert set(EVERY) == set(REVIEWED)
