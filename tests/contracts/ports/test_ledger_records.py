"""The ledger's promises for applications, refunds, disputes and idempotency records: read as written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.apply import MOST_PAYMENTS, apply_oldest_first, apply_one, unapply
from chalicelib.credit.decisions import PostEntries
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import confirmed
from chalicelib.credit.records import (
    Application,
    Dispute,
    DisputeStatus,
    IdempotencyRecord,
    Misfit,
    Position,
    Record,
    Refund,
    RefundStatus,
)
from chalicelib.credit.settle import settle
from chalicelib.services.payments.read_history import ReadHistory
from chalicelib.services.ports import Ledger, PageRequest, WorkItem
from tests.credit.ledger_builder import apply_request
from tests.fakes.examples import ANA, BEN, SAM, outcome, payment
from tests.fakes.small import NOON

LATER = NOON + timedelta(milliseconds=1)
APPLICATION = Application(
    id="app_1",
    patient=ANA,
    payment_id="pay_1",
    invoice_id="inv_1",
    amount=1_200,
    currency="cad",
    request_hash="hash",
    applied_at=NOON,
    applied_by=SAM,
)
REFUND = Refund(
    id="ref_1",
    patient=ANA,
    payment_id="pay_1",
    amount=700,
    currency="cad",
    reason="Moved to Montréal 😀 <script>",
    request_hash="hash",
    requested_at=NOON,
    requested_by=Actor("staff", "usr_kim"),
)
DISPUTE = Dispute(
    id="du_1",
    patient=ANA,
    payment_id="pay_1",
    amount=5_000,
    currency="cad",
    reason="fraudulent",
    status=DisputeStatus.NEEDS_RESPONSE,
    opened_at=NOON,
    version=1,
)
POSITION = Position(
    patient=ANA,
    payment_id="pay_1",
    expected=2_000,
    confirmed=5_000,
    original_left=5_000,
    since=NOON,
    version=1,
)
RECORDS: dict[str, Record] = {
    "application": APPLICATION,
    "application, unapplied": replace(APPLICATION, unapplied_at=LATER, unapplied_by=Actor("staff", "usr_kim")),
    "refund": REFUND,
    "refund, settled": replace(
        REFUND,
        status=RefundStatus.FAILED,
        stripe_refund_id="re_1",
        failure="lost_or_stolen_card",
        settled_at=LATER,
        next_check_at=LATER,
    ),
    "refund from the dashboard": replace(REFUND, request_hash="", requested_by=Actor("stripe")),
    "dispute": DISPUTE,
    "dispute, over": replace(
        DISPUTE,
        status=DisputeStatus.WON,
        withdrawn_at=NOON,
        reinstated_at=LATER,
        closed_at=LATER,
        withdrawn=5_000,
        taken=3_000,
        fee=1_500,
        transactions=2,
        misfit=Misfit.CURRENCY,
        due_by=LATER,
        charge_id="ch_1",
        next_check_at=LATER,
    ),
    "refund, asked again": replace(REFUND, reverse_transfer=False, attempt=2),
    "position": POSITION,
    "position, stuck": replace(
        POSITION, attempts=2, refusals=2, last_refusal="balance_insufficient", asked_at=NOON, next_check_at=LATER
    ),
}


def paid(ledger: Ledger, payment_id: str = "pay_1", amount: int = 5_000, minutes: int = 0) -> Payment:
    """A payment that was added and credited."""
    ledger.add(payment(payment_id, amount=amount))
    found, credit = ledger.payment_with_credit(ANA, payment_id)
    assert found is not None
    at = NOON + timedelta(minutes=minutes)
    decision = settle(found, credit, outcome(found), livemode=False, at=at)
    assert isinstance(decision, PostEntries)
    ledger.commit(decision.posting)
    return decision.posting.payments[0]


def application(ledger: Ledger, payment_id: str = "pay_1", amount: int = 1_200, key: str = "key-1") -> Posting:
    """Decided on what the ledger has now, not yet committed."""
    found, credit = ledger.payment_with_credit(ANA, payment_id)
    assert found is not None
    return apply_one(credit, found, apply_request(amount, key=key))


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_reads_back_as_it_was_written(ledger: Ledger, name: str) -> None:
    record = RECORDS[name]
    ledger.save_record(record)
    assert ledger.record(ANA, "pay_1", record.id) == record


def test_a_record_is_its_payments_and_its_patients_alone(ledger: Ledger) -> None:
    ledger.save_record(REFUND)
    assert ledger.record(BEN, "pay_1", "ref_1") is None
    assert ledger.record(ANA, "pay_2", "ref_1") is None
    assert ledger.record(ANA, "pay_1", "ref_2") is None


def test_the_second_write_of_a_new_record_is_refused(ledger: Ledger) -> None:
    ledger.save_record(REFUND)
    with pytest.raises(Conflict):
        ledger.save_record(replace(REFUND, reason="other"))
    assert ledger.record(ANA, "pay_1", "ref_1") == REFUND


def test_the_second_change_of_the_same_record_is_refused(ledger: Ledger) -> None:
    ledger.save_record(DISPUTE)
    ledger.save_record(DISPUTE.changed(status=DisputeStatus.UNDER_REVIEW))
    with pytest.raises(Conflict):
        ledger.save_record(DISPUTE.changed(status=DisputeStatus.WON))
    found = ledger.record(ANA, "pay_1", "du_1")
    assert isinstance(found, Dispute) and found.status is DisputeStatus.UNDER_REVIEW


def test_an_unknown_record_cannot_be_changed(ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        ledger.save_record(REFUND.changed(status=RefundStatus.SUCCEEDED))
    assert ledger.record(ANA, "pay_1", "ref_1") is None


def test_stuck_positions_are_counted_until_stripe_moved_them(ledger: Ledger) -> None:
    before, stuck = ledger.stuck_positions_count(), RECORDS["position, stuck"]
    assert isinstance(stuck, Position)
    ledger.save_record(stuck)
    ledger.save_record(replace(stuck, payment_id="pay_2"))
    ledger.save_record(replace(POSITION, payment_id="pay_3"))
    assert ledger.stuck_positions_count() == before + 2
    assert {(each.payment_id, each.refusals) for each in ledger.stuck_positions(100)} >= {("pay_1", 2), ("pay_2", 2)}
    assert len(ledger.stuck_positions(1)) == 1
    assert {each.payment_id for each in ledger.due(LATER, 100) if each.record_id == stuck.id} == {"pay_1", "pay_2"}
    ledger.save_record(confirmed(stuck, holds=2_000, original_left=2_000))
    assert ledger.stuck_positions_count() == before + 1


def test_all_records_of_a_payment_are_found_and_no_others(ledger: Ledger) -> None:
    mine = paid(ledger)
    for record in (APPLICATION, REFUND, DISPUTE):
        ledger.save_record(record)
    ledger.save_record(replace(REFUND, id="ref_2", payment_id="pay_11"))
    ledger.save_record(replace(REFUND, id="ref_3", patient=BEN))
    assert {record.id for record in ledger.records_of(mine)} == {"app_1", "ref_1", "du_1"}


def test_a_posting_writes_its_record_and_its_request_with_the_balance(ledger: Ledger) -> None:
    paid(ledger)
    posting = application(ledger)
    (made,) = posting.records
    request = IdempotencyRecord(id="req_1", patient=ANA, request_hash="hash", applications=(("pay_1", made.id),))
    ledger.commit(posting.requested(request))
    assert ledger.record(ANA, "pay_1", made.id) == made and ledger.request(ANA, "req_1") == request
    assert ledger.credit(ANA).balance == 3_800 and ledger.payment(ANA, "pay_1") == posting.payments[0]
    assert ledger.request(BEN, "req_1") is None


def test_the_same_posting_again_spends_nothing_again(ledger: Ledger) -> None:
    paid(ledger)
    posting = application(ledger)
    ledger.commit(posting)
    with pytest.raises(Conflict):
        ledger.commit(posting)
    assert ledger.credit(ANA).balance == 3_800 and len(ledger.entries(ANA, PageRequest()).items) == 2


def test_two_decisions_on_the_same_balance_spend_it_once(ledger: Ledger) -> None:
    paid(ledger)
    first, second = application(ledger, amount=4_000), application(ledger, amount=4_000, key="key-2")
    ledger.commit(first)
    with pytest.raises(Conflict):
        ledger.commit(second)
    assert ledger.credit(ANA).balance == 1_000
    assert ledger.record(ANA, "pay_1", second.records[0].id) is None


def test_a_posting_whose_record_is_there_already_leaves_no_trace(ledger: Ledger) -> None:
    paid(ledger)
    posting = application(ledger)
    ledger.save_record(replace(APPLICATION, id=posting.records[0].id))
    with pytest.raises(Conflict):
        ledger.commit(posting)
    assert ledger.credit(ANA).balance == 5_000 and len(ledger.entries(ANA, PageRequest()).items) == 1


def test_a_posting_whose_request_is_kept_already_leaves_no_trace(ledger: Ledger) -> None:
    paid(ledger)
    kept = IdempotencyRecord(id="req_1", patient=ANA, request_hash="hash", applications=())
    ledger.commit(application(ledger).requested(kept))
    with pytest.raises(Conflict):
        ledger.commit(application(ledger, key="key-2").requested(kept))
    assert ledger.credit(ANA).balance == 3_800


def test_unapplying_changes_the_record_and_the_balance_at_once(ledger: Ledger) -> None:
    paid(ledger)
    posting = application(ledger)
    ledger.commit(posting)
    (made,) = posting.records
    found, credit = ledger.payment_with_credit(ANA, "pay_1")
    assert isinstance(made, Application) and found is not None
    undone = unapply(credit, found, made, SAM, LATER)
    ledger.commit(undone)
    with pytest.raises(Conflict):
        ledger.commit(undone)
    stored = ledger.record(ANA, "pay_1", made.id)
    assert isinstance(stored, Application) and not stored.is_active
    assert ledger.credit(ANA).balance == 5_000


def test_as_many_payments_as_are_allowed_fit_one_transaction(ledger: Ledger) -> None:
    for number in range(MOST_PAYMENTS):
        paid(ledger, f"pay_{number:02}", 100, number)
    oldest = ledger.oldest_unapplied(ANA, PageRequest(MOST_PAYMENTS + 1))
    assert [one.id for one in oldest.items] == [f"pay_{number:02}" for number in range(MOST_PAYMENTS)]
    posting = apply_oldest_first(ledger.credit(ANA), oldest.items, apply_request(100 * MOST_PAYMENTS))
    ledger.commit(
        posting.requested(
            IdempotencyRecord(id="req_1", patient=ANA, request_hash="hash", applications=(("pay_00", "a"),))
        )
    )
    assert ledger.credit(ANA).balance == 0 and ledger.oldest_unapplied(ANA, PageRequest()).items == ()
    assert (
        sum(
            record.amount
            for one in oldest.items
            for record in ledger.records_of(one)
            if isinstance(record, Application)
        )
        == 100 * MOST_PAYMENTS
    )


def test_a_spent_payment_leaves_the_unapplied_list_and_returns_in_order(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        paid(ledger, f"pay_{number}", 1_000, number)
    posting = application(ledger, "pay_1", 1_000)
    ledger.commit(posting)
    assert [one.id for one in ledger.oldest_unapplied(ANA, PageRequest()).items] == ["pay_2", "pay_3"]
    found, credit = ledger.payment_with_credit(ANA, "pay_1")
    (made,) = posting.records
    assert found is not None and isinstance(made, Application)
    ledger.commit(unapply(credit, found, made, SAM, LATER))
    first = ledger.oldest_unapplied(ANA, PageRequest(2))
    rest = ledger.oldest_unapplied(ANA, PageRequest(2, first.next_cursor))
    assert [one.id for one in (*first.items, *rest.items)] == ["pay_1", "pay_2", "pay_3"]
    assert rest.next_cursor is None


def test_an_entry_is_found_by_its_number_and_only_for_its_patient(ledger: Ledger) -> None:
    paid(ledger)
    ledger.commit(application(ledger))
    lines = [ledger.entry(ANA, seq) for seq in (1, 2)]
    assert [line.amount for line in lines if line] == [5_000, -1_200]
    assert ledger.entry(ANA, 3) is None and ledger.entry(BEN, 1) is None


def test_history_at_a_moment_is_what_was_true_then(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        paid(ledger, f"pay_{number}", 1_000, number)
    for minutes, balance in ((0, 0), (1, 1_000), (2, 2_000), (60, 3_000)):
        found = ReadHistory(ledger=ledger)(ledger.credit(ANA), PageRequest(), NOON + timedelta(minutes=minutes))
        assert (found.balance, len(found.entries.items)) == (balance, balance // 1_000)


def test_refunds_and_disputes_are_due_in_their_time_and_then_no_longer(ledger: Ledger) -> None:
    refund, dispute = replace(REFUND, next_check_at=NOON), replace(DISPUTE, next_check_at=LATER)
    ledger.save_record(refund)
    ledger.save_record(dispute)
    ledger.save_record(APPLICATION)
    assert list(ledger.due(NOON, 10)) == [WorkItem(ANA, "pay_1", "ref_1")]
    both = {WorkItem(ANA, "pay_1", "ref_1"), WorkItem(ANA, "pay_1", "du_1")}
    assert set(ledger.due(LATER, 10)) == both and len(ledger.due(LATER, 1)) == 1
    ledger.save_record(refund.changed(next_check_at=None))
    ledger.save_record(dispute.changed(next_check_at=LATER + timedelta(hours=6)))
    assert list(ledger.due(LATER, 10)) == []
