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
from tests.credit.ledger_builder import PureLedger, apply_request, later
from tests.fakes.examples import SAM

KIM = Actor("staff", "usr_kim")


def applied(ledger: PureLedger, amount: int, payment_id: str = "pay_1", key: str = "key-1") -> Application:
    posting = apply_one(ledger.credit, ledger.payment(payment_id), apply_request(amount, key=key))
    ledger.commit(posting)
    (record,) = posting.records
    assert isinstance(record, Application)
    return record


def test_part_of_a_payment_can_be_applied_and_the_rest_stays_available() -> None:
    ledger = PureLedger()
    ledger.paid()
    made = applied(ledger, 1_200)
    assert (made.invoice_id, made.amount, made.applied_by, made.is_active) == ("inv_1", 1_200, SAM, True)
    assert (ledger.credit.balance, ledger.payment().unapplied, ledger.credit.payments_unapplied) == (3_800, 3_800, 1)
    ledger.add_up()


def test_all_of_a_payment_can_be_applied_and_then_it_no_longer_counts_as_unapplied() -> None:
    ledger = PureLedger()
    ledger.paid()
    applied(ledger, 5_000)
    assert (ledger.credit.balance, ledger.credit.payments_unapplied) == (0, 0)
    ledger.add_up()


def test_applying_more_than_is_unapplied_is_refused_with_what_is_left() -> None:
    ledger = PureLedger()
    ledger.paid()
    applied(ledger, 1_000)
    with pytest.raises(InsufficientCredit) as refusal:
        apply_one(ledger.credit, ledger.payment(), apply_request(4_001, key="key-2"))
    assert refusal.value.errors[0].message == "must be at most 4000"
    applied(ledger, 4_000, key="key-2")
    ledger.add_up()


def test_a_payment_never_lends_to_another_one() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1", 1_000)
    ledger.paid("pay_2", 9_000)
    with pytest.raises(InsufficientCredit):
        apply_one(ledger.credit, ledger.payment("pay_1"), apply_request(1_001))


def test_credit_owed_for_another_dispute_cannot_be_spent() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1")
    ledger.paid("pay_2")
    owing = replace(ledger.credit, balance=1_500)
    assert spendable(owing, ledger.payment("pay_1")) == 1_500
    with pytest.raises(InsufficientCredit) as refusal:
        apply_one(owing, ledger.payment("pay_1"), apply_request(1_501))
    assert "at most 1500" in refusal.value.detail


def from_one(owing: PatientCredit, ledger: PureLedger) -> Posting:
    return apply_one(owing, ledger.payment(), apply_request(1))


def from_the_oldest(owing: PatientCredit, ledger: PureLedger) -> Posting:
    return apply_oldest_first(owing, [ledger.payment()], apply_request(1))


@pytest.mark.parametrize("spend", [from_one, from_the_oldest])
def test_below_zero_nothing_can_be_spent_and_zero_is_left(
    spend: Callable[[PatientCredit, PureLedger], Posting],
) -> None:
    ledger = PureLedger()
    ledger.paid()
    with pytest.raises(InsufficientCredit, match="at most 0 "):
        spend(replace(ledger.credit, balance=-1), ledger)


def applications_in(posting: Posting) -> list[Application]:
    return [record for record in posting.records if isinstance(record, Application)]


def test_oldest_first_takes_payments_in_order_and_leaves_the_rest_of_the_last_one() -> None:
    ledger = PureLedger()
    for number, amount in enumerate((1_000, 2_000, 4_000), start=1):
        ledger.paid(f"pay_{number}", amount)
    posting = apply_oldest_first(ledger.credit, list(ledger.payments.values()), apply_request(3_500))
    ledger.commit(posting)
    assert [(record.payment_id, record.amount) for record in applications_in(posting)] == [
        ("pay_1", 1_000),
        ("pay_2", 2_000),
        ("pay_3", 500),
    ]
    assert len({record.id for record in posting.records}) == 3
    assert [entry.balance_after for entry in posting.entries] == [6_000, 4_000, 3_500]
    ledger.add_up()


def test_oldest_first_is_all_or_nothing() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1", 1_000)
    ledger.paid("pay_2", 1_000)
    with pytest.raises(InsufficientCredit):
        apply_oldest_first(ledger.credit, list(ledger.payments.values()), apply_request(2_001))
    with pytest.raises(InsufficientCredit):
        apply_oldest_first(ledger.credit, [ledger.payment("pay_1")], apply_request(1_500))


def test_oldest_first_does_not_read_on_once_it_has_enough() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1", 1_000)
    ledger.paid("pay_2", 1_000)
    payments = iter(ledger.payments.values())
    apply_oldest_first(ledger.credit, payments, apply_request(1_000))
    assert [left.id for left in payments] == ["pay_2"]


def test_payments_that_owe_are_passed_over() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1", 1_000)
    ledger.paid("pay_2", 3_000)
    owing = replace(ledger.payment("pay_1"), disputed=2_000)
    posting = apply_oldest_first(
        replace(ledger.credit, balance=2_000), [owing, ledger.payment("pay_2")], apply_request(2_000)
    )
    assert [record.payment_id for record in posting.records] == ["pay_2"]


def many(ledger: PureLedger, number: int) -> list[Payment]:
    return [ledger.paid(f"pay_{each}", 100) for each in range(number)]


def test_as_many_payments_as_fit_one_transaction_are_taken_and_not_one_more() -> None:
    ledger = PureLedger()
    payments = many(ledger, MOST_PAYMENTS + 1)
    with pytest.raises(NotAllowed, match="3000 first") as refusal:
        apply_oldest_first(ledger.credit, payments, apply_request(3_001))
    assert refusal.value.code == "too_many_payments"
    posting = apply_oldest_first(ledger.credit, payments, apply_request(3_000))
    assert len(posting.payments) + len(posting.entries) + len(posting.records) + 2 <= 100
    ledger.commit(posting)
    ledger.add_up()


def test_a_payment_with_very_many_lines_is_refused_kindly_and_can_still_be_unapplied() -> None:
    ledger = PureLedger()
    ledger.paid()
    first = applied(ledger, 1, key="first")
    full = replace(ledger.payment(), entry_numbers=tuple(range(MOST_LINES)))
    with pytest.raises(NotAllowed) as refusal:
        apply_one(ledger.credit, full, apply_request(1))
    assert refusal.value.code == "too_many_lines"
    assert len(unapply(ledger.credit, full, first, SAM, later(2)).entries) == 1


def test_a_full_payment_is_skipped_and_the_next_one_used() -> None:
    ledger = PureLedger()
    ledger.paid()
    other = ledger.paid("pay_2")
    full = replace(ledger.payment(), entry_numbers=tuple(range(MOST_LINES)))
    posting = apply_oldest_first(ledger.credit, [full, other], apply_request(other.amount))
    assert [payment.id for payment in posting.payments] == [other.id]
    almost = replace(full, entry_numbers=tuple(range(MOST_LINES - 1)))
    assert apply_oldest_first(ledger.credit, [almost, other], apply_request(1)).payments[0].id == almost.id


def test_what_only_full_payments_hold_is_refused_with_how_much_can_be_applied() -> None:
    ledger = PureLedger()
    ledger.paid()
    other = ledger.paid("pay_2")
    full = replace(ledger.payment(), entry_numbers=tuple(range(MOST_LINES)))
    with pytest.raises(NotAllowed, match=f"at most {other.amount}") as refusal:
        apply_oldest_first(ledger.credit, [full, other], apply_request(other.amount + 1))
    assert refusal.value.code == "too_many_lines"


def test_unapplying_gives_the_credit_back_and_keeps_both_lines() -> None:
    ledger = PureLedger()
    ledger.paid()
    made = applied(ledger, 2_000)
    ledger.commit(unapply(ledger.credit, ledger.payment(), made, KIM, later(9)))
    undone = ledger.records[made.id]
    assert isinstance(undone, Application) and not undone.is_active
    assert (undone.applied_by, undone.unapplied_by, undone.unapplied_at) == (SAM, KIM, later(9))
    assert [(entry.kind, entry.amount, entry.actor) for entry in ledger.entries[1:]] == [
        (EntryKind.APPLIED, -2_000, SAM),
        (EntryKind.UNAPPLIED, 2_000, KIM),
    ]
    assert ledger.credit.balance == 5_000
    ledger.add_up()


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=12), st.integers(1, 20_000))
def test_oldest_first_takes_exactly_the_amount_or_nothing(amounts: list[int], wanted: int) -> None:
    ledger, numbers = PureLedger(), count(1)
    for amount in amounts:
        ledger.paid(f"pay_{next(numbers)}", amount)
    try:
        posting = apply_oldest_first(ledger.credit, list(ledger.payments.values()), apply_request(wanted))
    except InsufficientCredit:
        assert wanted > sum(amounts)
        return
    ledger.commit(posting)
    assert sum(record.amount for record in applications_in(posting)) == wanted
    taken = [one.applied for one in ledger.payments.values()]
    emptied = [part == whole for part, whole in zip(taken, amounts, strict=True)]
    assert emptied == sorted(emptied, reverse=True), "a younger payment was emptied before an older one"
    ledger.add_up()
