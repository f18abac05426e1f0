"""A payment's activity in words, line by line, as staff read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.identity import SERVICE, STRIPE
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Hold, HoldReason, IssuedReceipt, Tender
from chalicelib.credit.records import DisputeStatus, OutsideRefund, RefundStatus
from chalicelib.services.payments.activity import Activity, activity_of
from tests.fakes.examples import ANA, SAM, dispute, payment, refund
from tests.fakes.small import NOON

LATER = NOON + timedelta(hours=1)


def entry(kind: EntryKind, **changes: Any) -> Entry:
    usual = Entry(patient=ANA, seq=1, at=NOON, kind=kind, amount=-500, balance_after=0, payment_id="pay_1", actor=SAM)
    return replace(usual, **changes)


@pytest.mark.parametrize(
    ("posted", "of", "kind", "note"),
    [
        (entry(EntryKind.TOP_UP), {}, "collected", "Collected by the patient"),
        (
            entry(EntryKind.RECORDED, tender=Tender.CHEQUE),
            {"reason": "deposit"},
            "recorded",
            "Recorded by staff: deposit (cheque)",
        ),
        (entry(EntryKind.RECORDED, tender=Tender.CASH), {}, "recorded", "Recorded by staff (cash)"),
        (entry(EntryKind.RECORDED, tender=Tender.E_TRANSFER), {}, "recorded", "Recorded by staff (e-transfer)"),
        (entry(EntryKind.RECORDED, tender=Tender.TERMINAL), {}, "recorded", "Recorded by staff (card terminal)"),
        (entry(EntryKind.RECORDED, tender=Tender.OTHER), {}, "recorded", "Recorded by staff (other)"),
        (entry(EntryKind.MEMO), {"reason": "late"}, "memo", "Credited by the clinic: late"),
        (
            entry(EntryKind.OPENING_BALANCE),
            {"reason": "old"},
            "opening_balance",
            "Opening balance from the previous system: old",
        ),
        (entry(EntryKind.VOIDED), {"void_reason": "typo", "reason": "x"}, "voided", "Voided: typo"),
        (entry(EntryKind.VOIDED), {}, "voided", "Voided"),
        (entry(EntryKind.APPLIED, reference="inv_1"), {}, "applied", "Applied to invoice inv_1"),
        (
            entry(EntryKind.APPLIED, reference="inv_1", number="INV-1"),
            {"reason": "x"},
            "applied",
            "Applied to invoice INV-1",
        ),
        (entry(EntryKind.UNAPPLIED, reference="inv_1"), {}, "unapplied", "Unapplied from invoice inv_1"),
        (entry(EntryKind.REFUNDED, reference="re_1"), {}, "refunded", "Refunded to the card that paid"),
        (entry(EntryKind.REFUNDED, tender=Tender.CASH), {}, "refunded", "Refunded outside Stripe (cash)"),
        (entry(EntryKind.TRANSFERRED), {"void_reason": "x"}, "transferred", "Transferred"),
    ],
)
def test_a_line_of_the_ledger_has_these_words(posted: Entry, of: dict[str, Any], kind: str, note: str) -> None:
    expected = Activity(at=NOON, kind=kind, actor=SAM, amount=-500, note=note)
    assert activity_of(payment(**of), (posted,), ()) == (expected,)


def told(at: Any, kind: str, note: str, actor: Any = STRIPE) -> Activity:
    return Activity(at=at, kind=kind, actor=actor, amount=None, note=note)


def test_a_receipt_its_duplicate_and_a_hold_are_told() -> None:
    receipt = IssuedReceipt(number="R-1", issued_at=NOON, duplicate_asked_at=LATER, duplicate_asked_by=SAM)
    hold = Hold(at=NOON, reason=HoldReason.FRAUD_WARNING, warning_id="issfr_1", released_at=LATER, released_by=SAM)
    assert activity_of(payment(receipt=receipt, hold=hold), (), ()) == (
        told(NOON, "receipt_issued", "Receipt R-1 issued", SERVICE),
        told(NOON, "held", "On hold: the card's bank reported this payment as likely fraud"),
        told(LATER, "receipt_reissued", "Duplicate of receipt R-1 issued", SAM),
        told(LATER, "hold_released", "The hold was released", SAM),
    )
    unasked = replace(receipt, duplicate_asked_at=None)
    assert len(activity_of(payment(receipt=unasked, hold=replace(hold, released_at=None)), (), ())) == 2


def test_refunds_and_disputes_are_told_when_they_end() -> None:
    done = refund(status=RefundStatus.SUCCEEDED, settled_at=LATER)
    lost = dispute(status=DisputeStatus.LOST, withdrawn_at=NOON, closed_at=LATER)
    assert activity_of(payment(), (), (done, lost)) == (
        told(NOON, "dispute_opened", "Dispute opened by the cardholder's bank: fraudulent"),
        told(LATER, "refund_succeeded", "The refund is on its way to the card"),
        told(LATER, "dispute_closed", "Dispute closed: lost"),
    )
    outside = replace(done, outside=OutsideRefund(tender=Tender.CASH))
    failed = refund(status=RefundStatus.FAILED, settled_at=LATER)
    assert activity_of(payment(), (), (outside, failed, refund())) == ()


def test_an_inquiry_is_named_so_until_money_is_withdrawn() -> None:
    inquiry = dispute(status=DisputeStatus.WARNING_CLOSED, closed_at=LATER)
    assert [each.note for each in activity_of(payment(), (), (inquiry,))] == [
        "Inquiry opened by the cardholder's bank: fraudulent",
        "Inquiry closed: closed",
    ]
    assert "Dispute" in activity_of(payment(), (), (replace(inquiry, withdrawn_at=NOON),))[0].note
    assert "Dispute" in activity_of(payment(), (), (dispute(),))[0].note
