"""The promises of lists: newest first, nothing twice, nothing lost, at every page size and from every cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from chalicelib.credit.decisions import PostEntries, SavePayment
from chalicelib.credit.ledger import EntryKind, post
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.settle import settle
from chalicelib.credit.stripe_report import PaymentReportKind
from chalicelib.dynamodb import ledger_lists
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.ports import Ledger, Page, PageRequest, PaymentFilter, PaymentScope
from tests.fakes.examples import ANA, BEN, CHO, MAIN_STREET, SAM, outcome, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON

T = TypeVar("T")
NORTH = replace(MAIN_STREET, id="loc_north", name="North Clinic")
SIZES = [1, 2, 3, 100]


def paged(size: int, read: Callable[[PageRequest], Page[T]]) -> list[T]:
    """The whole list, a page at a time."""
    found: list[T] = []
    cursor: str | None = None
    for _ in range(100):
        part = read(PageRequest(size, cursor))
        assert len(part.items) <= size
        found += part.items
        if part.next_cursor is None:
            return found
        cursor = part.next_cursor
    raise AssertionError("the list never ends")


def settled(ledger: Ledger, of: Payment, kind: PaymentReportKind, minutes: int) -> Payment:
    """Settle by a report that came `minutes` after noon."""
    known, credit = ledger.payment_with_credit(of.patient, of.id)
    assert known is not None
    at = NOON + timedelta(minutes=minutes)
    match settle(known, credit, outcome(known, kind), livemode=False, at=at):
        case PostEntries(posting):
            ledger.commit(posting)
            return posting.payments[0]
        case SavePayment(changed):
            ledger.save(changed)
            return changed
    raise AssertionError("nothing happened")


@pytest.fixture(scope="module")
def filled(kind: str, made_tables: None) -> Ledger:
    """Eight of Ana's payments, paid in another order than started; one canceled, one open,
    one spent; and others'."""
    ledger: Ledger = FakeLedger() if kind == "fake" else DynamoLedger()
    paid_after = {0: 50, 1: 20, 2: 40, 3: 30, 4: 60, 5: 10}
    for number in range(8):
        made = payment(
            f"pay_{number}",
            created_at=NOON + timedelta(minutes=number // 2),
            location=NORTH if number % 3 == 0 else MAIN_STREET,
            account_id="acct_north" if number == 4 else "acct_main",
        )
        ledger.add(made)
        if number in paid_after:
            settled(ledger, made, PaymentReportKind.SUCCEEDED, paid_after[number])
    settled(ledger, payment("pay_6"), PaymentReportKind.CANCELED, 70)
    settled(ledger, payment("pay_7"), PaymentReportKind.PROCESSING, 71)
    found, credit = ledger.payment_with_credit(ANA, "pay_2")
    assert found is not None
    spent = found.changed(applied=found.amount)
    ledger.commit(post(credit, found, spent, kind=EntryKind.APPLIED, actor=SAM, at=NOON + timedelta(minutes=72)))
    for patient in (BEN, CHO):
        made = payment(f"pay_of_{patient.patient_id}", patient=patient)
        ledger.add(made)
        settled(ledger, made, PaymentReportKind.SUCCEEDED, 35)
    return ledger


def ids(payments: Sequence[Payment]) -> list[str]:
    return [found.id.removeprefix("pay_") for found in payments]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (PaymentScope.ALL, ["7", "6", "5", "4", "3", "2", "1", "0"]),
        (PaymentScope.TOP_UPS, ["7", "6", "5", "4", "3", "2", "1", "0"]),
        (PaymentScope.PROCESSING, ["7"]),
        (PaymentScope.PAID, ["5", "4", "3", "2", "1", "0"]),
        (PaymentScope.UNAPPLIED, ["4", "0", "3", "1", "5"]),
    ],
)
def test_a_patients_payments_newest_first(filled: Ledger, size: int, which: PaymentScope, expected: list[str]) -> None:
    assert ids(paged(size, lambda page: filled.payments(ANA, page, which))) == expected


@pytest.mark.parametrize("size", SIZES)
def test_unapplied_payments_oldest_first_for_spending(filled: Ledger, size: int) -> None:
    assert ids(paged(size, lambda page: filled.oldest_unapplied(ANA, page))) == ["5", "1", "3", "0", "4"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PaymentFilter(), ["4", "0", "2", "of_pat_ben", "3", "1", "5"]),
        (PaymentFilter(unapplied=True), ["4", "0", "of_pat_ben", "3", "1", "5"]),
        (PaymentFilter(location_id="loc_north"), ["0", "3"]),
        (PaymentFilter(location_id="loc_main", unapplied=True), ["4", "of_pat_ben", "1", "5"]),
        (PaymentFilter(account_id="acct_north"), ["4"]),
        (PaymentFilter(account_id="acct_main", location_id="loc_north"), ["0", "3"]),
        (PaymentFilter(location_id="loc_other"), []),
        (PaymentFilter(since=NOON + timedelta(minutes=40)), ["4", "0", "2"]),
        (PaymentFilter(until=NOON + timedelta(minutes=30)), ["1", "5"]),
        (
            PaymentFilter(since=NOON + timedelta(minutes=20), until=NOON + timedelta(minutes=40), unapplied=True),
            ["of_pat_ben", "3", "1"],
        ),
        (PaymentFilter(source=Source.RECORDED), []),
        (PaymentFilter(source=Source.CARD_ONLINE, location_id="loc_north"), ["0", "3"]),
        (PaymentFilter(q="pat_ben"), ["of_pat_ben"]),
        (PaymentFilter(q="NUN an", account_id="acct_north"), ["4"]),
        (PaymentFilter(q="unez"), []),
    ],
)
def test_a_clinics_payments_newest_first_and_only_those_asked_for(
    filled: Ledger, size: int, wanted: PaymentFilter, expected: list[str]
) -> None:
    assert ids(paged(size, lambda page: filled.clinic_payments("clinic_demo", page, wanted))) == expected


def test_a_clinic_never_sees_another_clinics_payments(filled: Ledger) -> None:
    assert ids(filled.clinic_payments("clinic_other", PageRequest(), PaymentFilter()).items) == ["of_pat_cho"]
    assert filled.clinic_payments("clinic_nowhere", PageRequest(), PaymentFilter()) == Page(())


@pytest.mark.parametrize("size", SIZES)
def test_a_patients_entries_newest_first(filled: Ledger, size: int) -> None:
    found = paged(size, lambda page: filled.entries(ANA, page))
    assert [entry.seq for entry in found] == [7, 6, 5, 4, 3, 2, 1]
    assert all(older.at <= newer.at for newer, older in pairwise(found))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("last", "expected"), [(4, [4, 3, 2, 1]), (0, []), (99, [7, 6, 5, 4, 3, 2, 1])])
def test_a_patients_entries_from_one_on(filled: Ledger, size: int, last: int, expected: list[int]) -> None:
    assert [entry.seq for entry in paged(size, lambda page: filled.entries(ANA, page, last))] == expected


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("most", [1, 3, 4])
def test_a_filter_that_few_payments_pass_loses_none_of_them(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch, size: int, most: int
) -> None:
    monkeypatch.setattr(ledger_lists, "MOST_LOOKED_AT", most)
    for location_id, expected in (("loc_north", ["0", "3"]), ("loc_main", ["4", "2", "of_pat_ben", "1", "5"])):
        wanted = PaymentFilter(location_id=location_id)

        def read(page: PageRequest, wanted: PaymentFilter = wanted) -> Page[Payment]:
            return filled.clinic_payments("clinic_demo", page, wanted)

        assert ids(paged(size, read)) == expected
    assert ids(paged(size, lambda page: filled.payments(ANA, page, PaymentScope.PAID))) == [
        "5",
        "4",
        "3",
        "2",
        "1",
        "0",
    ]


def test_a_new_payment_does_not_shift_the_next_page(filled: Ledger) -> None:
    first = filled.payments(ANA, PageRequest(3), PaymentScope.TOP_UPS)
    new = payment("pay_new", created_at=NOON + timedelta(hours=2))
    filled.add(new)
    second = filled.payments(ANA, PageRequest(3, first.next_cursor), PaymentScope.TOP_UPS)
    filled.discard(new)
    assert ids([*first.items, *second.items]) == ["7", "6", "5", "4", "3", "2"]


@pytest.mark.parametrize("cursor", ["!", "0", "~", "~~", "entry#", "entry#~", "payment#zzz", "2026", "9"])
def test_a_cursor_from_nowhere_shows_only_what_is_the_callers(filled: Ledger, cursor: str) -> None:
    page = PageRequest(100, cursor)
    for which in PaymentScope:
        assert {found.patient for found in filled.payments(ANA, page, which).items} <= {ANA}
    assert {entry.patient for entry in filled.entries(ANA, page).items} <= {ANA}
    seen = filled.clinic_payments("clinic_demo", page, PaymentFilter()).items
    assert {found.patient.clinic_id for found in seen} <= {"clinic_demo"}
