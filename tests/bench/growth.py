"""The cost of the same request with ever more payments behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import boto3

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.services.clock import SystemClock
from chalicelib.services.pagination import PageRequest, PaymentFilter, PaymentScope
from tests.bench.meter import Meter, metered
from tests.bench.table import Row
from tests.fakes.examples import outcome, payment
from tests.fakes.world import World

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
BATCH = 25
BACKLOG = (10, 100)
BALANCE, TWIN = "the balance", "the balance, added up from the payments"


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one request with a history of `behind` payments."""

    name: str
    behind: int
    meter: Meter


def measure(table: str, sizes: Sequence[int]) -> Iterator[Cost]:
    """Give a patient of a clinic of its own each history, and ask for the same things."""
    for behind in sizes:
        patient = PatientKey(f"clinic_{behind}", "pat_ana")
        write(table, _history(patient, behind))
        yield from (_metered(name, behind, act) for name, act in _requests(patient).items())
        yield _metered(TWIN, behind, lambda patient=patient: _added_up(table, patient))  # type: ignore[misc]


def sweeps(table: str) -> Iterator[Cost]:
    """The cost of finding due work, with more and more of it pending and the same history."""
    written = 0
    for pending in BACKLOG:
        patient = PatientKey("clinic_sweep", "pat_ana")
        write(table, [PaymentItem.from_domain(_pending(patient, number)) for number in range(written, pending)])
        written = pending
        yield _metered("the sweep's search", pending, lambda: DynamoLedger().due(datetime.now(UTC), 200))


def rows(costs: Sequence[Cost], swept: Sequence[Cost]) -> Iterator[Row]:
    """One row per request: its cost at the smallest history and at the largest must be one."""
    twins = {cost.behind: cost.meter for cost in costs if cost.name == TWIN}
    for name in dict.fromkeys(cost.name for cost in costs if cost.name != TWIN):
        same = [cost for cost in costs if cost.name == name]
        least, most = same[0], same[-1]
        yield Row(
            part="growth",
            name=f"{name}, {most.behind:,} payments behind it",
            ours=most.meter.said,
            floor=f"{least.meter.said} at {least.behind}",
            to_floor=ratio(most.meter, least.meter),
            floor_goal=1.0,
            twin=twins[most.behind].said if name == BALANCE else "",
            to_twin=most.meter.reads / twins[most.behind].reads if name == BALANCE else None,
            note="twin: added up from the payments" if name == BALANCE else "",
        )
    for cost in swept:
        yield Row(part="growth", name=f"{cost.name}, {cost.behind} pending", ours=cost.meter.said)


def ratio(one: Meter, other: Meter) -> float:
    """The worst of calls, read units and write units."""
    pairs = ((len(one.calls), len(other.calls)), (one.reads, other.reads), (one.writes, other.writes))
    return max(more / less if less else float(more > 0) for more, less in pairs)


def _requests(patient: PatientKey) -> dict[str, Callable[[], object]]:
    ledger, page, unapplied = DynamoLedger(), PageRequest(20), PaymentFilter(unapplied=True)
    services = replace(World().open, ledger=ledger, clock=SystemClock()).services
    waiting = _waiting(patient)
    ledger.add(waiting)
    return {
        BALANCE: lambda: ledger.credit(patient),
        "a page of the patient's payments": lambda: ledger.payments(patient, page, PaymentScope.PAID),
        "a page of the clinic's unapplied": lambda: ledger.clinic_payments(patient.clinic_id, page, unapplied),
        "one settle": lambda: services.settle_payment(outcome(waiting), report_id="evt_bench"),
    }


def _added_up(table: str, patient: PatientKey) -> float:
    """The naive twin: no balance is kept, so all of the patient's payments are read."""
    pages = boto3.client("dynamodb").get_paginator("query")
    wanted = {":pk": {"S": partition(patient)}, ":start": {"S": "payment#"}}
    condition = "pk = :pk AND begins_with(sk, :start)"
    found = pages.paginate(TableName=table, KeyConditionExpression=condition, ExpressionAttributeValues=wanted)
    return sum(float(item["amount"]["N"]) for page in found for item in page["Items"])


def lines(costs: Sequence[Cost]) -> dict[str, list[tuple[float, float]]]:
    """Read and write units of each request, for the plot."""
    return {
        name: [(cost.behind, cost.meter.reads + cost.meter.writes) for cost in costs if cost.name == name]
        for name in dict.fromkeys(cost.name for cost in costs)
    }


def _metered(name: str, behind: int, act: Callable[[], object]) -> Cost:
    with metered() as meter:
        act()
    return Cost(name, behind, meter)


def _history(patient: PatientKey, behind: int) -> Iterator[Any]:
    yield CreditBalanceItem(
        partition(patient), CREDIT_SK, balance=behind * 5_000, seq=behind, payments_unapplied=behind
    )
    for number in range(behind):
        made = paid(patient, number)
        yield CreatedItem.of(made)
        yield PaymentItem.from_domain(made)


def paid(patient: PatientKey, number: int) -> Payment:
    at = LONG_AGO + timedelta(minutes=number)
    return payment(
        f"pay_{number:06d}",
        patient=patient,
        created_at=at,
        succeeded_at=at,
        status=PaymentStatus.SUCCEEDED,
        payment_intent_id=f"pi_{number}",
        entry_numbers=(number + 1,),
        next_check_at=None,
    )


def _waiting(patient: PatientKey) -> Payment:
    return payment("pay_waiting", patient=patient, payment_intent_id="pi_waiting", next_check_at=None)


def _pending(patient: PatientKey, number: int) -> Payment:
    return payment(f"pay_p{number}", patient=patient, created_at=LONG_AGO, next_check_at=LONG_AGO)


def write(table: str, items: Any) -> None:
    client, rest = boto3.client("dynamodb"), iter(items)
    while batch := [{"PutRequest": {"Item": item.serialize()}} for item in islice(rest, BATCH)]:
        left: dict[str, Any] = {table: batch}
        while left:
            left = dict(client.batch_write_item(RequestItems=left)["UnprocessedItems"])
