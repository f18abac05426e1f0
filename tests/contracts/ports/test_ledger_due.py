"""The work items that the sweep reads."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Refund
from chalicelib.services.ports import Ledger, WorkItem
from tests.fakes.examples import ANA, SAM, payment
from tests.fakes.small import NOON


def test_due_are_those_whose_time_has_come_and_at_most_as_many_as_asked_for(ledger: Ledger) -> None:
    for minutes in range(6):
        ledger.add(payment(f"pay_{minutes}", next_check_at=NOON + timedelta(minutes=minutes)))
    ledger.add(payment("pay_done", next_check_at=None))
    assert set(ledger.due(NOON + timedelta(minutes=2), 10)) == {WorkItem(ANA, f"pay_{number}") for number in range(3)}
    assert len(ledger.due(NOON + timedelta(hours=1), 4)) == 4
    assert ledger.due(NOON - timedelta(seconds=1), 10) == []


def test_a_processed_item_is_no_longer_due(ledger: Ledger) -> None:
    ledger.add(payment(next_check_at=NOON))
    ledger.save(payment().changed(next_check_at=None, status=PaymentStatus.CANCELED))
    assert ledger.due(NOON + timedelta(days=1), 10) == []


def test_abandoned_top_ups_never_delay_a_refund(ledger: Ledger) -> None:
    for number in range(30):
        ledger.add(payment(f"pay_{number}", next_check_at=NOON))
    refund = Refund(
        id="ref_1",
        patient=ANA,
        payment_id="pay_0",
        amount=500,
        currency="cad",
        reason="moved away",
        request_hash="hash",
        requested_at=NOON,
        requested_by=SAM,
        next_check_at=NOON + timedelta(hours=1),
    )
    ledger.save_record(refund)
    assert ledger.due(NOON + timedelta(hours=2), 2)[0] == WorkItem(ANA, "pay_0", "ref_1")
