"""On the whole stack: a night's proof finds no difference in what the service did, and each one that was planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.credit.time_zones import time_zone
from infra.devstack.stack import Stack
from infra.ops.operate.verify.__main__ import main as verify
from tests.journeys.actions import StaffActions
from tests.journeys.calls import Json, json_of, send
from tests.journeys.double import Double
from tests.journeys.people import CARD, Clinic, run_module

TONIGHT = "10"
"""Hours from now: long enough for everything that is still open to be a difference."""


@pytest.fixture
def clinic(new_clinic: Callable[[], Clinic], double: Double) -> Clinic:
    return new_clinic()


def proof_of(stack: Stack, clinic: Clinic, hours: str = TONIGHT) -> bytes:
    printed = run_module(stack, "tests.journeys.prove", hours, clinic.id)
    return next(line for line in printed.splitlines() if line.startswith("PROOF ")).removeprefix("PROOF ").encode()


def differences(proof: bytes) -> list[tuple[Any, ...]]:
    found = json.loads(proof)["differences"]
    return sorted((each["kind"], each["side"], each["amount"], each["payment_id"]) for each in found)


def test_top_ups_and_refunds_of_the_service_prove_without_a_difference(
    stack: Stack, clinic: Clinic, double: Double, tmp_path: Path
) -> None:
    begun = datetime.now(time_zone("America/Toronto")).date()
    patient = clinic.patient()
    staff = StaffActions(clinic.staff(), patient)
    first, second = patient.pay(5_000), patient.pay(7_500)
    json_of(staff.refund(first, 2_000), 201)
    json_of(staff.apply(second, 1_000), 201)
    double.controls.post("/payouts", account=clinic.main, include_pending=True)
    proof = proof_of(stack, clinic)
    data = json.loads(proof)
    takings = clinic.staff().get(f"clinic/reports/takings?from={begun}")  # The month may have changed meanwhile.
    lines = {line["payment_id"]: line for line in takings["lines"]}
    (payout_id,) = {lines[each["id"]]["payout_id"] for each in (first, second)}
    assert payout_id.startswith("po_") and lines[first["id"]]["paid_out_on"]
    assert data["differences"] == data["open_items"] == []
    assert (data["liability"], data["booked"], data["at_stripe"]) == (9_500, 10_500, 10_500)
    assert {each["account_id"]: each["moved"] for each in data["accounts"]} == {clinic.main: 10_500, clinic.north: 0}
    assert data["previous"] is None
    (tmp_path / "proof.json").write_bytes(proof)
    key = stack.settings.state / "proofs" / "public.pem"
    assert verify([str(tmp_path / "proof.json"), "--key", str(key)]) == 0


def test_a_dashboard_refund_whose_events_got_lost_is_found(stack: Stack, clinic: Clinic, double: Double) -> None:
    paid, charge = charged(clinic, double)
    double.lose_events()
    as_dashboard(double, "refunds", charge=charge["id"], amount=1_500)
    assert differences(proof_of(stack, clinic)) == [("stripe_only", "card", -1_500, paid["id"])]


def test_a_refund_that_stripe_never_made_is_found(stack: Stack, clinic: Clinic, double: Double) -> None:
    patient = clinic.patient()
    paid = patient.pay(5_000)
    double.break_calls("refunds.create", count=20, of=paid["id"], mode="error", status=500)
    StaffActions(clinic.staff(), patient).refund(paid, 2_000)
    assert differences(proof_of(stack, clinic)) == [
        ("amount", "account", 2_000, paid["id"]),
        ("ours_only", "card", 2_000, paid["id"]),
    ]


def test_a_transfer_that_was_reversed_by_hand_is_found(stack: Stack, clinic: Clinic, double: Double) -> None:
    paid, charge = charged(clinic, double)
    as_dashboard(double, f"transfers/{charge['transfer']}/reversals", amount=700)
    assert differences(proof_of(stack, clinic)) == [("amount", "account", -700, paid["id"])]


def test_a_payment_that_the_sweep_found_half_a_day_later_is_named_late(
    stack: Stack, clinic: Clinic, double: Double
) -> None:
    patient = clinic.patient()
    double.lose_events()
    top_up = patient.start(5_000)
    double.confirm(top_up, payment_method=CARD)
    run_module(stack, "tests.journeys.sweep", "12")
    assert differences(proof_of(stack, clinic, "24")) == [
        ("late", "account", 5_000, top_up["id"]),
        ("late", "card", 5_000, top_up["id"]),
    ]


def charged(clinic: Clinic, double: Double) -> tuple[Json, Json]:
    """A top-up that was paid, and Stripe's charge of it."""
    patient = clinic.patient()
    paid = patient.pay(5_000)
    (charge,) = double.charges_of(patient.id)
    return paid, charge


def as_dashboard(double: Double, path: str, **form: object) -> None:
    """The platform's own staff at Stripe's dashboard."""
    json_of(send("POST", f"{double.url}/v1/{path}", auth=(double.secret_key, ""), data=form))
