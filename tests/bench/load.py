"""Many patients at once through the whole journey on the local stack, and their ledgers read afterwards."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.devstack import aws
from infra.devstack.settings import Ports, Settings
from infra.devstack.stack import Stack
from tests.bench.table import Row
from tests.journeys.double import Double
from tests.journeys.people import CARD, Clinic, Patient

AMOUNT = 5_000


@dataclass(slots=True)
class Times:
    """Seconds that each step took, and what went wrong."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def timed(self, step: str, act: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        done = act()
        self.steps.setdefault(step, []).append(time.perf_counter() - begun)
        return done


def rows(folder: Path, patients: int, at_once: int) -> Iterator[Row]:
    """Throughput and latencies of the journey and of one bare transaction on the same emulator; errors; the ledgers."""
    with Stack(Settings(state=folder, ports=Ports.free(), sweep_every_s=3600.0)) as stack:
        double = Double.of(stack.environment)
        people = [Clinic("clinic_demo", stack, double).patient() for _ in range(patients)]
        times, begun = Times(), time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda patient: _journey(patient, double, times), people))
        took = time.perf_counter() - begun
        double.come_to_rest()
        floor = _bare_transactions(stack, at_once, patients)
        wrong = [patient.id for patient in people if (patient.available, patient.entries) != (AMOUNT, [AMOUNT])]
    note = f"{patients} patients, {at_once} at once"
    yield Row(part="load", name="journeys", ours=f"{patients / took:.1f}/s", note=note)
    for step, seconds in times.steps.items():
        said = f"floor: one transaction on the emulator, {at_once} at once" if step == "settle" else ""
        yield Row(part="load", name=step, ours=_printed(seconds), floor=_printed(floor) if said else "", note=said)
    yield Row(part="load", name="errors", ours=str(len(times.errors)), note="; ".join(times.errors[:3])[:200])
    yield Row(part="load", name="patients whose ledger is wrong afterwards", ours=f"{len(wrong)} of {patients}")


def _journey(patient: Patient, double: Double, times: Times) -> None:
    try:
        times.timed("GET credit", lambda: patient.get("me/credit"))
        top_up = times.timed("start", lambda: patient.start(AMOUNT))
        double.confirm(top_up, payment_method=CARD)
        settled = times.timed("settle", lambda: patient.settle(top_up))
        if settled["status"] != "succeeded":
            times.errors.append(f"{patient.id}: {settled['status']}")
    except Exception as fault:  # noqa: BLE001 - any fault is counted
        times.errors.append(f"{patient.id}: {type(fault).__name__} {fault}"[:200])


def _bare_transactions(stack: Stack, at_once: int, count: int) -> list[float]:
    client = aws.tables(stack.settings)
    table, times = stack.environment["CREDIT_TABLE"], Times()

    def write(_: int) -> None:
        pk = {"S": f"floor#{secrets.token_hex(8)}"}
        puts: Any = [{"Put": {"TableName": table, "Item": {"pk": pk, "sk": {"S": sk}}}} for sk in ("a", "b", "c")]
        times.timed("write", lambda: client.transact_write_items(TransactItems=puts))

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(write, range(count)))
    return times.steps["write"]


def _printed(seconds: Sequence[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return "p50 {:.0f}, p95 {:.0f}, p99 {:.0f} ms".format(*(1_000 * cuts[each - 1] for each in (50, 95, 99)))
