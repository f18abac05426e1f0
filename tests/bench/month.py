"""The handbook's table of monthly costs, from the use of one top-up and list prices: `python -m tests.bench.month`."""

from __future__ import annotations

from tests.bench.prices import GATEWAY_REQUEST, GB_SECOND, INVOCATION, READ_UNIT, S3_PUT, WRITE_UNIT, TopUp

USE = TopUp(write_units=14, read_units=23, puts=1, requests=12, batches=4)
"""Of one top-up: no less than tests/journeys/test_what_a_top_up_costs.py counts, and a returning patient's pages."""
INVOCATION_S, GB = 0.2, 1.0
"""Ten times a warm request of the bench: some are cold, and Stripe is waited for."""
RECEIPT_KB, LOGS_KB, DOWNLOADS = 60, 8, 1
TRACES = USE.requests + USE.batches
S3_GB_MONTH, S3_GET, LOGS_GB, TRACE = 0.023, 0.4e-6, 0.50, 5e-6
"""List prices of us-east-1, as those in prices.py and as unchecked."""
DUE_WORK = 4.7e-6
"""Dollars per top-up: `python -m tests.bench.due_work`."""
FIXED = 23
"""Alarms, dashboard, metrics and secrets, as the handbook lists them."""
PER_MONTH = (1_000, 100_000, 10_000_000)
HEADS = ("API Gateway", "Lambda", "DynamoDB", "S3", "due work", "logs, traces", "fixed")
GB_IN_KB = 1e6


def per_top_up() -> tuple[float, ...]:
    """Dollars, by `HEADS` but the last."""
    calls = USE.requests + USE.batches
    return (
        USE.requests * GATEWAY_REQUEST,
        calls * (INVOCATION + INVOCATION_S * GB * GB_SECOND),
        USE.write_units * WRITE_UNIT + USE.read_units * READ_UNIT,
        USE.puts * S3_PUT + DOWNLOADS * S3_GET + RECEIPT_KB / GB_IN_KB * S3_GB_MONTH,
        DUE_WORK,
        LOGS_KB / GB_IN_KB * LOGS_GB + TRACES * TRACE,
    )


def rows() -> list[str]:
    """The table's lines, as the handbook has them."""
    return [_row(top_ups) for top_ups in PER_MONTH]


def _row(top_ups: int) -> str:
    costs = [*(each * top_ups for each in per_top_up()), FIXED]
    name = f"{top_ups // 1_000_000} million" if top_ups >= 1_000_000 else f"{top_ups:,}"
    return f"| {name} | {' | '.join(map(_dollars, costs))} | **{_dollars(sum(costs))}** |"


def _dollars(cost: float) -> str:
    return f"{cost:,.0f}" if cost >= 10 else f"{cost:.2f}"


if __name__ == "__main__":
    print("\n".join(rows()))
