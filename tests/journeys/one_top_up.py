"""One top-up of a patient who paid before, from the portal's first page to the receipt, with every call on record."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from infra.devstack.stack import Stack
from tests.bench.prices import TopUp
from tests.journeys.calls import json_of
from tests.journeys.double import Double
from tests.journeys.people import Clinic, Patient
from tests.journeys.recorder import OnRecord, Recorded, Recorder
from tests.polling import until

Made = TypeVar("Made")
OPEN, START, PAY, BACK, RECEIPT, DOWNLOAD = (
    "1 opens Add Account Credit",
    "2 starts the top-up",
    "3 pays (webhooks)",
    "4 comes back (settle)",
    "5 receipt (stream)",
    "6 downloads the receipt",
)


REQUESTS = 7
"""Through the gateway: the five of the page, and two webhooks."""


@contextmanager
def held(pid: int) -> Iterator[None]:
    """A process that is paused, so that its later calls can be told apart."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def put_on_record(on_record: OnRecord) -> None:
    """Leave the calls of one top-up on record, step by step, and nothing else: not the events that follow it either."""
    stack, recorder = on_record.stack, on_record.recorder
    stack.stop_component("schedule")
    stack.stop_component("events")
    double = Double.of(stack.environment)
    patient = Clinic("clinic_demo", stack, double).patient()
    quietly(double, recorder, patient.pay)
    card = patient.cards[0]["id"]
    recorder.forget()
    double.controls.delete("/calls")
    _one_top_up(stack, recorder, double, patient, card)


def asked_of_stripe(stack: Stack) -> list[str]:
    """Return the service's calls to Stripe since then, by operation."""
    calls = Double.of(stack.environment).controls.calls("*")
    return [call["operation"] for call in calls if call["key_kind"] == "secret"]


def used(calls: list[Recorded]) -> TopUp:
    """Return the sum of the calls."""
    return TopUp(
        write_units=sum(call.units for call in writes_of(calls)),
        read_units=sum(call.units for call in reads_of(calls)),
        puts=sum(call.service == "S3" for call in calls),
        requests=REQUESTS,
        batches=len(writes_of(calls)),
    )


def quietly(double: Double, recorder: Recorder, act: Callable[[], Made]) -> Made:
    """Do something that is paid, and wait for its receipt and for the last of its events."""
    before = len(recorder.calls)
    made = act()
    until(lambda: _issued(recorder.calls[before:]))
    double.come_to_rest()
    return made


def _issued(calls: list[Recorded]) -> bool:
    """Whether a receipt was stored and then recorded on the payment."""
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
    json_of(patient.call("GET", f"me/top-ups/{top_up['id']}/receipt"))


def table(calls: list[Recorded]) -> str:
    """The calls as a table, a step a block."""
    lines = [f"{'step':<28}{'call':<62}{'read':>6}{'write':>7}", *map(_row, calls)]
    reads, writes = (sum(call.units for call in wanted) for wanted in (reads_of(calls), writes_of(calls)))
    records = sum(call.items for call in writes_of(calls))
    return "\n".join(
        [
            *lines,
            f"{'in all':<90}{reads:>6g}{writes:>7g}",
            "Units are the emulator's, indexes included; * is AWS's rule of a unit an item, where it reports none.",
            f"The stream carries {records} records of {len(writes_of(calls))} writes.",
        ]
    )


def _row(call: Recorded) -> str:
    units = f"{call.units:g}{'' if call.metered else '*'}"
    read, write = (units if wanted else "" for wanted in (call.reads, call.writes))
    return f"{call.step:<28}{f'{call.service} {call.operation} {call.about}':<62}{read:>6}{write:>7}"


OF_ALL, PROFILE = ("read_only", "own_providers"), "profile"


def reads_of(calls: list[Recorded]) -> list[Recorded]:
    return [call for call in calls if call.reads and not _remembered(call)]


def _remembered(call: Recorded) -> bool:
    """Whether a process reads it once in a while, whatever it serves: the deployment's own items, clinics' profiles."""
    return call.about in OF_ALL or (call.about == PROFILE and call.step != RECEIPT)


def writes_of(calls: list[Recorded]) -> list[Recorded]:
    return [call for call in calls if call.writes]
