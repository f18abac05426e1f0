"""The promises of the invoices' store: read as written, changed by version, and committed with their postings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.credit.apply import apply_one, give_back, unapply
from chalicelib.credit.errors import Conflict
from chalicelib.credit.ledger import Posting
from chalicelib.credit.records import Application
from chalicelib.services.ports import Ledger, WorkItem
from tests.contracts.ports.test_ledger_records import APPLICATION, paid
from tests.credit.ledger_builder import apply_request
from tests.fakes.examples import ANA, BEN, SAM, invoice
from tests.fakes.small import NOON

FULL = invoice(
    "2f1b-9.~_A",
    number="F-2026/0001 é",
    amount=99_999_999,
    issued_on=date(2025, 2, 28),
    revision=2**53 - 1,
    is_void=True,
    label="Physiothérapie 😀",
    account_id="acct_north",
    credited=700,
    applications=(("pay_1", "app_1"), ("pay_2", "app_2")),
    next_check_at=NOON + timedelta(hours=1),
)


def applying(ledger: Ledger, amount: int, key: str = "key-1") -> Posting:
    """Decided on what the ledger has now, not yet committed."""
    payment, credit = ledger.payment_with_credit(ANA, "pay_1")
    assert payment is not None
    return apply_one(credit, payment, apply_request(amount, key=key), ledger.invoice(ANA, "inv_1"))


@pytest.mark.parametrize("sent", [invoice(), FULL])
def test_an_invoice_reads_back_as_it_was_written(ledger: Ledger, sent: object) -> None:
    assert isinstance(sent, type(FULL))
    ledger.add_invoice(sent, ledger.credit(ANA))
    assert ledger.invoice(ANA, sent.id) == sent and ledger.invoices(ANA) == [sent]
    assert ledger.invoice(BEN, sent.id) is None and ledger.invoices(BEN) == []


def test_a_patient_with_an_invoice_is_known(ledger: Ledger) -> None:
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    credit = ledger.credit(ANA)
    assert (credit.known, credit.balance, credit.seq) == (True, 0, 0)
    paid(ledger)
    ledger.add_invoice(invoice("inv_2"), ledger.credit(ANA))
    assert ledger.credit(ANA).balance == 5_000


def test_a_second_invoice_of_the_same_id_is_refused(ledger: Ledger) -> None:
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    with pytest.raises(Conflict):
        ledger.add_invoice(invoice(amount=1), ledger.credit(ANA))
    ledger.add_invoice(invoice(patient=BEN, amount=1), ledger.credit(BEN))
    assert ledger.invoice(ANA, "inv_1") == invoice()


def test_a_new_invoice_is_refused_when_credit_moved_since_it_was_read(ledger: Ledger) -> None:
    seen = ledger.credit(ANA)
    paid(ledger)
    with pytest.raises(Conflict):
        ledger.add_invoice(invoice(), seen)
    assert ledger.invoice(ANA, "inv_1") is None


def test_a_change_decided_on_an_older_version_is_refused(ledger: Ledger) -> None:
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    ledger.save_invoice(invoice().changed(amount=500))
    for late in (invoice(amount=700), invoice().changed(amount=700)):
        with pytest.raises(Conflict):
            ledger.save_invoice(late)
    found = ledger.invoice(ANA, "inv_1")
    assert found is not None and (found.amount, found.version) == (500, 2)


def test_credit_and_invoice_are_committed_together_or_not_at_all(ledger: Ledger) -> None:
    paid(ledger)
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    posting = applying(ledger, 1_000)
    ledger.save_invoice(invoice().changed(amount=500))
    with pytest.raises(Conflict):
        ledger.commit(posting)
    assert ledger.credit(ANA).balance == 5_000
    again = applying(ledger, 500)
    ledger.commit(again)
    found = ledger.invoice(ANA, "inv_1")
    assert found is not None and found == again.invoices[0] and found.credited == 500


def test_credit_for_an_unknown_invoice_is_refused_once_the_invoice_is_there(ledger: Ledger) -> None:
    paid(ledger)
    posting = applying(ledger, 1_000)
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    with pytest.raises(Conflict):
        ledger.commit(posting)
    assert ledger.credit(ANA).balance == 5_000 and ledger.record(ANA, "pay_1", posting.records[0].id) is None


def test_applications_are_found_by_their_invoice_and_by_their_ids(ledger: Ledger) -> None:
    first, second = APPLICATION, replace(APPLICATION, id="app_0", applied_at=NOON + timedelta(seconds=1), returned=100)
    other = replace(APPLICATION, id="app_2", invoice_id="inv_2", invoice_number="INV-2")
    for record in (second, other, first, replace(APPLICATION, patient=BEN)):
        ledger.save_record(record)
    assert ledger.applications_to(ANA, "inv_1") == [first, second]
    assert ledger.applications_to(ANA, "inv_2") == [other] and ledger.applications_to(ANA, "inv_3") == []
    ids = [("pay_1", "app_2"), ("pay_1", "app_1"), ("pay_1", "app_missing")]
    assert ledger.applications(ANA, ids) == [other, first] and ledger.applications(ANA, []) == []


def test_what_is_given_back_changes_two_applications_of_one_payment_at_once(ledger: Ledger) -> None:
    paid(ledger)
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    made = []
    for key in ("key-1", "key-2"):
        posting = applying(ledger, 2_000, key)
        ledger.commit(posting)
        made += [record for record in posting.records if isinstance(record, Application)]
    owed, (payment, credit) = ledger.invoice(ANA, "inv_1"), ledger.payment_with_credit(ANA, "pay_1")
    assert owed is not None and payment is not None
    shrunk = owed.changed(amount=1_500)
    posting, returned = give_back(credit, shrunk, [(payment, one) for one in reversed(made)], NOON)
    ledger.commit(posting.with_invoice(replace(shrunk, credited=owed.credited - returned), owed.id))
    assert (returned, ledger.credit(ANA).balance) == (2_500, 3_500)
    assert ledger.payment(ANA, "pay_1") == posting.payments[0] and posting.payments[0].applied == 1_500
    oldest, newest = ledger.applications(ANA, [("pay_1", one.id) for one in made])
    assert (oldest.amount, oldest.returned, oldest.is_active, newest.is_active) == (1_500, 500, True, False)


def test_unapplying_gives_the_room_back_in_the_same_transaction(ledger: Ledger) -> None:
    paid(ledger)
    ledger.add_invoice(invoice(), ledger.credit(ANA))
    posting = applying(ledger, 1_000)
    ledger.commit(posting)
    payment, credit = ledger.payment_with_credit(ANA, "pay_1")
    made, owed = posting.records[0], ledger.invoice(ANA, "inv_1")
    assert payment is not None and owed is not None and isinstance(made, Application)
    undone = unapply(credit, payment, made, SAM, NOON, owed)
    ledger.save_invoice(owed.changed(label="new"))
    with pytest.raises(Conflict):
        ledger.commit(undone)
    assert ledger.credit(ANA).balance == 4_000


def test_an_invoice_is_due_in_its_time_and_then_no_longer(ledger: Ledger) -> None:
    ledger.add_invoice(invoice(next_check_at=NOON), ledger.credit(ANA))
    assert list(ledger.due(NOON, 10)) == [WorkItem.of_invoice(ANA, "inv_1")]
    assert ledger.due(NOON - timedelta(seconds=1), 10) == []
    ledger.save_invoice(invoice().changed(next_check_at=None))
    assert ledger.due(NOON, 10) == []
