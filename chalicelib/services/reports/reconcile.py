"""Reconciling one patient's ledger: balance, entries and payments must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.credit.reconciliation import find_discrepancies, unexplained_amounts
from chalicelib.services.pagination import all_items
from chalicelib.services.ports import (
    CreditReader,
    EntryReader,
    PaymentLists,
    PaymentScope,
    RecordStore,
    StoredCredit,
)

TRIES = 3


class ReconciliationLedger(CreditReader, StoredCredit, PaymentLists, EntryReader, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    ledger: ReconciliationLedger

    def __call__(self, patient: PatientKey) -> tuple[str, ...]:
        """The discrepancies as sentences. Reads all of the patient's ledger.

        That takes several calls: if the ledger changed between them, it is read again, and after three times left to
        the next sweep.
        """
        for _ in range(TRIES):
            before = self.ledger.stored_credit(patient)
            payments = list(all_items(lambda page: self.ledger.payments(patient, page, PaymentScope.PAID)))
            entries = list(all_items(lambda page: self.ledger.entries(patient, page)))
            if self.ledger.stored_credit(patient).seq == before.seq:
                return (*find_discrepancies(before, payments, entries), *self._unexplained_amounts(payments))
        return ()

    def _unexplained_amounts(self, payments: list[Payment]) -> tuple[str, ...]:
        """Payments that disagree with their records. Those that changed meanwhile are left to the next sweep."""
        wrong: list[str] = []
        for payment in payments:
            if payment.applied or payment.refunded or payment.disputed or payment.transferred:
                found = unexplained_amounts(payment, self.ledger.records_of(payment))
                wrong += found if found and self.ledger.payment(payment.patient, payment.id) == payment else ()
        return tuple(wrong)
