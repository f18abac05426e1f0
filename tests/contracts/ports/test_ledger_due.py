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


def test_what_becomes_due_in_a_span_is_listed_by_its_time_without_the_start(ledger: Ledger) -> None:
    for minutes in (3, 1, 2, 0, 4):
        ledger.add(payment(f"pay_{minutes}", next_check_at=NOON + timedelta(minutes=minutes)))
    found = ledger.due_between(NOON, NOON + timedelta(minutes=3), 10)
    assert [(each.item.payment_id, each.due_at) for each in found] == [
        (f"pay_{minutes}", NOON + timedelta(minutes=minutes)) for minutes in (1, 2, 3)
    ]
    first = ledger.due_between(NOON, NOON + timedelta(hours=1), 2)
    assert [each.item.payment_id for each in first] == ["pay_1", "pay_2"]
    assert list(ledger.due_between(NOON, NOON, 10)) == []


def test_the_longest_due_item_is_found_in_any_shard(ledger: Ledger) -> None:
    assert ledger.oldest_due(NOON) is None
    for minutes in range(5):
        ledger.add(payment(f"pay_{minutes}", next_check_at=NOON + timedelta(minutes=minutes)))
    assert ledger.oldest_due(NOON + timedelta(hours=1)) == NOON
    assert ledger.oldest_due(NOON - timedelta(seconds=1)) is None
