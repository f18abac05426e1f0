"""Invoices: what is left of them, which revision counts, and which ids there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.apply import apply_one, unapply
from chalicelib.credit.errors import ExceedsInvoice, Invalid, NotAllowed
from chalicelib.credit.invoice import MOST_APPLICATIONS, InvoiceStatus, check_typed_id, revise
from chalicelib.credit.records import Application
from tests.credit.ledger_builder import PureLedger, apply_request
from tests.fakes.examples import SAM, invoice
from tests.fakes.small import NOON


def refusal(act: object) -> NotAllowed:
    assert callable(act)
    with pytest.raises(NotAllowed) as refused:
        act()
    return refused.value


@pytest.mark.parametrize(
    ("changes", "left", "excess", "status"),
    [
        ({}, 12_000, 0, InvoiceStatus.OPEN),
        ({"credited": 11_999}, 1, 0, InvoiceStatus.OPEN),
        ({"credited": 12_000}, 0, 0, InvoiceStatus.PAID),
        ({"credited": 12_001}, 0, 1, InvoiceStatus.PAID),
        ({"is_void": True}, 0, 0, InvoiceStatus.VOID),
        ({"is_void": True, "credited": 500}, 0, 500, InvoiceStatus.VOID),
    ],
)
def test_left_excess_and_status_follow_what_is_credited(
    changes: dict[str, object], left: int, excess: int, status: InvoiceStatus
) -> None:
    one = replace(invoice(), **changes)  # type: ignore[arg-type]
    assert (one.left, one.excess, one.status) == (left, excess, status)


def test_a_higher_revision_replaces_all_but_what_is_applied() -> None:
    before = invoice(credited=4_000, applications=(("pay_1", "app_1"),), version=7)
    after = revise(before, invoice(revision=2, body_hash="other", amount=9_000, number="INV-1001b", is_void=True))
    assert (after.amount, after.number, after.is_void, after.revision) == (9_000, "INV-1001b", True, 2)
    assert (after.credited, after.applications, after.version) == (4_000, (("pay_1", "app_1"),), 8)


def test_the_same_revision_with_the_same_body_changes_nothing() -> None:
    before = invoice(credited=4_000, version=7)
    assert revise(before, invoice()) is before


@pytest.mark.parametrize(("revision", "code"), [(0, "stale_revision"), (1, "revision_conflict")])
def test_a_lower_or_a_changed_revision_is_refused(revision: int, code: str) -> None:
    refused = refusal(lambda: revise(invoice(), invoice(revision=revision, body_hash="other")))
    assert refused.code == code and refused.errors[0].field == "revision"


@pytest.mark.parametrize(("amount", "fits"), [(11_999, True), (12_000, True), (12_001, False)])
def test_credit_beyond_what_is_left_is_refused_with_what_is_left(amount: int, fits: bool) -> None:
    ledger = PureLedger()
    payment = ledger.paid(amount=20_000)
    if fits:
        (after,) = apply_one(ledger.credit, payment, apply_request(amount), invoice()).invoices
        assert (after.left, after.version) == (12_000 - amount, 2)
        return
    with pytest.raises(ExceedsInvoice, match="At most 12000 ") as refused:
        apply_one(ledger.credit, payment, apply_request(amount), invoice())
    assert refused.value.errors[0].field == "amount" and "12000" in refused.value.errors[0].message


def test_a_void_invoice_takes_no_credit() -> None:
    ledger = PureLedger()
    payment = ledger.paid()
    refused = refusal(lambda: apply_one(ledger.credit, payment, apply_request(1), invoice(is_void=True)))
    assert (refused.code, refused.errors[0].field) == ("invoice_void", "invoice_id")


@pytest.mark.parametrize(("there", "refused"), [(MOST_APPLICATIONS - 1, False), (MOST_APPLICATIONS, True)])
def test_an_invoice_lists_a_bounded_number_of_applications(there: int, refused: bool) -> None:
    full = invoice(applications=tuple(("pay_1", f"app_{number}") for number in range(there)))
    if refused:
        assert refusal(lambda: full.require(1)).code == "too_many_lines"
    else:
        full.require(1)


def test_unapplying_makes_room_on_the_invoice_again() -> None:
    ledger = PureLedger()
    payment = ledger.paid()
    posting = apply_one(ledger.credit, payment, apply_request(3_000), invoice())
    ledger.commit(posting)
    (made,), (owed,) = posting.records, posting.invoices
    undone = unapply(ledger.credit, ledger.payment(), made, SAM, NOON, owed)  # type: ignore[arg-type]
    assert (undone.invoices[0].credited, undone.invoices[0].version) == (0, owed.version + 1)
    assert {entry.number for entry in (*posting.entries, *undone.entries)} == {"INV-1001"}


def test_without_a_known_invoice_a_posting_commits_only_while_it_stays_unknown() -> None:
    ledger = PureLedger()
    payment = ledger.paid()
    posting = apply_one(ledger.credit, payment, apply_request(3_000))
    assert (posting.invoices, posting.unsent_invoices) == ((), ("inv_1",))


@pytest.mark.parametrize(
    "query", ["inv-1001", "1001", " INV ", "physio", "therapie", "THÉRAPIE", "120", "120.00", "$120.00", "120,00 $"]
)
def test_an_invoice_is_found_by_number_label_and_amount(query: str) -> None:
    assert invoice(label="Physiothérapie, 3 séances").matches(query)


@pytest.mark.parametrize("query", ["1002", "massage", "12", "120.01", "12000.00"])
def test_an_invoice_is_not_found_by_what_it_does_not_have(query: str) -> None:
    assert not invoice(label="Physiothérapie, 3 séances", number="A-77").matches(query)


def test_an_invoice_is_found_by_what_is_left_of_it() -> None:
    assert invoice(credited=2_000).matches("100.00")


@pytest.mark.parametrize("good", ["INV-1001", "2026/0001", "é", "a b", "x" * 64, "Patient.1~" * 12])
def test_an_id_that_staff_type_may_be_any_printable_characters(good: str) -> None:
    check_typed_id(good)


@pytest.mark.parametrize("bad", ["", "é" * 65, "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "x" * 129])
def test_an_id_that_is_not_printable_or_too_long_is_refused(bad: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_typed_id(bad)
    assert refused.value.errors[0].field == "invoice_id"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        (" ", True),
        ("1001", True),
        ("inv-1001", True),
        ("physio", True),
        ("PHYSIOTHERAPIE", True),
        ("120", True),
        ("120.00", True),
        ("120,00", True),
        ("$120.00", True),
        ("120 $", True),
        ("100.00", True),
        ("100.01", False),
        ("12", False),
        ("$12", False),
        ("120.0", False),
        ("1200000000", False),
        ("x", False),
    ],
)
def test_an_invoice_is_found_by_number_label_or_an_amount_of_it(query: str, is_found: bool) -> None:
    assert invoice(label="Physiothérapie", credited=2_000).matches(query) is is_found
    assert not invoice().matches("physio")


def test_an_invoice_counts_the_applications_that_are_active_and_lists_all() -> None:
    ledger = PureLedger()
    payment = ledger.paid(amount=20_000)
    posting = apply_one(ledger.credit, payment, apply_request(2_000), invoice())
    (made,) = posting.records
    assert isinstance(made, Application)
    gone = made.unapplied(SAM, NOON)
    counted = invoice(version=3).counting([made, replace(gone, id="app_gone")])
    assert (counted.credited, counted.version) == (2_000, 3)
    assert counted.applications == ((made.payment_id, made.id), (made.payment_id, "app_gone"))
    more = counted.credit_with([made])
    assert (more.credited, more.version, len(more.applications)) == (4_000, 4, 3)
    assert (more.give_back(1_500).credited, more.give_back(1_500).version) == (2_500, 5)
    assert (gone.unapplied_at, gone.unapplied_by, gone.version) == (NOON, SAM, made.version + 1)
    assert made.is_active and not gone.is_active


def test_a_higher_revision_keeps_when_the_invoice_is_due() -> None:
    assert revise(invoice(next_check_at=NOON), invoice(revision=2)).next_check_at == NOON
