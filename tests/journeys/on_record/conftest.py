"""One stack for these tests, which ends with them: its proxy works in the tests' own process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.recorder import OnRecord, stack_on_record


@pytest.fixture(scope="package")
def on_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnRecord]:
    with stack_on_record(tmp_path_factory.mktemp("on_record")) as running:
        yield running
