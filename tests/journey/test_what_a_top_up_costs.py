"""What one top-up costs in calls, from the portal's first page to the receipt: a call too many shows here."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from infra.local.stack import Stack
from tests.bench.prices import GOAL, TopUp
from tests.figures import Figure
from tests.journey.calls import told
from tests.journey.double import Double
from tests.journey.people import Clinic, Patient
from tests.journey.recorder import OnRecord, Recorded, Recorder
from tests.journey.waiting import until

OF_INTEREST = (
    "charge.succeeded",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
)
"""The events that a deployment subscribes to; the double sends all there are."""
OPEN, START, PAY, BACK, RECEIPT, DOWNLOAD = (
    "1 opens Add Account Credit",
    "2 starts the top-up",
    "3 pays (webhooks)",
    "4 comes back (settle)",
    "5 receipt (stream)",
    "6 downloads the receipt",
)


@contextmanager
def held(pid: int) -> Iterator[None]:
    """A process that does nothing meanwhile, so that what it does afterwards is told apart."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def cost(on_record: OnRecord) -> OnRecord:
    """One top-up of a patient who paid before, step by step, on record."""
    stack, recorder = on_record.stack, on_record.recorder
    stack.stop_part("schedule")
    double = Double.of(stack.environment)
    patient = Clinic("clinic_demo", stack, double).patient()
    _quiet(double, recorder, lambda: patient.pay())
    card = patient.cards[0]["id"]
    recorder.forget()
    double.knobs.delete("/calls")
    _one_top_up(stack, recorder, double, patient, card)
    return on_record


def _quiet(double: Double, recorder: Recorder, act: Callable[[], object]) -> None:
    """Does something and waits for its receipt and for the last of its events."""
    before = len(recorder.calls)
    act()
    until(lambda: _issued(recorder.calls[before:]))
    double.come_to_rest()


def _issued(calls: list[Recorded]) -> bool:
    """Whether a receipt was stored and the payment then told so."""
    stored = [number for number, call in enumerate(calls) if (call.service, call.operation) == ("S3", "PUT")]
    return bool(stored) and any(call.operation == "PutItem" for call in calls[stored[-1] :])


def _one_top_up(stack: Stack, recorder: Recorder, double: Double, patient: Patient, card: str) -> None:
    with held(stack.pids()["stream"]):
        recorder.begin(OPEN)
        patient.get("me/credit")
        patient.get("me/cards")
        recorder.begin(START)
        top_up = patient.start()
        recorder.begin(PAY)
        double.confirm(top_up, payment_method=card)
        double.come_to_rest()
        recorder.begin(BACK)
        assert patient.settle(top_up)["status"] == "succeeded"
        recorder.begin(RECEIPT)
    until(lambda: _issued(recorder.calls))
    recorder.begin(DOWNLOAD)
    told(patient.call("GET", f"me/top-ups/{top_up['id']}/receipt"))


def table(calls: list[Recorded]) -> str:
    """The calls as a table, a step a block."""
    lines = [f"{'step':<28}{'call':<62}{'read':>6}{'write':>7}", *map(_row, calls)]
    reads, writes = (sum(call.units for call in wanted) for wanted in (_reads(calls), _writes(calls)))
    records = sum(call.items for call in _writes(calls))
    return "\n".join(
        [
            *lines,
            f"{'in all':<90}{reads:>6g}{writes:>7g}",
            "Units are the emulator's, indexes included; * is AWS's rule of a unit an item, where it reports none.",
            f"The stream carries {records} records of {len(_writes(calls))} writes.",
        ]
    )


def _row(call: Recorded) -> str:
    units = f"{call.units:g}{'' if call.metered else '*'}"
    read, write = (units if wanted else "" for wanted in (call.reads, call.writes))
    return f"{call.step:<28}{f'{call.service} {call.operation} {call.about}':<62}{read:>6}{write:>7}"


def _reads(calls: list[Recorded]) -> list[Recorded]:
    return [call for call in calls if call.reads]


def _writes(calls: list[Recorded]) -> list[Recorded]:
    return [call for call in calls if call.writes]


def test_a_top_up_writes_no_more_than_it_did(cost: OnRecord, figure: Figure) -> None:
    calls = cost.recorder.calls
    figure(table(calls))
    assert {call.status for call in calls} == {200}
    assert sum(call.units for call in _writes(calls)) <= 14
    assert [call.operation for call in _writes(calls)] == [
        "PutItem",
        "PutItem",
        "TransactWriteItems",
        "PutItem",
    ]


def test_a_top_up_reads_no_more_than_it_did(cost: OnRecord) -> None:
    reads = Counter(call.step for call in _reads(cost.recorder.calls))
    assert reads == {OPEN: 3, START: 4, PAY: 2, BACK: 1, RECEIPT: 1, DOWNLOAD: 1}


def test_a_top_up_stores_one_file(cost: OnRecord) -> None:
    assert [(call.step, call.operation) for call in cost.recorder.calls if call.service == "S3"] == [(RECEIPT, "PUT")]


def test_a_top_up_asks_stripe_once_and_the_page_asks_for_the_cards(cost: OnRecord) -> None:
    calls = Double.of(cost.stack.environment).knobs.calls("*")
    asked = [call["operation"] for call in calls if call["key_kind"] == "secret"]
    assert asked == ["customers.payment_methods.list", "payment_intents.create"]


def test_a_top_up_invokes_a_function_no_more_often_than_it_did(cost: OnRecord) -> None:
    double = Double.of(cost.stack.environment)
    created = double.knobs.calls("payment_intents.create")[0]["params"]["metadata"]["payment_id"]
    events = double.read("events?limit=100")["data"]
    about = [event for event in events if event["data"]["object"].get("metadata", {}).get("payment_id") == created]
    assert len([event for event in about if event["type"] in OF_INTEREST]) == 2
    assert sum(call.items for call in _writes(cost.recorder.calls)) <= 6


def test_a_thousand_top_ups_cost_no_more_dollars_than_they_did(cost: OnRecord, figure: Figure) -> None:
    calls = cost.recorder.calls
    top_up = TopUp(
        write_units=sum(call.units for call in _writes(calls)),
        read_units=sum(call.units for call in _reads(calls)),
        puts=sum(call.service == "S3" for call in calls),
        requests=7,
        batches=len(_writes(calls)),
    )
    figure(top_up.said)
    assert 1_000 * (top_up.storage + top_up.functions) <= GOAL
