"""Applying and unapplying credit: never more than there is, all or nothing, and every line stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.apply import (
    MOST_LINES,
    MOST_PAYMENTS,
    apply_oldest_first,
    apply_one,
    spendable,
    unapply,
)
from chalicelib.credit.errors import InsufficientCredit, NotAllowed
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application
from tests.credit.ledger_builder import PureBooks, later, wish
from tests.fakes.examples import SAM

KIM = Actor("staff", "usr_kim")


def applied(books: PureBooks, amount: int, payment_id: str = "pay_1", key: str = "key-1") -> Application:
    posting = apply_one(books.credit, books.payment(payment_id), wish(amount, key=key))
    books.commit(posting)
    (record,) = posting.records
    assert isinstance(record, Application)
    return record


def test_part_of_a_payment_can_be_applied_and_the_rest_stays_available() -> None:
    books = PureBooks()
    books.paid()
    made = applied(books, 1_200)
    assert (made.invoice_id, made.amount, made.applied_by, made.is_active) == ("inv_1", 1_200, SAM, True)
    assert (books.credit.balance, books.payment().unapplied, books.credit.payments_unapplied) == (3_800, 3_800, 1)
    books.add_up()


def test_all_of_a_payment_can_be_applied_and_then_it_no_longer_counts_as_unapplied() -> None:
    books = PureBooks()
    books.paid()
    applied(books, 5_000)
    assert (books.credit.balance, books.credit.payments_unapplied) == (0, 0)
    books.add_up()


def test_applying_more_than_is_unapplied_is_refused_with_what_is_left() -> None:
    books = PureBooks()
    books.paid()
    applied(books, 1_000)
    with pytest.raises(InsufficientCredit) as refusal:
        apply_one(books.credit, books.payment(), wish(4_001, key="key-2"))
    assert refusal.value.errors[0].message == "must be at most 4000"
    applied(books, 4_000, key="key-2")
    books.add_up()


def test_a_payment_never_lends_to_another_one() -> None:
    books = PureBooks()
    books.paid("pay_1", 1_000)
    books.paid("pay_2", 9_000)
    with pytest.raises(InsufficientCredit):
        apply_one(books.credit, books.payment("pay_1"), wish(1_001))


def test_credit_owed_for_another_dispute_cannot_be_spent() -> None:
    books = PureBooks()
    books.paid("pay_1")
    books.paid("pay_2")
    owing = replace(books.credit, balance=1_500)
    assert spendable(owing, books.payment("pay_1")) == 1_500
    with pytest.raises(InsufficientCredit) as refusal:
        apply_one(owing, books.payment("pay_1"), wish(1_501))
    assert "at most 1500" in refusal.value.detail


def from_one(owing: PatientCredit, books: PureBooks) -> Posting:
    return apply_one(owing, books.payment(), wish(1))


def from_the_oldest(owing: PatientCredit, books: PureBooks) -> Posting:
    return apply_oldest_first(owing, [books.payment()], wish(1))


@pytest.mark.parametrize("spend", [from_one, from_the_oldest])
def test_below_zero_nothing_can_be_spent_and_zero_is_left(
    spend: Callable[[PatientCredit, PureBooks], Posting],
) -> None:
    books = PureBooks()
    books.paid()
    with pytest.raises(InsufficientCredit, match="at most 0 "):
        spend(replace(books.credit, balance=-1), books)


def test_oldest_first_takes_payments_in_order_and_leaves_the_rest_of_the_last_one() -> None:
    books = PureBooks()
    for number, amount in enumerate((1_000, 2_000, 4_000), start=1):
        books.paid(f"pay_{number}", amount)
    posting = apply_oldest_first(books.credit, list(books.payments.values()), wish(3_500))
    books.commit(posting)
    assert [(record.payment_id, record.amount) for record in posting.records] == [
        ("pay_1", 1_000),
        ("pay_2", 2_000),
        ("pay_3", 500),
    ]
    assert len({record.id for record in posting.records}) == 3
    assert [entry.balance_after for entry in posting.entries] == [6_000, 4_000, 3_500]
    books.add_up()


def test_oldest_first_is_all_or_nothing() -> None:
    books = PureBooks()
    books.paid("pay_1", 1_000)
    books.paid("pay_2", 1_000)
    with pytest.raises(InsufficientCredit):
        apply_oldest_first(books.credit, list(books.payments.values()), wish(2_001))
    with pytest.raises(InsufficientCredit):
        apply_oldest_first(books.credit, [books.payment("pay_1")], wish(1_500))


def test_oldest_first_does_not_read_on_once_it_has_enough() -> None:
    books = PureBooks()
    books.paid("pay_1", 1_000)
    books.paid("pay_2", 1_000)
    payments = iter(books.payments.values())
    apply_oldest_first(books.credit, payments, wish(1_000))
    assert [left.id for left in payments] == ["pay_2"]


def test_payments_that_owe_are_passed_over() -> None:
    books = PureBooks()
    books.paid("pay_1", 1_000)
    books.paid("pay_2", 3_000)
    owing = replace(books.payment("pay_1"), disputed=2_000)
    posting = apply_oldest_first(replace(books.credit, balance=2_000), [owing, books.payment("pay_2")], wish(2_000))
    assert [record.payment_id for record in posting.records] == ["pay_2"]


def many(books: PureBooks, number: int) -> list[Payment]:
    return [books.paid(f"pay_{each}", 100) for each in range(number)]


def test_as_many_payments_as_fit_one_transaction_are_taken_and_not_one_more() -> None:
    books = PureBooks()
    payments = many(books, MOST_PAYMENTS + 1)
    with pytest.raises(NotAllowed, match="3000 first") as refusal:
        apply_oldest_first(books.credit, payments, wish(3_001))
    assert refusal.value.code == "too_many_payments"
    posting = apply_oldest_first(books.credit, payments, wish(3_000))
    assert len(posting.payments) + len(posting.entries) + len(posting.records) + 2 <= 100
    books.commit(posting)
    books.add_up()


def test_a_payment_with_very_many_lines_is_refused_kindly_and_can_still_be_unapplied() -> None:
    books = PureBooks()
    books.paid()
    first = applied(books, 1, key="first")
    full = replace(books.payment(), lines=tuple(range(MOST_LINES)))
    with pytest.raises(NotAllowed) as refusal:
        apply_one(books.credit, full, wish(1))
    assert refusal.value.code == "too_many_lines"
    assert len(unapply(books.credit, full, first, SAM, later(2)).entries) == 1


def test_unapplying_gives_the_credit_back_and_keeps_both_lines() -> None:
    books = PureBooks()
    books.paid()
    made = applied(books, 2_000)
    books.commit(unapply(books.credit, books.payment(), made, KIM, later(9)))
    undone = books.records[made.id]
    assert isinstance(undone, Application) and not undone.is_active
    assert (undone.applied_by, undone.unapplied_by, undone.unapplied_at) == (SAM, KIM, later(9))
    assert [(entry.kind, entry.amount, entry.actor) for entry in books.entries[1:]] == [
        (EntryKind.APPLIED, -2_000, SAM),
        (EntryKind.UNAPPLIED, 2_000, KIM),
    ]
    assert books.credit.balance == 5_000
    books.add_up()


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=12), st.integers(1, 20_000))
def test_oldest_first_takes_exactly_the_amount_or_nothing(amounts: list[int], wanted: int) -> None:
    books, numbers = PureBooks(), count(1)
    for amount in amounts:
        books.paid(f"pay_{next(numbers)}", amount)
    try:
        posting = apply_oldest_first(books.credit, list(books.payments.values()), wish(wanted))
    except InsufficientCredit:
        assert wanted > sum(amounts)
        return
    books.commit(posting)
    assert sum(record.amount for record in posting.records) == wanted
    taken = [one.applied for one in books.payments.values()]
    emptied = [part == whole for part, whole in zip(taken, amounts, strict=True)]
    assert emptied == sorted(emptied, reverse=True), "a younger payment was emptied before an older one"
    books.add_up()
