"""Requests to DynamoDB change only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.dynamodb.calls_of_stores import NAMES, STORES
from tests.dynamodb.recorded_requests import FILE, Recorder, recorded, stored

REVIEWED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def fresh() -> Iterator[Callable[[], Recorder]]:
    with stored() as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_a_request_to_dynamodb_is_the_one_that_was_reviewed(name: str, fresh: Callable[[], Recorder]) -> None:
    """A change that is meant: `python -m tests.dynamodb.recorded_requests`, and the diff is reviewed."""
    found = recorded(name, fresh())
    assert found["requests"] == REVIEWED[name]["requests"]
    assert found["returned"] == REVIEWED[name]["returned"]


@pytest.mark.parametrize("store", [store for store in STORES if store != "others"])
def test_every_request_that_a_store_can_make_is_recorded(store: str) -> None:
    """A mutation run adds methods of its own, whose names have a sign that is not ASCII."""
    make, calls = STORES[store]
    public = {name for name in dir(make()) if name.isascii() and not name.startswith("_")}
    assert {name.partition(",")[0] for name in calls} == public
    assert set(REVIEWED) == set(NAMES)
