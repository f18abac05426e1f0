"""What a clinic pays AWS for a top-up: a call too many shows here in dollars."""

from __future__ import annotations

from dataclasses import replace

from tests.bench.prices import GOAL, MEASURED

THOUSAND = 1_000


def test_a_thousand_top_ups_cost_a_clinic_no_more_than_the_goal_before_the_gateway() -> None:
    assert THOUSAND * (MEASURED.storage + MEASURED.functions) <= GOAL


def test_a_thousand_top_ups_cost_a_clinic_no_more_than_they_did_with_the_gateway() -> None:
    assert THOUSAND * (MEASURED.storage + MEASURED.functions + MEASURED.gateway) <= 0.048


def test_one_more_receipt_written_would_be_noticed() -> None:
    twice = replace(MEASURED, puts=2)
    assert THOUSAND * (twice.storage + twice.functions) > GOAL
