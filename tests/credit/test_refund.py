"""Refunds: reserved first, given back once when they fail, and the same in the end in whatever order Stripe tells."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.errors import InsufficientCredit, NotAllowed
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.records import Dispute, DisputeStatus, Refund, RefundStatus
from chalicelib.credit.refund import reserve, settle_refund
from chalicelib.credit.schedule import REFUND_CHECK_AFTER
from chalicelib.credit.stripe_report import PaymentRef, RefundReport
from tests.credit.ledger_builder import PureLedger, later
from tests.fakes.examples import ANA, SAM

PENDING, SUCCEEDED, FAILED = RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED


def refund_of(amount: int, refund_id: str = "ref_1", **changes: object) -> Refund:
    usual = Refund(
        id=refund_id,
        patient=ANA,
        payment_id="pay_1",
        amount=amount,
        currency="cad",
        reason="moved away",
        request_hash="hash",
        requested_at=later(1),
        requested_by=SAM,
        next_check_at=later(6),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def report(status: RefundStatus, amount: int = 2_000, **changes: object) -> RefundReport:
    usual = RefundReport(
        pointer=PaymentRef(ANA, "pay_1"),
        refund_id="ref_1",
        stripe_refund_id="re_1",
        payment_intent_id="pi_of_pay_1",
        amount=amount,
        currency="cad",
        status=status,
        livemode=False,
        failure="lost_or_stolen_card" if status is FAILED else None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def reserved(amount: int = 2_000) -> PureLedger:
    ledger = PureLedger()
    ledger.paid()
    ledger.commit(reserve(ledger.credit, ledger.payment(), refund_of(amount), ()))
    return ledger


def reported(ledger: PureLedger, update: RefundReport, minutes: int = 2, *, livemode: bool = False) -> object:
    known = ledger.records.get(update.record_id)
    refund = known if isinstance(known, Refund) else None
    payment, records = ledger.payment(), tuple(ledger.records.values())
    decision = settle_refund(
        refund, payment, ledger.credit, update, livemode=livemode, at=later(minutes), records=records
    )
    if isinstance(decision, PostEntries):
        ledger.commit(decision.posting)
    if isinstance(decision, SaveRecord):
        for each in (decision.record, *decision.also):
            ledger.save(each)
    ledger.add_up()
    return decision


def refund_in(ledger: PureLedger, update: RefundReport) -> Refund:
    found = ledger.records[update.record_id]
    assert isinstance(found, Refund)
    return found


def test_a_refund_leaves_the_balance_before_stripe_is_asked() -> None:
    ledger = reserved()
    assert (ledger.credit.balance, ledger.payment().refunded, ledger.payment().unapplied) == (3_000, 2_000, 3_000)
    assert (ledger.entries[-1].kind, ledger.entries[-1].amount) == (EntryKind.REFUNDED, -2_000)
    assert (ledger.entries[-1].actor, ledger.entries[-1].reference) == (SAM, "ref_1")
    ledger.add_up()


def test_repeated_partial_refunds_end_where_the_unapplied_amount_does() -> None:
    ledger = reserved(2_000)
    ledger.commit(reserve(ledger.credit, ledger.payment(), refund_of(3_000, "ref_2"), ()))
    with pytest.raises(InsufficientCredit, match="at most 0 "):
        reserve(ledger.credit, ledger.payment(), refund_of(1, "ref_3"), ())
    ledger.add_up()


def test_a_refund_never_exceeds_the_balance_while_credit_is_owed() -> None:
    ledger = PureLedger()
    ledger.paid()
    with pytest.raises(InsufficientCredit, match="at most 900 "):
        reserve(replace(ledger.credit, balance=900), ledger.payment(), refund_of(901), ())


def dispute(status: DisputeStatus) -> Dispute:
    return Dispute(
        id="du_1",
        patient=ANA,
        payment_id="pay_1",
        amount=5_000,
        currency="cad",
        reason="fraudulent",
        status=status,
        opened_at=later(0),
    )


@pytest.mark.parametrize("status", [DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW])
def test_a_disputed_payment_is_not_refunded_with_the_reason(status: DisputeStatus) -> None:
    ledger = PureLedger()
    ledger.paid()
    with pytest.raises(NotAllowed, match="disputed") as refusal:
        reserve(ledger.credit, ledger.payment(), refund_of(100), [dispute(status)])
    assert refusal.value.code == "disputed"


def test_money_that_a_dispute_took_for_good_is_not_refunded_on_top() -> None:
    ledger = PureLedger()
    ledger.paid()
    lost, left = replace(ledger.payment(), disputed=1_000), replace(ledger.credit, balance=4_000)
    with pytest.raises(InsufficientCredit):
        reserve(left, lost, refund_of(4_001), [dispute(DisputeStatus.LOST)])
    assert reserve(left, lost, refund_of(4_000), [dispute(DisputeStatus.LOST)]).credit.balance == 0


@pytest.mark.parametrize(
    "status", [DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.WARNING_CLOSED, DisputeStatus.WON]
)
def test_an_inquiry_or_a_won_dispute_does_not_stand_in_a_refunds_way(status: DisputeStatus) -> None:
    ledger = PureLedger()
    ledger.paid()
    assert reserve(ledger.credit, ledger.payment(), refund_of(100), [dispute(status)]).credit.balance == 4_900


def test_a_refund_that_failed_gives_the_credit_back_once_with_the_reason() -> None:
    ledger = reserved()
    for _ in range(3):
        reported(ledger, report(FAILED))
    refund = refund_in(ledger, report(FAILED))
    assert (refund.status, refund.failure, refund.settled_at) == (FAILED, "lost_or_stolen_card", later(2))
    assert (ledger.credit.balance, len(ledger.entries)) == (5_000, 3)
    assert (ledger.entries[-1].kind, ledger.entries[-1].actor) == (EntryKind.REFUND_FAILED, STRIPE)


def test_a_succeeded_refund_can_still_fail_later() -> None:
    ledger = reserved()
    reported(ledger, report(SUCCEEDED))
    assert ledger.credit.balance == 3_000
    reported(ledger, report(FAILED), 900)
    assert ledger.credit.balance == 5_000


@pytest.mark.parametrize("order", sorted(set(permutations([PENDING, PENDING, SUCCEEDED, SUCCEEDED, FAILED]))))
def test_a_failed_refund_restores_credit_in_any_event_order(order: tuple[RefundStatus, ...]) -> None:
    ledger = reserved()
    for status in order:
        reported(ledger, report(status))
    assert refund_in(ledger, report(FAILED)).status is FAILED
    assert (ledger.credit.balance, len(ledger.entries)) == (5_000, 3)


@pytest.mark.parametrize("order", sorted(set(permutations([PENDING, PENDING, SUCCEEDED]))))
def test_a_succeeded_refund_stays_so_in_any_event_order(order: tuple[RefundStatus, ...]) -> None:
    ledger = reserved()
    for status in order:
        reported(ledger, report(status))
    refund = refund_in(ledger, report(SUCCEEDED))
    assert (refund.status, refund.stripe_refund_id, refund.next_check_at) == (SUCCEEDED, "re_1", None)
    assert (ledger.credit.balance, len(ledger.entries)) == (3_000, 2)


def test_a_pending_refund_is_asked_about_again_in_case_its_last_event_gets_lost() -> None:
    ledger = reserved()
    reported(ledger, report(PENDING))
    assert refund_in(ledger, report(PENDING)).next_check_at == later(2) + REFUND_CHECK_AFTER
    assert reported(ledger, report(PENDING), 3) == NoChange()
    reported(ledger, report(PENDING), 400)
    assert refund_in(ledger, report(PENDING)).next_check_at == later(400) + REFUND_CHECK_AFTER


@pytest.mark.parametrize("order", list(permutations([PENDING, SUCCEEDED, FAILED])))
def test_a_dashboard_refund_that_failed_takes_nothing_in_the_end(order: tuple[RefundStatus, ...]) -> None:
    ledger = PureLedger()
    ledger.paid()
    for status in order:
        reported(ledger, report(status, refund_id=None))
    assert ledger.credit.balance == 5_000
    assert refund_in(ledger, report(FAILED, refund_id=None)).status is FAILED


@pytest.mark.parametrize("order", sorted(set(permutations([PENDING, SUCCEEDED, SUCCEEDED]))))
def test_a_refund_made_in_stripes_dashboard_leaves_the_balance_once(order: tuple[RefundStatus, ...]) -> None:
    ledger = PureLedger()
    ledger.paid()
    for status in order:
        reported(ledger, report(status, refund_id=None))
    made = refund_in(ledger, report(SUCCEEDED, refund_id=None))
    assert (made.requested_by, made.status, made.stripe_refund_id) == (STRIPE, SUCCEEDED, "re_1")
    assert (ledger.credit.balance, len(ledger.entries)) == (3_000, 2)


def test_a_dashboard_refund_of_credit_that_was_spent_makes_the_balance_negative() -> None:
    ledger = reserved(5_000)
    reported(ledger, report(SUCCEEDED, 1_500, refund_id=None, stripe_refund_id="re_2"))
    assert (ledger.credit.balance, ledger.payment().unapplied) == (-1_500, -1_500)


TAMPERED: dict[str, dict[str, Any]] = {
    "payment_intent": {"payment_intent_id": "pi_of_another_patient"},
    "currency": {"currency": "usd"},
    "livemode": {"livemode": True},
    "amount": {"amount": 1_999},
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("status", RefundStatus)
def test_a_contradicting_refund_report_changes_nothing(name: str, status: RefundStatus) -> None:
    ledger = reserved()
    before = (ledger.credit, ledger.payment(), dict(ledger.records))
    assert reported(ledger, report(status, **TAMPERED[name])) == Quarantine((name,))
    assert (ledger.credit, ledger.payment(), ledger.records) == before


def test_a_report_of_an_unrecorded_refund_debits_nothing() -> None:
    ledger = PureLedger()
    ledger.paid()
    assert reported(ledger, report(SUCCEEDED)) == Quarantine(("refund",))
    assert ledger.credit.balance == 5_000
