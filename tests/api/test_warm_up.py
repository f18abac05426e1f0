"""On Lambda a process asks for what its first request needs when it starts; if that fails, the request asks itself."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from queue import Queue
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from chalice.app import Chalice
from snapshot_restore_py import get_after_restore

from chalicelib import config
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.registration import first_questions
from chalicelib.api.rehearsal import NotRehearsed
from chalicelib.aws.telemetry import logger
from chalicelib.aws.warm_up import DEADLINE_S, Questions, arrange, warm_up
from chalicelib.config import Misconfigured, StripeKeys, WarmUp
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.read_only import ReadOnly
from tests.api.api import Api, Reply, published_keys, served
from tests.fakes.faults import FaultPlan
from tests.fakes.settings import ENVIRONMENT
from tests.fakes.small import NOON
from tests.fakes.world import KEYS, World

MOST_OF_INIT_S, BUSY_S = 10, 60
SWITCH = ReadOnly(since=NOON, by="kim", reason="moving")
TOP_UP = {"amount": 5_000, "location_id": "loc_main"}


@dataclass
class Start:
    """A process that starts: the calls that it made, and a switch for all dependencies to be down."""

    world: World = field(default_factory=World)
    plan: FaultPlan = field(default_factory=FaultPlan)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    def __post_init__(self) -> None:
        access = replace(self.world.guarded(self.plan), stripe_keys=self)
        self.services = access.services
        self.keys = SigningKeys("https://identity.example/keys", self._published, lambda: 0.0)
        self.app: Chalice = served(self.services, self.keys)
        self.api = Api(self.world, self.app).as_()

    @property
    def questions(self) -> Questions:
        return first_questions(self.app, self.services, self.keys)

    @property
    def reads_of_the_switch(self) -> int:
        return self.plan.calls.count("read_only")

    def current(self) -> StripeKeys:
        self._ask("Stripe's keys")
        return KEYS.current()

    def refresh(self) -> StripeKeys | None:
        return None

    def top_up(self) -> Reply:
        return self.api.post("/v1/me/top-ups", TOP_UP, idempotency_key="k")

    def _published(self, url: str) -> bytes:
        self._ask("signing keys")
        return published_keys(url)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.is_down:
            raise Unavailable from OSError("no route to Ana's clinic")


def nothing() -> None:
    """In place of a rehearsal; its own tests are in test_rehearsal.py."""


@contextmanager
def warnings() -> Iterator[list[dict[str, Any]]]:
    """The facts of each line at the level of a warning or above."""
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.__dict__)

    handler, inner = Keep(logging.WARNING), logging.getLogger(logger.name)
    inner.addHandler(handler)
    try:
        yield lines
    finally:
        inner.removeHandler(handler)


def restored(start: Start) -> Callable[[], object]:
    """Arrange the process for snapshots, and return what Lambda calls after a restore."""
    arrange(WarmUp.RESTORE, start.questions, nothing)
    hook, given, named = get_after_restore().pop()
    return lambda: hook(*given, **named)


def test_a_warmed_process_asks_for_nothing_twice() -> None:
    start = Start()
    with warnings() as lines:
        arrange(WarmUp.INIT, start.questions, nothing)
    assert sorted(start.asked) == ["Stripe's keys", "signing keys"]
    assert sorted(start.plan.calls) == ["has_own_providers", "read_only"]
    assert start.top_up().status == 201
    assert start.asked.count("signing keys") == start.reads_of_the_switch == 1
    assert lines == []


def test_nothing_is_asked_unless_the_stage_is_set_to() -> None:
    start = Start()
    assert config.read(ENVIRONMENT).warm_up is WarmUp.OFF
    arrange(config.read(ENVIRONMENT).warm_up, start.questions, nothing)
    assert (start.asked, start.plan.calls) == ([], [])


def test_a_start_succeeds_while_all_are_down_and_the_first_request_asks_itself() -> None:
    start = Start(plan=FaultPlan(at=0), is_down=True)
    with warnings() as lines:
        arrange(WarmUp.INIT, start.questions, nothing)
    (line,) = lines
    assert line["message"] == "warm_up_incomplete"
    assert line["causes"] == {
        "signing keys": ["Unavailable", "OSError"],
        "read-only switch, own providers": ["Unavailable"],
        "Stripe's keys": ["Unavailable", "OSError"],
    }
    assert "Ana" not in str(line["causes"])
    start.is_down = False
    assert start.top_up().status == 201 and start.reads_of_the_switch == 2


def test_a_start_waits_for_no_one_longer_than_its_deadline() -> None:
    never, heard, quick = Event(), list[str](), Queue[Thread]()

    def answer() -> None:
        heard.append("quick")
        quick.put(current_thread())

    hangs: Questions = {"signing keys": never.wait, "read-only switch": never.wait, "quick": answer}
    with warnings() as lines:  # The rehearsal gives the quick one the time that it needs on a busy machine.
        warm_up(hangs, lambda: quick.get(timeout=BUSY_S).join(BUSY_S), deadline_s=0.05)
    never.set()
    (line,) = lines
    assert line["causes"] == {name: ["no response in time"] for name in ("signing keys", "read-only switch")}
    assert heard == ["quick"] and DEADLINE_S < MOST_OF_INIT_S / 2


def test_a_snapshot_holds_nothing_that_was_read_and_a_restored_process_reads_it() -> None:
    """A copy would be as old as the deploy: a switch that was off then, a key that was withdrawn since."""
    start = Start()
    after_restore = restored(start)
    assert (start.asked, start.plan.calls) == ([], [])
    start.world.clinics.save_read_only(SWITCH)
    after_restore()
    assert start.reads_of_the_switch == 1 and start.asked.count("signing keys") == 1
    assert start.top_up().json["code"] == "read_only" and start.reads_of_the_switch == 1


def test_a_snapshot_holds_the_rehearsal_which_no_restore_repeats() -> None:
    start, heard = Start(), list[str]()
    arrange(WarmUp.RESTORE, start.questions, lambda: heard.append("rehearsed"))
    hook, given, named = get_after_restore().pop()
    assert heard == ["rehearsed"]
    hook(*given, **named)
    assert heard == ["rehearsed"]


@pytest.mark.parametrize(("when", "expected"), [(WarmUp.INIT, ["rehearsed"]), (WarmUp.OFF, [])])
def test_only_a_process_that_warms_up_rehearses(when: WarmUp, expected: list[str]) -> None:
    heard = list[str]()
    arrange(when, Start().questions, lambda: heard.append("rehearsed"))
    assert heard == expected


def test_a_rehearsal_that_fails_is_one_warning_and_the_start_succeeds() -> None:
    start = Start()

    def fails() -> None:
        raise NotRehearsed("/v1/me/credit: 500")

    with warnings() as lines:
        arrange(WarmUp.INIT, start.questions, fails)
    (line,) = lines
    assert (line["message"], line["causes"]) == ("warm_up_incomplete", {"rehearsal": ["NotRehearsed"]})
    assert start.top_up().status == 201 and start.reads_of_the_switch == 1


def test_a_process_rehearses_last_and_where_its_requests_will_run() -> None:
    """The processor's caches then hold the code that the first request runs."""
    heard = list[str]()
    questions: Questions = {"signing keys": lambda: heard.append("asked")}
    arrange(WarmUp.INIT, questions, lambda: heard.append(current_thread().name))
    assert heard == ["asked", current_thread().name]


def test_a_process_that_waited_for_its_first_request_reads_the_switch_again() -> None:
    """As with provisioned concurrency: it may start hours before."""
    start = Start()
    arrange(WarmUp.INIT, start.questions, nothing)
    start.world.clinics.save_read_only(SWITCH)
    start.world.clock.pass_time(timedelta(hours=3))
    assert start.top_up().json["code"] == "read_only"


def test_no_request_waits_for_a_collection_of_what_init_made() -> None:
    """One was 74 ms of CPU when it fell into a first request."""
    before, start = gc.get_freeze_count(), Start()
    arrange(WarmUp.OFF, start.questions, nothing)
    assert gc.get_freeze_count() <= before, "what was frozen may end, nothing is added"
    arrange(WarmUp.INIT, start.questions, nothing)
    assert gc.get_freeze_count() > before


def test_only_init_and_restore_are_times_to_warm_up() -> None:
    assert config.read({**ENVIRONMENT, "WARM_UP": "restore"}).warm_up is WarmUp.RESTORE
    with pytest.raises(Misconfigured, match="WARM_UP"):
        config.read({**ENVIRONMENT, "WARM_UP": "always"})
