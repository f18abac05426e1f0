"""Requests to DynamoDB change only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dynamodb.recorded_requests import FILE, NAMES, STORES, recorded


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return recorded()


@pytest.mark.parametrize("name", NAMES)
def test_a_request_to_dynamodb_is_the_one_that_was_reviewed(name: str, found: dict[str, Any]) -> None:
    """A change that is meant: `python -m tests.dynamodb.recorded_requests`, and the diff is reviewed."""
    reviewed = json.loads(FILE.read_text("utf-8"))[name]
    assert found[name]["requests"] == reviewed["requests"]
    assert found[name]["returned"] == reviewed["returned"]


@pytest.mark.parametrize("store", [store for store in STORES if store != "others"])
def test_every_request_that_a_store_can_make_is_recorded(store: str) -> None:
    """A mutation run adds methods of its own, whose names have a sign that is not ASCII."""
    make, calls = STORES[store]
    public = {name for name in dir(make()) if name.isascii() and not name.startswith("_")}
    assert {name.partition(",")[0] for name in calls} == public
    assert set(json.loads(FILE.read_text("utf-8"))) == set(NAMES)
