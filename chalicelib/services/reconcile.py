"""Auditing one patient's books: balance, entries and payments must say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.credit.reconciliation import find_discrepancies, unexplained_amounts
from chalicelib.services.ports import Ledger, PageRequest, PaymentScope

if TYPE_CHECKING:
    from chalicelib.credit.identity import PatientKey
    from chalicelib.credit.ledger import Entry
    from chalicelib.credit.payment import Payment

PAGE = 100
TRIES = 3


def reconcile(patient: PatientKey, ledger: Ledger) -> tuple[str, ...]:
    """What does not add up, as sentences. Reads all of the patient's ledger.

    Reading takes several calls: when somebody wrote meanwhile, it reads again, and after three times leaves it to the
    next sweep.
    """
    for _ in range(TRIES):
        before = ledger.credit(patient)
        payments, entries = _payments(patient, ledger), _entries(patient, ledger)
        if ledger.credit(patient).seq == before.seq:
            return (*find_discrepancies(before, payments, entries), *_unexplained_amounts(payments, ledger))
    return ()


def _unexplained_amounts(payments: list[Payment], ledger: Ledger) -> tuple[str, ...]:
    """Payments whose records say something else than they do. What changed meanwhile is left to the next sweep."""
    wrong: list[str] = []
    for payment in payments:
        if payment.applied or payment.refunded or payment.disputed:
            found = unexplained_amounts(payment, ledger.records_of(payment))
            wrong += found if found and ledger.payment(payment.patient, payment.id) == payment else ()
    return tuple(wrong)


def _payments(patient: PatientKey, ledger: Ledger) -> list[Payment]:
    found: list[Payment] = []
    page = PageRequest(PAGE)
    while True:
        part = ledger.payments(patient, page, PaymentScope.PAID)
        found += part.items
        if part.next_cursor is None:
            return found
        page = PageRequest(PAGE, part.next_cursor)


def _entries(patient: PatientKey, ledger: Ledger) -> list[Entry]:
    found: list[Entry] = []
    page = PageRequest(PAGE)
    while True:
        part = ledger.entries(patient, page)
        found += part.items
        if part.next_cursor is None:
            return found
        page = PageRequest(PAGE, part.next_cursor)
