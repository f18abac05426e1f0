"""The ledger's promise to a transfer: both patients' credit changes, or neither does."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Posting
from chalicelib.credit.records import CreditTransfer
from chalicelib.credit.transfer import TransferRequest, transfer
from chalicelib.services.ports import Ledger
from tests.contracts.ports.test_recorded_payments import recorded
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.small import NOON


def moved(ledger: Ledger, key: str = "key-1") -> Posting:
    """The posting that gives Ben 20 of Ana's 50 dollars, decided on what the ledger has now."""
    payment, giving = ledger.payment_with_credit(ANA, "pay_1")
    assert payment is not None
    request = TransferRequest(
        patient=ANA, payment_id="pay_1", to=BEN, amount=2_000, reason="family", actor=SAM, idempotency_key=key
    )
    return transfer(request, payment, giving, ledger.credit(BEN), (), name="Ben", room=10_000, at=NOON)


def balances(ledger: Ledger) -> list[int]:
    return [ledger.credit(each).balance for each in (ANA, BEN)]


@pytest.fixture
def paid(ledger: Ledger) -> Ledger:
    ledger.commit(recorded(ledger))
    return ledger


def test_a_transfer_changes_both_patients_and_reads_back_as_it_was_decided(paid: Ledger) -> None:
    posting = moved(paid)
    paid.commit(posting)
    left, received = posting.payments
    (record,) = posting.records
    assert isinstance(record, CreditTransfer)
    assert (paid.payment(ANA, left.id), paid.payment(BEN, received.id)) == (left, received)
    assert paid.record(ANA, left.id, record.id) == record and paid.records_of(left) == (record,)
    assert balances(paid) == [3_000, 2_000]
    assert [paid.credit(each).by_location["loc_main"] for each in (ANA, BEN)] == [3_000, 2_000]
    assert [paid.credit(each).seq for each in (ANA, BEN)] == [2, 1]
    assert [paid.entry(BEN, 1), paid.entry(ANA, 2)] == [posting.entries[1], posting.entries[0]]


@pytest.mark.parametrize("changed", [ANA, BEN])
def test_a_transfer_decided_before_either_patients_credit_changed_leaves_no_trace(
    paid: Ledger, changed: PatientKey
) -> None:
    posting = moved(paid)
    paid.commit(recorded(paid, changed, "pay_2"))
    before = balances(paid)
    with pytest.raises(Conflict):
        paid.commit(posting)
    left, received = posting.payments
    assert balances(paid) == before and paid.payment(BEN, received.id) is None
    found = paid.payment(ANA, left.id)
    assert found is not None and found.transferred == 0 and paid.records_of(found) == ()


def test_the_same_transfer_is_made_once(paid: Ledger) -> None:
    posting = moved(paid)
    paid.commit(posting)
    with pytest.raises(Conflict):
        paid.commit(posting)
    assert balances(paid) == [3_000, 2_000]
