"""The promises of the list of disputes: the most urgent first, nothing twice, nothing lost, from every cursor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Dispute, DisputeStatus
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.ports import Ledger, Page, PageRequest
from tests.contracts.ports.test_ledger_lists import SIZES, paged
from tests.contracts.ports.test_ledger_records import DISPUTE
from tests.fakes.examples import BEN, CHO, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON

STATUSES = (
    DisputeStatus.LOST,
    DisputeStatus.NEEDS_RESPONSE,
    DisputeStatus.UNDER_REVIEW,
    DisputeStatus.WON,
    DisputeStatus.WARNING_NEEDS_RESPONSE,
    DisputeStatus.WARNING_UNDER_REVIEW,
    DisputeStatus.WARNING_CLOSED,
)
DUE = {1: NOON + timedelta(days=9), 4: NOON + timedelta(days=2), 0: NOON, 2: NOON}
"""Of a dispute that awaits no response, the date orders nothing."""
OPEN = ["4", "1", "2", "5"]
CLOSED = ["6", "3", "0"]


def opened(number: int, status: DisputeStatus, **changes: object) -> Dispute:
    at = NOON + timedelta(minutes=number)
    return replace(DISPUTE, id=f"du_{number}", status=status, opened_at=at, due_by=DUE.get(number), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def disputed(kind: str, made_tables: None) -> Ledger:
    """Seven disputes of one clinic, two of them of one payment, and one of another clinic."""
    ledger: Ledger = FakeLedger() if kind == "fake" else DynamoLedger()
    for number, status in enumerate(STATUSES):
        made = payment(f"pay_d{number // 2}", patient=BEN, status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
        ledger.add(made)
        ledger.save_record(opened(number, status, patient=BEN, payment_id=made.id))
    theirs = payment("pay_theirs", patient=CHO, status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
    ledger.add(theirs)
    ledger.save_record(opened(9, DisputeStatus.NEEDS_RESPONSE, patient=CHO, payment_id=theirs.id))
    return ledger


def listed(ledger: Ledger, size: int, *, open_only: bool, clinic: str = "clinic_demo") -> list[str]:
    found = paged(size, lambda page: ledger.clinic_disputes(clinic, page, open_only=open_only))
    assert all(each.dispute.payment_id == each.payment.id for each in found)
    return [each.dispute.id.removeprefix("du_") for each in found]


@pytest.mark.parametrize("size", SIZES)
def test_open_disputes_by_urgency_then_closed_ones_newest_first(disputed: Ledger, size: int) -> None:
    assert listed(disputed, size, open_only=False) == [*OPEN, *CLOSED]
    assert listed(disputed, size, open_only=True) == OPEN


def test_a_clinic_never_sees_another_clinics_disputes(disputed: Ledger) -> None:
    assert listed(disputed, 20, open_only=False, clinic="clinic_other") == ["9"]
    assert disputed.clinic_disputes("clinic_nowhere", PageRequest(), open_only=False) == Page(())


@pytest.mark.parametrize("cursor", ["0", "closed#", "open#", "open#~~", "zzz", "unapplied#2026"])
def test_a_cursor_from_elsewhere_fails_no_list_of_disputes(disputed: Ledger, cursor: str) -> None:
    for open_only in (True, False):
        assert len(disputed.clinic_disputes("clinic_demo", PageRequest(20, cursor), open_only=open_only).items) <= 7


def test_a_dispute_moves_to_the_closed_ones_when_it_ends(disputed: Ledger) -> None:
    ongoing = opened(8, DisputeStatus.NEEDS_RESPONSE, patient=BEN, payment_id="pay_d0")
    disputed.save_record(ongoing)
    assert listed(disputed, 20, open_only=True) == ["8", *OPEN]
    disputed.save_record(replace(ongoing, status=DisputeStatus.WON, version=2))
    assert listed(disputed, 3, open_only=False) == [*OPEN, "8", *CLOSED]
