"""The audit of one patient's ledger finds whatever does not add up: here each kind of corruption is put in by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.credit.apply import apply_one
from chalicelib.credit.ledger import Entry, PatientCredit, UnappliedPayment
from chalicelib.credit.payment import Payment
from chalicelib.credit.reconciliation import find_discrepancies
from tests.credit.ledger_builder import PureLedger, apply_request
from tests.fakes.examples import ANA
from tests.fakes.small import NOON

Ledger = tuple[PatientCredit, list[Payment], list[Entry]]


def good() -> Ledger:
    ledger = PureLedger()
    ledger.paid("pay_1", 5_000)
    ledger.paid("pay_2", 3_000)
    ledger.commit(apply_one(ledger.credit, ledger.payment("pay_1"), apply_request(1_200)))
    return ledger.credit, list(ledger.payments.values()), list(ledger.entries)


def with_entry(ledger: Ledger, number: int, **changes: object) -> Ledger:
    credit, payments, entries = ledger
    changed = [replace(one, **changes) if one.seq == number else one for one in entries]  # type: ignore[arg-type]
    return credit, payments, changed


CORRUPTIONS: dict[str, tuple[Callable[[Ledger], Ledger], str]] = {
    "balance too high": (lambda b: (replace(b[0], balance=6_801), b[1], b[2]), "balance 6801"),
    "an entry is gone": (lambda b: (b[0], b[1], b[2][:1] + b[2][2:]), "not the sum of entries"),
    "the last entry is gone": (lambda b: (b[0], b[1], b[2][:-1]), "the last entry is 3 but there are 2"),
    "an entry twice": (lambda b: (b[0], b[1], [*b[2], b[2][-1]]), "entry 3 has"),
    "an entry's amount": (lambda b: with_entry(b, 3, amount=-1_100), "entry 3 has"),
    "an entry's balance": (lambda b: with_entry(b, 2, balance_after=8_001), "entry 2 has 8001 where 8000"),
    "an entry of the wrong payment": (lambda b: with_entry(b, 3, payment_id="pay_2"), "payment pay_2 has 3000"),
    "an entry of no payment": (lambda b: with_entry(b, 3, payment_id="pay_9"), "payment pay_1 has 3800"),
    "an application without a line": (
        lambda b: (b[0], [replace(b[1][0], applied=1_300), b[1][1]], b[2]),
        "payment pay_1 has 3700 unapplied but entries of 3800",
    ),
    "a payment is gone": (lambda b: (b[0], b[1][1:], b[2]), "not the sum of unapplied amounts 3000"),
    "one too many is counted": (lambda b: (replace(b[0], payments_unapplied=3), b[1], b[2]), "count of unapplied"),
    "a payment is listed that is spent": (
        lambda b: (replace(b[0], unapplied=(*b[0].unapplied, UnappliedPayment(NOON, "pay_9"))), b[1], b[2]),
        "listed as unapplied without being so: pay_9",
    ),
    "a location has too much": (
        lambda b: (replace(b[0], by_location={"loc_main": 6_801}), b[1], b[2]),
        "location loc_main has 6801 where 6800",
    ),
    "a location that no one used": (
        lambda b: (replace(b[0], by_location={"loc_main": 6_800, "loc_north": 1}), b[1], b[2]),
        "location loc_north has 1 where 0",
    ),
    "a location is missing": (lambda b: (replace(b[0], by_location={}), b[1], b[2]), "location loc_main has 0"),
}


def test_a_consistent_ledger_has_no_discrepancies() -> None:
    assert find_discrepancies(*good()) == ()
    assert find_discrepancies(PatientCredit(patient=ANA), [], []) == ()


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_no_corruption_goes_unnoticed(kind: str) -> None:
    corrupt, sentence = CORRUPTIONS[kind]
    found = find_discrepancies(*corrupt(good()))
    assert any(sentence in one for one in found), found


def test_two_errors_that_cancel_each_other_are_both_found() -> None:
    swapped = with_entry(with_entry(good(), 1, amount=4_999), 2, amount=3_001)
    assert len(find_discrepancies(*swapped)) >= 2
