"""The business's values are shown in another way only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.presented import FILE, SHOWN

REVIEWED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("name", SHOWN)
def test_a_value_is_shown_as_it_was_reviewed(name: str) -> None:
    """A change that is meant: `python -m tests.api.presented`, and the diff is reviewed."""
    assert SHOWN[name]() == REVIEWED[name]


def test_every_presenter_is_on_record() -> None:
    assert set(SHOWN) == set(REVIEWED)
