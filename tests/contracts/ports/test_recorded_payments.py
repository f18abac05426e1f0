"""The ledger's promises to what records credit itself: a new payment, once, and the memos of a clinic's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import MemoReservation, Posting
from chalicelib.credit.payment import PaymentStatus, Source, Tender
from chalicelib.credit.recording import record
from chalicelib.services.ports import Ledger, PageRequest
from tests.fakes.examples import ANA, BEN, CHO, SAM, payment
from tests.fakes.small import NOON

DAY = date(2026, 11, 23)


def recorded(ledger: Ledger, patient: PatientKey = ANA, payment_id: str = "pay_1", memo: int = 0) -> Posting:
    """The posting of a new payment, of a memo of so much where `memo` is given."""
    new = payment(
        payment_id,
        patient=patient,
        amount=memo or 5_000,
        status=PaymentStatus.SUCCEEDED,
        succeeded_at=NOON,
        source=Source.MEMO if memo else Source.RECORDED,
        collected_by=SAM,
        tender=None if memo else Tender.CASH,
        received_on=DAY,
    )
    posting = record(ledger.credit(patient), new)
    return replace(posting, memo=MemoReservation(patient.clinic_id, DAY, memo, 5_000)) if memo else posting


def test_a_recorded_payment_its_entry_and_the_balance_are_there_at_once(ledger: Ledger) -> None:
    posting = recorded(ledger)
    ledger.commit(posting)
    found, credit = ledger.payment_with_credit(ANA, "pay_1")
    assert found == posting.payments[0] and ledger.entries_of(found) == posting.entries
    assert (credit.balance, credit.seq, credit.known, credit.payments_unapplied) == (5_000, 1, True, 1)
    assert posting.entries[0].tender is Tender.CASH


def test_a_payment_that_is_there_is_not_recorded_over(ledger: Ledger) -> None:
    ledger.commit(recorded(ledger))
    again = recorded(ledger)
    with pytest.raises(Conflict):
        ledger.commit(again)
    assert ledger.credit(ANA).balance == 5_000 and len(ledger.entries(ANA, PageRequest()).items) == 1


@pytest.mark.parametrize(("second", "fits"), [(1_999, True), (2_000, True), (2_001, False)])
def test_memos_of_a_day_fit_into_their_maximum_or_leave_no_trace(ledger: Ledger, second: int, fits: bool) -> None:
    ledger.commit(recorded(ledger, memo=3_000))
    posting = recorded(ledger, BEN, "pay_2", memo=second)
    if fits:
        ledger.commit(posting)
    else:
        with pytest.raises(Conflict):
            ledger.commit(posting)
    assert ledger.memos_on(ANA.clinic_id, DAY) == 3_000 + second * fits
    assert ledger.credit(BEN).balance == second * fits and (ledger.payment(BEN, "pay_2") is not None) == fits


def test_memos_are_counted_by_clinic_and_day(ledger: Ledger) -> None:
    ledger.commit(recorded(ledger, memo=3_000))
    ledger.commit(recorded(ledger, CHO, "pay_2", memo=5_000))
    assert ledger.memos_on(ANA.clinic_id, DAY) == 3_000
    assert ledger.memos_on(ANA.clinic_id, DAY + timedelta(days=1)) == 0


def test_a_memo_that_fails_takes_no_part_of_the_day(ledger: Ledger) -> None:
    posting = recorded(ledger, memo=3_000)
    ledger.commit(posting)
    with pytest.raises(Conflict):
        ledger.commit(replace(posting, memo=MemoReservation(ANA.clinic_id, DAY, 2_000, 5_000)))
    assert ledger.memos_on(ANA.clinic_id, DAY) == 3_000
