"""The suite of the ledger's lists once more, on a database that returns nothing new to an inconsistent read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.ports.stale_storage import stale_storage
from tests.contracts.ports.test_ledger_lists import *  # noqa: F403


@pytest.fixture(scope="module")
def kind() -> str:
    return "stale"


@pytest.fixture(scope="module")
def made_tables() -> Iterator[None]:
    with stale_storage():
        yield


@pytest.fixture
def tables() -> Iterator[None]:
    with stale_storage():
        yield
