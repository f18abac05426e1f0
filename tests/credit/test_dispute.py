"""Disputes: the credit goes when Stripe takes the money and comes back when Stripe returns it, in any order of news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.credit.apply import apply_one
from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.dispute import record
from chalicelib.credit.errors import InsufficientCredit
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.records import Dispute, DisputeStatus, Transfer
from chalicelib.credit.stripe_report import DisputeEventKind, DisputeReport, PaymentRef
from tests.credit.ledger_builder import PureLedger, apply_request, later
from tests.fakes.examples import ANA

S = DisputeStatus
News = tuple[DisputeEventKind, DisputeStatus]
CREATED: News = (DisputeEventKind.STATUS, S.NEEDS_RESPONSE)
WITHDRAWN: News = (DisputeEventKind.WITHDRAWN, S.NEEDS_RESPONSE)
REVIEWED: News = (DisputeEventKind.STATUS, S.UNDER_REVIEW)
WON: News = (DisputeEventKind.STATUS, S.WON)
LOST: News = (DisputeEventKind.STATUS, S.LOST)
REINSTATED: News = (DisputeEventKind.REINSTATED, S.WON)
INQUIRY: News = (DisputeEventKind.STATUS, S.WARNING_NEEDS_RESPONSE)
INQUIRY_CLOSED: News = (DisputeEventKind.STATUS, S.WARNING_CLOSED)


def report(news: News, amount: int = 5_000, **changes: object) -> DisputeReport:
    usual = DisputeReport(
        pointer=PaymentRef(ANA, "pay_1"),
        dispute_id="du_1",
        payment_intent_id="pi_of_pay_1",
        amount=amount,
        currency="cad",
        reason="fraudulent",
        status=news[1],
        news=news[0],
        livemode=False,
        at=later(1),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def told(ledger: PureLedger, told_of: DisputeReport, minutes: int = 2) -> object:
    known = ledger.records.get(told_of.dispute_id)
    dispute = known if isinstance(known, Dispute) else None
    payment = ledger.payment(told_of.pointer.payment_id)
    decision = record(dispute, payment, ledger.credit, told_of, livemode=False, at=later(minutes))
    if isinstance(decision, PostEntries):
        ledger.commit(decision.posting)
    if isinstance(decision, SaveRecord):
        ledger.save(decision.record)
    ledger.add_up()
    return decision


def after(*news: News, spent: int = 0) -> PureLedger:
    ledger = PureLedger()
    ledger.paid()
    if spent:
        ledger.commit(apply_one(ledger.credit, ledger.payment(), apply_request(spent)))
    for one in news:
        told(ledger, report(one))
    return ledger


def the_dispute(ledger: PureLedger) -> Dispute:
    found = ledger.records["du_1"]
    assert isinstance(found, Dispute)
    return found


def test_an_inquiry_takes_nothing_and_stays_on_the_record() -> None:
    ledger = after(INQUIRY)
    dispute = the_dispute(ledger)
    assert (ledger.credit.balance, len(ledger.entries), dispute.is_open) == (5_000, 1, False)
    assert (dispute.status, dispute.withdrawn_at, dispute.transfer) == (
        S.WARNING_NEEDS_RESPONSE,
        None,
        Transfer.SETTLED,
    )


def test_disputed_money_cannot_be_spent_the_moment_stripe_takes_it() -> None:
    ledger = after(WITHDRAWN)
    assert (ledger.credit.balance, ledger.payment().disputed, ledger.payment().unapplied) == (0, 5_000, 0)
    assert (ledger.entries[-1].kind, ledger.entries[-1].actor, ledger.entries[-1].reference) == (
        EntryKind.DISPUTED,
        STRIPE,
        "du_1",
    )
    with pytest.raises(InsufficientCredit):
        apply_one(ledger.credit, ledger.payment(), apply_request(1))


def test_the_clinics_transfer_is_due_back_with_the_withdrawal() -> None:
    dispute = the_dispute(after(WITHDRAWN))
    assert (dispute.transfer, dispute.next_check_at) == (Transfer.REVERSAL_DUE, later(2))


def test_on_the_platforms_own_account_there_is_no_transfer_to_reverse() -> None:
    ledger = PureLedger()
    ledger.paid(account_id=None)
    told(ledger, report(WITHDRAWN))
    told(ledger, report(REINSTATED))
    assert (the_dispute(ledger).transfer, the_dispute(ledger).next_check_at) == (Transfer.SETTLED, None)


def test_credit_that_was_spent_before_its_dispute_leaves_a_balance_below_zero() -> None:
    ledger = after(WITHDRAWN, spent=4_000)
    assert (ledger.credit.balance, ledger.payment().unapplied, ledger.credit.payments_unapplied) == (-4_000, -4_000, 0)
    ledger.paid("pay_2", 3_999)
    with pytest.raises(InsufficientCredit):
        apply_one(ledger.credit, ledger.payment("pay_2"), apply_request(1))
    ledger.paid("pay_3", 1_001)
    with pytest.raises(InsufficientCredit, match="at most 1000 "):
        apply_one(ledger.credit, ledger.payment("pay_2"), apply_request(1_001, key="key-2"))
    ledger.commit(apply_one(ledger.credit, ledger.payment("pay_2"), apply_request(1_000, key="key-2")))
    ledger.add_up()


def test_a_won_dispute_gives_the_credit_back_and_the_transfer_with_it() -> None:
    ledger = after(CREATED, WITHDRAWN, WON, REINSTATED)
    dispute = the_dispute(ledger)
    assert (ledger.credit.balance, ledger.payment().disputed, dispute.status) == (5_000, 0, S.WON)
    assert [entry.kind for entry in ledger.entries] == ["top_up", "disputed", "dispute_won"]
    assert dispute.transfer is Transfer.RETURN_DUE


def test_the_word_won_alone_gives_nothing_back_only_the_money_does() -> None:
    ledger = after(CREATED, WITHDRAWN, WON)
    assert (ledger.credit.balance, the_dispute(ledger).is_open) == (0, False)


def test_a_lost_dispute_closes_and_its_credit_stays_debited() -> None:
    ledger = after(CREATED, WITHDRAWN, LOST)
    dispute = the_dispute(ledger)
    assert (ledger.credit.balance, ledger.payment().disputed) == (0, 5_000)
    assert (dispute.status, dispute.is_open, dispute.closed_at) == (S.LOST, False, later(2))


def test_a_dispute_first_reported_closed_keeps_its_opening_time() -> None:
    dispute = the_dispute(after(LOST))
    assert (dispute.opened_at, dispute.closed_at) == (later(1), later(2))


STORIES = {
    "inquiry closed": (INQUIRY, INQUIRY_CLOSED),
    "inquiry escalated, lost": (INQUIRY, CREATED, WITHDRAWN, REVIEWED, LOST),
    "inquiry escalated, won": (INQUIRY, CREATED, WITHDRAWN, WON, REINSTATED),
    "won": (CREATED, WITHDRAWN, REVIEWED, WON, REINSTATED),
    "lost": (CREATED, WITHDRAWN, REVIEWED, LOST),
    "won, each twice": (WITHDRAWN, WITHDRAWN, WON, REINSTATED, REINSTATED),
}
ENDS = {"inquiry closed": 5_000, "inquiry escalated, lost": 0, "inquiry escalated, won": 5_000}
ENDS |= {"won": 5_000, "lost": 0, "won, each twice": 5_000}


def ending(order: Sequence[News], spent: int) -> tuple[object, ...]:
    ledger = after(*order, spent=spent)
    dispute = the_dispute(ledger)
    taken, back = dispute.withdrawn_at is not None, dispute.reinstated_at is not None
    return (ledger.credit.balance, ledger.payment().disputed, dispute.status, dispute.closed_at, taken, back)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("spent", [0, 4_000])
def test_a_dispute_ends_in_the_same_state_in_any_event_order(story: str, spent: int) -> None:
    orders = set(permutations(STORIES[story]))
    assert {ending(order, spent) for order in orders} == {ending(STORIES[story], spent)}
    assert ending(STORIES[story], spent)[0] == ENDS[story] - spent


@settings(deadline=None)
@given(st.data())
def test_repeated_events_in_any_order_equal_each_once(data: st.DataObject) -> None:
    story = STORIES[data.draw(st.sampled_from(sorted(STORIES)))]
    repeated = list(story) + data.draw(st.lists(st.sampled_from(story), max_size=6))
    assert ending(data.draw(st.permutations(repeated)), 1_000) == ending(story, 1_000)


def test_a_reinstatement_before_its_withdrawal_writes_both_lines() -> None:
    ledger = after(REINSTATED)
    moved = [(entry.kind, entry.amount) for entry in ledger.entries[1:]]
    assert moved == [("disputed", -5_000), ("dispute_won", 5_000)]
    assert told(ledger, report(WITHDRAWN), 9) == NoChange()
    assert (ledger.credit.balance, the_dispute(ledger).transfer) == (5_000, Transfer.SETTLED)


def test_two_disputes_of_one_payment_are_two_disputes() -> None:
    ledger = PureLedger()
    ledger.paid()
    told(ledger, report(WITHDRAWN, 2_000))
    told(ledger, report(WITHDRAWN, 1_000, dispute_id="du_2"))
    assert ledger.credit.balance == 2_000
    told(ledger, report(REINSTATED, 2_000))
    assert (ledger.credit.balance, ledger.payment().disputed) == (4_000, 1_000)


def test_a_dispute_keeps_its_first_amount() -> None:
    ledger = after(WITHDRAWN)
    told(ledger, report(REINSTATED, 4_000))
    assert ledger.credit.balance == 5_000


TAMPERED: dict[str, dict[str, Any]] = {
    "payment_intent": {"payment_intent_id": "pi_of_somebody_else"},
    "currency": {"currency": "usd"},
    "livemode": {"livemode": True},
    "amount": {"amount": 5_001},
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("news", [CREATED, WITHDRAWN, REINSTATED])
def test_a_contradicting_dispute_report_debits_nothing(name: str, news: News) -> None:
    ledger = PureLedger()
    ledger.paid()
    assert told(ledger, report(news, **TAMPERED[name])) == Quarantine((name,))
    assert (ledger.credit.balance, ledger.records) == (5_000, {})


@pytest.mark.parametrize("amount", [0, -5_000])
def test_a_dispute_of_zero_or_less_credits_no_one(amount: int) -> None:
    ledger = PureLedger()
    ledger.paid()
    assert told(ledger, report(WITHDRAWN, amount)) == Quarantine(("amount",))


def test_entries_stay_in_order_of_time_though_a_clock_runs_behind() -> None:
    ledger = PureLedger()
    ledger.paid()
    told(ledger, report(WITHDRAWN), 60)
    told(ledger, report(REINSTATED), 5)
    moments = [entry.at for entry in ledger.entries]
    assert moments == sorted(moments) and moments[-1] - moments[0] == timedelta(minutes=60)
