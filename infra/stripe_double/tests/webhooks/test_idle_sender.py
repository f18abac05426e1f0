"""The thread that sends webhooks waits until something is due, and looks at once when something is queued."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.stripe_double.settings import Settings
from infra.stripe_double.storage import jobs
from infra.stripe_double.storage.session import unit_of_work
from infra.stripe_double.storage.store import Store
from infra.stripe_double.webhooks.sender import Sender


class Counted(Store):
    """A store that counts what it is asked."""

    asked = 0

    def row(self, sql: str, *values: object) -> Any:
        self.asked += 1
        return super().row(sql, *values)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Counted]:
    store = Counted(settings.state / "stripe.sqlite3")
    yield store
    store.close()


def test_a_quiet_store_is_asked_once_per_second(store: Counted, settings: Settings) -> None:
    sender = Sender(store, settings)
    sender.start()
    time.sleep(2.5)
    sender.stop()
    assert store.asked <= 4 * 4, "four questions at the start, and after each second"


def test_the_sender_is_notified_of_what_is_queued_once_it_is_committed(store: Counted, settings: Settings) -> None:
    with unit_of_work(store, settings):
        pass
    assert not store.queued.is_set(), "a request that queues nothing"
    with unit_of_work(store, settings) as session:
        jobs.schedule(session, "re_1", "succeeded")
        assert not store.queued.is_set(), "the sender would find nothing yet"
    assert store.queued.is_set()
