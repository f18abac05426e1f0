"""Which key is written most when a thousand patients of one clinic pay at once, and when DynamoDB slows it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.credit.payment import IssuedReceipt
from chalicelib.dynamodb.credit_items import WORK_QUEUE_SHARDS
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.clock import SystemClock
from tests.bench.meter import metered
from tests.bench.table import Row
from tests.fakes.examples import outcome, payment
from tests.fakes.world import World

LIMIT = 1_000
"""Write units per second of one partition key (DynamoDB Developer Guide, "Best practices for partition keys")."""
PATIENTS = 1_000


def rows() -> Iterator[Row]:
    """One row per kind of key: units that one top-up writes there, and top-ups per second until the limit."""
    written = _one_top_up()
    yield _row("a patient's two partitions", written["table"], PATIENTS)
    yield _row("by-clinic: one key per clinic", written["by-clinic"], 1)
    yield _row(f"to-do: {WORK_QUEUE_SHARDS} keys in all", written["to-do"], WORK_QUEUE_SHARDS)


def _row(name: str, units: float, keys: int) -> Row:
    rate = LIMIT * keys / units if units else float("inf")
    note = f"of {PATIENTS:,} top-ups at once, the hottest key takes {PATIENTS / keys * units:,.0f} units"
    return Row(
        part="hot keys", name=name, ours=f"{units:g} write units per top-up", floor=f"{rate:,.0f} top-ups/s", note=note
    )


def _one_top_up() -> Counter[str]:
    ledger, now = DynamoLedger(), datetime.now(UTC)
    soon = now + timedelta(minutes=5)
    services = replace(World().open, ledger=ledger, clock=SystemClock()).services
    started = payment("pay_hot", created_at=now, next_check_at=soon)
    with metered() as meter:
        ledger.add(started)
        waiting = started.changed(payment_intent_id="pi_hot", client_secret="pi_hot_secret")
        ledger.save(waiting)
        paid = services.settle_payment(outcome(waiting), report_id="evt_hot")
        receipt = IssuedReceipt(number="R-1", issued_at=now)
        ledger.save(replace(paid, receipt=receipt, next_check_at=None, version=paid.version + 1))
    return meter.indexes
