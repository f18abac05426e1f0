"""Posting: the amount is what the payment's unapplied amount changed by, and nothing else can be posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.ledger import MOST_LISTED, EntryKind, PatientCredit, post
from chalicelib.credit.payment import PaymentStatus
from tests.fakes.examples import ANA, SAM, payment
from tests.fakes.small import NOON

CREDIT = PatientCredit(patient=ANA, balance=700, seq=3, last_entry_at=NOON, payments_unapplied=1)
AMOUNTS = st.integers(0, 10_000)


@given(before=AMOUNTS, after=AMOUNTS, disputed=AMOUNTS)
def test_the_balance_moves_by_exactly_what_became_spendable(before: int, after: int, disputed: int) -> None:
    paid = payment(status=PaymentStatus.SUCCEEDED, applied=before)
    changed = paid.changed(applied=after, disputed=disputed)
    made = post(CREDIT, paid, changed, kind=EntryKind.APPLIED, actor=SAM, at=NOON)
    (entry,) = made.entries
    assert entry.amount == before - after - disputed == made.credit.balance - CREDIT.balance
    assert entry.balance_after == made.credit.balance and entry.seq == made.credit.seq == 4
    assert made.credit.by_location == {"loc_main": entry.amount}
    assert made.credit.payments_unapplied == 1 + (changed.unapplied > 0) - (paid.unapplied > 0)
    assert made.payments[0].entry_numbers == (4,)


@given(spent=st.lists(st.integers(0, 24)), back=st.lists(st.integers(0, 24)))
def test_unapplied_payments_are_listed_oldest_first_as_many_as_fit(spent: list[int], back: list[int]) -> None:
    credit, before = PatientCredit(patient=ANA), payment(status=PaymentStatus.PENDING)
    unapplied: set[int] = set()
    moves = [*((number, 0) for number in range(25)), *((each, 5_000) for each in spent), *((each, 0) for each in back)]
    for number, applied in moves:
        at = NOON + timedelta(minutes=number)
        after = payment(f"pay_{number}", status=PaymentStatus.SUCCEEDED, succeeded_at=at, applied=applied)
        credit = post(credit, before, after, kind=EntryKind.APPLIED, actor=SAM, at=at).credit
        unapplied = unapplied - {number} if applied else unapplied | {number}
    listed = [int(one.id.removeprefix("pay_")) for one in credit.unapplied]
    assert listed == sorted(listed) and set(listed) <= unapplied and len(listed) <= MOST_LISTED


@pytest.mark.parametrize("minutes", [-60, -1, 0, 1])
def test_entries_are_in_order_of_time_even_when_clocks_disagree(minutes: int) -> None:
    paid = payment(status=PaymentStatus.SUCCEEDED)
    at = NOON + timedelta(minutes=minutes)
    made = post(CREDIT, payment(), paid, kind=EntryKind.TOP_UP, actor=SAM, at=at)
    assert made.entries[0].at == max(at, NOON) == made.credit.last_entry_at


@pytest.mark.parametrize("status", [PaymentStatus.PENDING, PaymentStatus.PROCESSING, PaymentStatus.CANCELED])
def test_unpaid_money_can_never_be_spent(status: PaymentStatus) -> None:
    assert payment(status=status).unapplied == 0


def test_spent_and_then_disputed_credit_is_owed() -> None:
    spent = payment(status=PaymentStatus.SUCCEEDED, applied=5_000)
    assert replace(spent, disputed=5_000).unapplied == -5_000
