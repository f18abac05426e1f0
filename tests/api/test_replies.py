"""What endpoints respond changes only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.replies import FILE, replies

REVIEWED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return replies()


@pytest.mark.parametrize("name", REVIEWED)
def test_a_reply_is_the_one_that_was_reviewed(name: str, now: dict[str, Any]) -> None:
    """A change that is meant: `python -m tests.api.replies`, and the diff is reviewed."""
    assert now[name] == REVIEWED[name]


def test_every_reply_is_on_record(now: dict[str, Any]) -> None:
    assert set(now) == set(REVIEWED)
