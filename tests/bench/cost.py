"""The cost of one top-up: units, calls and dollars, from its calls on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.prices import AS_OF, GOAL
from tests.bench.table import Row
from tests.journeys.one_top_up import BACK, PAY, START, asked_of_stripe, put_on_record, reads_of, used
from tests.journeys.recorder import stack_on_record

THOUSAND = 1_000
MOST_WRITE_UNITS, MOST_READS, MOST_PUTS, MOST_STRIPE_CALLS = 14, 3, 1, 1


def rows(folder: Path) -> Iterator[Row]:
    """A row a budget; its ratio is to the budget, so 1.00 uses all of it."""
    with stack_on_record(folder) as on_record:
        put_on_record(on_record)
        asked, calls = asked_of_stripe(on_record.stack), on_record.recorder.calls
    stripe = [operation for operation in asked if operation.startswith("payment_intents")]
    top_up = used(calls)
    reads = sum(call.step in (START, PAY, BACK) for call in reads_of(calls))
    behind = THOUSAND * (top_up.storage + top_up.functions)
    yield _row("write units, indexes included", top_up.write_units, MOST_WRITE_UNITS)
    yield _row("reads to start and to settle", reads, MOST_READS, "two webhooks and the page's own settle among them")
    yield _row("S3 PUTs", top_up.puts, MOST_PUTS)
    yield _row("Stripe calls", len(stripe), MOST_STRIPE_CALLS, "beside the page's list of cards")
    yield _row("dollars per 1,000 behind the gateway", behind, GOAL, f"list prices of {AS_OF}")
    whole = behind + THOUSAND * top_up.gateway
    yield _row("dollars per 1,000 with a REST API", whole, GOAL, f"{top_up.requests} requests per top-up")
    invocations = top_up.requests + top_up.batches
    yield Row(part="cost", name="Lambda invocations", ours=str(invocations), note="requests and batches of the stream")
    yield Row(part="cost", name="read units, page's own reads included", ours=f"{top_up.read_units:g}")


def _row(name: str, used: float, budget: float, note: str = "") -> Row:
    said = f"{used:g}" if used == int(used) else f"{used:.4f}"
    return Row(
        part="cost",
        name=name,
        ours=said,
        floor=f"budget {budget:g}",
        to_floor=used / budget,
        floor_goal=1.0,
        note=note,
    )
