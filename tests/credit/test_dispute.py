"""Disputes by numbers: credit is what Stripe left of it, whatever events arrived, in whatever order they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
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
from chalicelib.credit.records import Dispute, DisputeStatus, Misfit, Position
from chalicelib.credit.schedule import DISPUTE_CHECK_AFTER
from chalicelib.credit.stripe_report import DisputeReport, PaymentRef
from tests.credit.ledger_builder import PureLedger, apply_request, later
from tests.fakes.examples import ANA

S = DisputeStatus
State = tuple[DisputeStatus, tuple[int, ...]]
"""A dispute at Stripe: its status, and what each balance transaction took (negative: gave back)."""
CREATED: State = (S.NEEDS_RESPONSE, ())
WITHDRAWN: State = (S.NEEDS_RESPONSE, (5_000,))
REVIEWED: State = (S.UNDER_REVIEW, (5_000,))
WON: State = (S.WON, (5_000,))
LOST: State = (S.LOST, (5_000,))
REINSTATED: State = (S.WON, (5_000, -5_000))
INQUIRY: State = (S.WARNING_NEEDS_RESPONSE, ())
INQUIRY_CLOSED: State = (S.WARNING_CLOSED, ())


def report(state: State, amount: int = 5_000, **changes: object) -> DisputeReport:
    status, moved = state
    usual = DisputeReport(
        pointer=PaymentRef(ANA, "pay_1"),
        dispute_id="du_1",
        payment_intent_id="pi_of_pay_1",
        amount=amount,
        currency="cad",
        reason="fraudulent",
        status=status,
        livemode=False,
        at=later(1),
        withdrawn=sum(moved),
        fee=1_500 if moved else 0,
        transactions=len(moved),
        moved_currencies=frozenset({"cad"} if moved else ()),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def told(ledger: PureLedger, told_of: DisputeReport, minutes: int = 2) -> object:
    payment = ledger.payment(told_of.pointer.payment_id)
    decision = record(ledger.records.values(), payment, ledger.credit, told_of, livemode=False, at=later(minutes))
    if isinstance(decision, PostEntries):
        ledger.commit(decision.posting)
    if isinstance(decision, SaveRecord):
        for each in (decision.record, *decision.also):
            ledger.save(each)
    ledger.add_up()
    return decision


def after(*states: State, spent: int = 0) -> PureLedger:
    ledger = PureLedger()
    ledger.paid()
    if spent:
        ledger.commit(apply_one(ledger.credit, ledger.payment(), apply_request(spent)))
    for one in states:
        told(ledger, report(one))
    return ledger


def the_dispute(ledger: PureLedger, dispute_id: str = "du_1") -> Dispute:
    found = ledger.records[dispute_id]
    assert isinstance(found, Dispute)
    return found


def the_position(ledger: PureLedger) -> Position:
    found = ledger.records["position"]
    assert isinstance(found, Position)
    return found


def test_an_inquiry_takes_nothing_and_stays_on_the_record() -> None:
    ledger = after(INQUIRY)
    dispute = the_dispute(ledger)
    assert (ledger.credit.balance, len(ledger.entries), dispute.is_open) == (5_000, 1, False)
    assert (dispute.status, dispute.withdrawn_at, dispute.taken) == (S.WARNING_NEEDS_RESPONSE, None, 0)
    assert "position" not in ledger.records


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


def test_stripes_facts_of_a_dispute_are_kept() -> None:
    ledger = PureLedger()
    ledger.paid()
    told(ledger, report(WITHDRAWN, due_by=later(99), charge_id="ch_1"))
    dispute = the_dispute(ledger)
    assert (dispute.fee, dispute.transactions, dispute.withdrawn) == (1_500, 1, 5_000)
    assert (dispute.due_by, dispute.charge_id) == (later(99), "ch_1")
    assert dispute.next_check_at == later(2) + DISPUTE_CHECK_AFTER


def test_the_clinics_account_follows_in_the_same_posting() -> None:
    ledger = after(WITHDRAWN)
    position = the_position(ledger)
    assert (position.expected, position.confirmed, position.next_check_at) == (0, 5_000, later(2))
    told(ledger, report(REINSTATED))
    assert (the_position(ledger).expected, the_position(ledger).version) == (5_000, 2)


def test_on_the_platforms_own_account_there_is_no_position() -> None:
    ledger = PureLedger()
    ledger.paid(account_id=None)
    told(ledger, report(WITHDRAWN))
    told(ledger, report(REINSTATED))
    assert "position" not in ledger.records


def test_the_clinic_bears_the_fee_out_of_what_is_left_where_agreed() -> None:
    for state, expected in ((REINSTATED, 3_500), (LOST, 0)):
        ledger = PureLedger()
        ledger.paid(bears_dispute_fees=True)
        told(ledger, report(state))
        assert the_position(ledger).expected == expected


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


def test_a_won_dispute_gives_the_credit_back() -> None:
    ledger = after(CREATED, WITHDRAWN, WON, REINSTATED)
    dispute = the_dispute(ledger)
    assert (ledger.credit.balance, ledger.payment().disputed, dispute.status) == (5_000, 0, S.WON)
    assert [entry.kind for entry in ledger.entries] == ["top_up", "disputed", "dispute_won"]
    assert (dispute.withdrawn_at, dispute.reinstated_at) == (later(2), later(2))


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


STORIES: dict[str, tuple[State, ...]] = {
    "inquiry closed": (INQUIRY, INQUIRY_CLOSED),
    "inquiry escalated, lost": (INQUIRY, CREATED, WITHDRAWN, REVIEWED, LOST),
    "inquiry escalated to more": (INQUIRY, (S.NEEDS_RESPONSE, (4_000,))),
    "won": (CREATED, WITHDRAWN, REVIEWED, WON, REINSTATED),
    "lost": (CREATED, WITHDRAWN, REVIEWED, LOST),
    "lost in part": (WITHDRAWN, (S.LOST, (5_000, -2_000))),
    "taken again": (WITHDRAWN, (S.UNDER_REVIEW, (5_000, -5_000)), (S.LOST, (5_000, -5_000, 5_000))),
    "lost, then won": (WITHDRAWN, LOST, REINSTATED),
    "prevented": (WITHDRAWN, (S.WARNING_CLOSED, (5_000, -5_000))),
}
ENDS = {"inquiry closed": 5_000, "inquiry escalated, lost": 0, "inquiry escalated to more": 1_000, "won": 5_000}
ENDS |= {"lost": 0, "lost in part": 2_000, "taken again": 0, "lost, then won": 5_000, "prevented": 5_000}


def ending(states: Sequence[State], spent: int) -> tuple[object, ...]:
    ledger = after(*states, spent=spent)
    dispute = the_dispute(ledger)
    held = the_position(ledger).expected if "position" in ledger.records else 5_000
    return (ledger.credit.balance, ledger.payment().disputed, dispute.taken, dispute.status, dispute.closed_at, held)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("spent", [0, 4_000])
def test_a_dispute_ends_in_the_same_state_whatever_states_were_never_seen(story: str, spent: int) -> None:
    *before, last = STORIES[story]
    seen = [(*each, last) for size in range(len(before) + 1) for each in combinations(before, size)]
    assert {ending(states, spent) for states in seen} == {ending(STORIES[story], spent)}
    assert ending(STORIES[story], spent)[0] == ENDS[story] - spent


@settings(deadline=None)
@given(st.data())
def test_older_states_read_after_the_last_one_move_no_money(data: st.DataObject) -> None:
    story = STORIES[data.draw(st.sampled_from(sorted(STORIES)))]
    older = data.draw(st.lists(st.sampled_from(story), max_size=6))
    assert ending((*story, *older, story[-1]), 1_000) == ending(story, 1_000)


def test_a_withdrawal_and_return_first_seen_together_post_nothing() -> None:
    ledger = after(REINSTATED)
    assert [entry.kind for entry in ledger.entries] == ["top_up"]
    assert told(ledger, report(WITHDRAWN), 9) == NoChange()


def test_an_unchanged_dispute_is_not_written_again_before_it_is_due() -> None:
    ledger = after(WITHDRAWN)
    assert told(ledger, report(WITHDRAWN), 60) == NoChange()
    assert isinstance(told(ledger, report(WITHDRAWN), 13 * 60), SaveRecord)


def test_two_disputes_of_one_payment_are_two_disputes() -> None:
    ledger = PureLedger()
    ledger.paid()
    told(ledger, report((S.NEEDS_RESPONSE, (2_000,)), 2_000))
    told(ledger, report((S.NEEDS_RESPONSE, (1_000,)), 1_000, dispute_id="du_2"))
    assert ledger.credit.balance == 2_000
    told(ledger, report((S.WON, (2_000, -2_000)), 2_000))
    assert (ledger.credit.balance, ledger.payment().disputed) == (4_000, 1_000)


def test_what_the_older_dispute_returns_the_newer_one_takes() -> None:
    ledger = after(WITHDRAWN)
    told(ledger, report((S.NEEDS_RESPONSE, (5_000,)), dispute_id="du_2", at=later(5)))
    assert (the_dispute(ledger, "du_2").taken, ledger.payment().disputed) == (0, 5_000)
    told(ledger, report(REINSTATED))
    assert (the_dispute(ledger).taken, the_dispute(ledger, "du_2").taken) == (0, 5_000)
    assert [entry.amount for entry in ledger.entries[-2:]] == [5_000, -5_000]


MISFITS: dict[Misfit, dict[str, Any]] = {
    Misfit.ABOVE_THE_PAYMENT: {"withdrawn": 5_001},
    Misfit.NEGATIVE: {"withdrawn": -1},
    Misfit.CURRENCY: {"moved_currencies": frozenset({"usd"}), "withdrawn": 3_600},
}


@pytest.mark.parametrize("misfit", Misfit)
def test_numbers_that_do_not_fit_take_everything_and_warn_once(misfit: Misfit) -> None:
    ledger = PureLedger()
    ledger.paid()
    first = told(ledger, report(WITHDRAWN, **MISFITS[misfit]))
    assert isinstance(first, PostEntries) and first.warnings == (f"dispute_does_not_fit:{misfit}",)
    assert (ledger.credit.balance, the_dispute(ledger).misfit) == (0, misfit)
    again = told(ledger, report(REVIEWED, **MISFITS[misfit]))
    assert isinstance(again, SaveRecord) and again.warnings == ()


def test_a_dispute_in_another_currency_that_gave_everything_back_takes_nothing() -> None:
    ledger = after((S.NEEDS_RESPONSE, ()))
    usd: dict[str, Any] = {"moved_currencies": frozenset({"usd"})}
    told(ledger, report(WITHDRAWN, withdrawn=3_600, **usd))
    told(ledger, report(REINSTATED, withdrawn=-12, **usd))
    assert (ledger.credit.balance, the_dispute(ledger).misfit) == (5_000, None)


@pytest.mark.parametrize("back", [3_612, 3_600, 3_400])
def test_a_won_dispute_in_another_currency_takes_nothing_at_whatever_rate(back: int) -> None:
    ledger = after((S.NEEDS_RESPONSE, ()))
    usd: dict[str, Any] = {"moved_currencies": frozenset({"usd"})}
    told(ledger, report(WITHDRAWN, withdrawn=3_600, **usd))
    told(ledger, report(REINSTATED, withdrawn=3_600 - back, reinstated=back, **usd))
    assert (ledger.credit.balance, the_dispute(ledger).misfit, the_dispute(ledger).taken) == (5_000, None, 0)


@pytest.mark.parametrize(("status", "back"), [(S.WON, 0), (S.WON, 1_800), (S.LOST, 3_400)])
def test_a_dispute_in_another_currency_that_gave_a_part_back_takes_everything(status: S, back: int) -> None:
    ledger = after((S.NEEDS_RESPONSE, ()))
    usd: dict[str, Any] = {"moved_currencies": frozenset({"usd"})}
    told(ledger, report((status, (3_600, -back)), withdrawn=3_600 - back, reinstated=back, **usd))
    assert (ledger.credit.balance, the_dispute(ledger).misfit) == (0, Misfit.CURRENCY)


TAMPERED: dict[str, dict[str, Any]] = {
    "payment_intent": {"payment_intent_id": "pi_of_another_payment"},
    "livemode": {"livemode": True},
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("state", [CREATED, WITHDRAWN, REINSTATED])
def test_a_contradicting_dispute_report_debits_nothing(name: str, state: State) -> None:
    ledger = PureLedger()
    ledger.paid()
    assert told(ledger, report(state, **TAMPERED[name])) == Quarantine((name,))
    assert (ledger.credit.balance, ledger.records) == (5_000, {})


def test_entries_stay_in_order_of_time_though_a_clock_runs_behind() -> None:
    ledger = PureLedger()
    ledger.paid()
    told(ledger, report(WITHDRAWN), 60)
    told(ledger, report(REINSTATED), 5)
    moments = [entry.at for entry in ledger.entries]
    assert moments == sorted(moments) and moments[-1] - moments[0] == timedelta(minutes=60)
