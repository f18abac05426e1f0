"""Settling: one credit whatever is said, however often, in any order; nothing for what contradicts our own row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment, PaymentError, PaymentStatus
from chalicelib.credit.stripe_report import PaymentRef, PaymentReport, PaymentReportKind
from tests.fakes.examples import ANA, BEN, outcome, payment
from tests.fakes.faults import FaultPlan
from tests.fakes.payments import DECLINED
from tests.fakes.world import World, assert_adds_up
from tests.services.actions import InterleaveAt

TAMPERED: dict[str, dict[str, Any]] = {
    "amount": {"amount_received": 4_999},
    "currency": {"currency": "usd"},
    "destination": {"destination": "acct_other"},
    "livemode": {"livemode": True},
    "payment_intent": {"payment_intent_id": "pi_of_another"},
}


def report(world: World, said: PaymentReport, report_id: str = "evt_1") -> Payment:
    return world.open.services.settle_payment(said, report_id=report_id)


def test_the_same_report_a_thousand_times_is_one_credit(world: World) -> None:
    said = outcome(world.started())
    results = {report(world, said).status for _ in range(1_000)}
    assert results == {PaymentStatus.SUCCEEDED}
    assert world.ledger.credit(ANA).balance == 5_000 and len(world.ledger.all_entries(ANA)) == 1
    assert world.counters.counts["PaymentsSettled"] == 1


def test_the_payment_is_recorded_as_collected_by_the_patient(world: World) -> None:
    (entry,) = world.ledger.entries_of(world.paid())
    assert (entry.kind, entry.amount, entry.actor) == (EntryKind.TOP_UP, 5_000, Actor("patient", "pat_ana"))


def test_a_settlement_that_meets_another_writer_reads_again_and_credits(world: World) -> None:
    waiting = world.started()

    def another() -> None:
        world.ledger.save(world.now(waiting).changed(last_error=PaymentError("card_declined", "No.")))

    plan = InterleaveAt(1, another)
    settled = world.guarded(plan).services.settle_payment(outcome(waiting), report_id="evt_1")
    assert plan.calls.count("commit") == 2
    assert settled.status is PaymentStatus.SUCCEEDED and world.ledger.credit(ANA).balance == 5_000
    assert_adds_up(world)


EVERY_KIND: list[dict[str, Any]] = [
    {"kind": PaymentReportKind.SUCCEEDED},
    {"kind": PaymentReportKind.SUCCEEDED, "card": None},
    {"kind": PaymentReportKind.FAILED, "error": DECLINED},
    {"kind": PaymentReportKind.PROCESSING},
    {"kind": PaymentReportKind.CANCELED},
    {"kind": PaymentReportKind.WAITING},
    {"kind": PaymentReportKind.FAILED, "error": DECLINED},
]


@given(order=st.permutations(EVERY_KIND))
def test_in_any_order_of_reports_money_that_arrived_is_credited_once(order: Sequence[dict[str, Any]]) -> None:
    world = World()
    started = world.started()
    for number, said in enumerate(order):
        report(world, outcome(started, **said), f"evt_{number}")
    settled = world.now(started)
    assert settled.status is PaymentStatus.SUCCEEDED and settled.card is not None
    assert world.ledger.credit(ANA).balance == 5_000
    assert_adds_up(world)


@pytest.mark.parametrize("later", [PaymentReportKind.FAILED, PaymentReportKind.PROCESSING, PaymentReportKind.CANCELED])
def test_a_late_report_never_reverses_a_success(world: World, later: PaymentReportKind) -> None:
    paid = world.paid()
    report(world, outcome(paid, later, error=DECLINED))
    assert world.now(paid) == paid


def test_money_that_arrives_after_a_cancellation_is_credited(world: World) -> None:
    started = world.started()
    report(world, outcome(started, PaymentReportKind.CANCELED))
    assert world.now(started).status is PaymentStatus.CANCELED
    report(world, outcome(started))
    assert world.now(started).status is PaymentStatus.SUCCEEDED
    assert_adds_up(world)


def test_a_canceled_top_up_stays_canceled_when_an_old_failure_arrives(world: World) -> None:
    started = world.started()
    report(world, outcome(started, PaymentReportKind.CANCELED))
    report(world, outcome(started, PaymentReportKind.FAILED, error=DECLINED))
    assert world.now(started).status is PaymentStatus.CANCELED


def test_a_decline_is_recorded_and_the_top_up_stays_payable(world: World) -> None:
    started = world.started()
    declined = report(world, world.stripe.decline(started.payment_intent_id or ""))
    assert declined.last_error == DECLINED and declined.status is PaymentStatus.PENDING
    paid = report(world, world.stripe.pay(started.payment_intent_id or ""))
    assert paid.last_error is None and paid.unapplied == 5_000


def test_the_card_that_a_first_report_lacked_is_kept_from_the_next_one(world: World) -> None:
    started = world.started()
    report(world, outcome(started, card=None, charge_id=None))
    completed = report(world, outcome(started), "evt_2")
    assert completed.card is not None and completed.charge_id == f"ch_of_{started.id}"
    assert world.ledger.credit(ANA).balance == 5_000


@pytest.mark.parametrize("name", TAMPERED)
def test_a_contradicting_report_is_quarantined_and_credits_nothing(world: World, name: str) -> None:
    started = world.started()
    report(world, outcome(started, **TAMPERED[name]))
    assert world.ledger.credit(ANA).balance == 0 and world.ledger.all_entries(ANA) == []
    assert world.now(started) == started
    assert set(world.ledger.in_quarantine) == {"evt_1"} and world.counters.counts["ReportsParked"] == 1


def test_several_contradictions_are_all_named(world: World) -> None:
    started, everything = world.started(), {key: value for each in TAMPERED.values() for key, value in each.items()}
    report(world, outcome(started, **everything))
    assert world.ledger.in_quarantine["evt_1"].mismatches == set(TAMPERED)


def test_a_quarantined_report_does_not_block_the_valid_one(world: World) -> None:
    started = world.started()
    report(world, outcome(started, amount_received=1))
    report(world, outcome(started), "evt_2")
    assert world.ledger.credit(ANA).balance == 5_000


def test_a_contradiction_after_the_credit_changes_nothing(world: World) -> None:
    paid = world.paid()
    report(world, outcome(paid, amount_received=999_999))
    assert world.now(paid) == paid and set(world.ledger.in_quarantine) == {"evt_1"}


def test_a_report_before_our_row_is_refused_so_stripe_retries(world: World) -> None:
    with pytest.raises(NotFound):
        report(world, outcome(payment("pay_unwritten")))
    assert world.ledger.in_quarantine == {}


def test_metadata_naming_another_patient_credits_no_one(world: World) -> None:
    started = world.started(ANA)
    with pytest.raises(NotFound):
        report(world, replace(outcome(started), pointer=PaymentRef(BEN, started.id)))
    assert world.ledger.credit(BEN).balance == world.ledger.credit(ANA).balance == 0


def test_metadata_naming_another_top_up_credits_nothing(world: World) -> None:
    first, second = world.started(), world.started()
    said = replace(outcome(first), pointer=PaymentRef(ANA, second.id))
    report(world, said)
    assert world.ledger.credit(ANA).balance == 0 and world.ledger.in_quarantine


def test_a_report_settles_before_our_own_save_of_the_intent(world: World) -> None:
    row = payment(payment_intent_id=None)
    world.ledger.add(row)
    settled = report(world, outcome(row))
    assert settled.payment_intent_id == f"pi_of_{row.id}" and world.ledger.credit(ANA).balance == 5_000


def test_asking_for_a_settled_top_up_does_not_ask_stripe_again(world: World) -> None:
    paid, plan = world.paid(), FaultPlan()
    access = world.guarded(plan)
    access.services.settle_top_up(ANA, paid.id)
    assert plan.calls == ["payment"]


def test_settling_another_patients_top_up_is_not_found(world: World) -> None:
    started = world.started(ANA)
    with pytest.raises(NotFound):
        world.open.services.settle_top_up(BEN, started.id)


def test_a_top_up_without_a_payment_intent_has_nothing_to_settle(world: World) -> None:
    row = payment()
    world.ledger.add(row)
    assert world.open.services.settle_top_up(ANA, row.id) == row
