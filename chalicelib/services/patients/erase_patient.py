"""Erasing a patient: names, receipts and cards are removed; amounts, dates and ids stay, as the clinic's accounts.

For operators. The law lets a clinic keep what its accounts need, and asks it to delete the rest at a patient's request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from chalicelib.credit.errors import CreditError, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import CreditTransfer, Refund
from chalicelib.credit.schedule import FILES_GONE_AFTER, FIRST_CHECK_AFTER
from chalicelib.credit.sources import has_receipt
from chalicelib.services.pagination import PaymentScope, all_items
from chalicelib.services.patients.unfinished_merges import merges_into
from chalicelib.services.ports import (
    Cards,
    Clock,
    CreditReader,
    DocumentFiles,
    DocumentStore,
    InvoiceStore,
    MergeStore,
    NoticeStore,
    PaymentLists,
    PaymentStore,
    PeopleStore,
    Receipts,
    RecordStore,
)
from chalicelib.services.retry import retry_on_conflict

REMOVED = "removed"


class PendingActivity(CreditError):
    """For operators alone: no route erases a patient."""


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """The numbers of items removed. Repeating the erasure finds none."""

    payments: int
    receipts: int
    cards: int


class ErasureLedger(
    CreditReader,
    PaymentStore,
    PaymentLists,
    RecordStore,
    InvoiceStore,
    PeopleStore,
    NoticeStore,
    DocumentStore,
    MergeStore,
    Protocol,
): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePatient:
    ledger: ErasureLedger
    receipts: Receipts
    documents: DocumentFiles
    stripe: Cards
    clock: Clock

    def __call__(self, patient: PatientKey) -> ErasureResult:
        """Remove a patient's personal data and leave the balance, the entries and every amount as they are.

        Raises NotFound for an unknown patient, and PendingActivity while a top-up, a receipt or a merge is under way:
        it would restore what is removed. Before the first removal the id is marked: it takes nothing new from then on.
        A repeated call resumes one that stopped half-way, as the sweep does after the mark.
        """
        credit = self.ledger.credit(patient)
        if not credit.known and not self.ledger.notice_preferences(patient).revision:
            raise NotFound("patient")
        self._require_done(credit)
        if credit.known:
            now = self.clock.now()
            self.ledger.mark_erased(patient, now, now + FIRST_CHECK_AFTER)
        found = self._require_done(self.ledger.credit(patient))  # Again: the id took new things until it was marked.
        self._erase_merges(credit)
        removed = sum(map(self._remove_cards, self._customers(credit, found)))
        for invoice in self.ledger.invoices(patient):
            retry_on_conflict(partial(self._erase_label, invoice), self.clock)
        changed = sum(retry_on_conflict(partial(self._erase, payment), self.clock) for payment in found)
        retry_on_conflict(partial(self._forget_person, patient), self.clock)
        self.ledger.forget_notice_preferences(patient)
        files = sum(self.receipts.forget(payment) for payment in found)
        files += sum(self._forget_documents(PatientKey(patient.clinic_id, each)) for each in credit.merged_from)
        files += self._forget_documents(patient)
        if credit.known:
            self._close(patient, credit.erased_at or self.clock.now())
        return ErasureResult(changed, files, removed)

    def _customers(self, credit: PatientCredit, payments: Iterable[Payment]) -> list[str]:
        """The patient's, and those of before a merge: a top-up that was open then stored its card there."""
        merged = (PatientKey(credit.patient.clinic_id, each) for each in credit.merged_from)
        earlier = (self.ledger.stored_credit(each).customer_id for each in merged)
        found = dict.fromkeys((credit.customer_id, *earlier, *(payment.customer_id for payment in payments)))
        return [each for each in found if each]

    def _remove_cards(self, customer_id: str) -> int:
        return sum(self.stripe.remove_card(customer_id, card.id) for card in self.stripe.cards(customer_id))

    def _close(self, patient: PatientKey, marked_at: datetime) -> None:
        """Done, but that what was under way when the id was marked may have come since: it is looked for once more."""
        ends = marked_at + FILES_GONE_AFTER
        self.ledger.check_erasure(patient, ends if self.clock.now() < ends else None)

    def _forget_documents(self, patient: PatientKey) -> int:
        """The requests first: a document that is being drawn then finds its own gone, and deletes its file."""
        self.ledger.forget_documents(patient)
        return self.documents.forget(patient)

    def _forget_person(self, patient: PatientKey) -> None:
        person = self.ledger.person(patient)
        if person:
            self.ledger.forget_person(person)

    def _require_done(self, credit: PatientCredit) -> tuple[Payment, ...]:
        """Return the patient's payments. Raises PendingActivity."""
        if any(merge.next_check_at for merge in merges_into(self.ledger, credit)):
            raise PendingActivity("A merge into this patient is under way. Try again when it is done.")
        found = tuple(all_items(lambda page: self.ledger.payments(credit.patient, page, PaymentScope.ALL)))
        if any(payment.is_open or _lacks_receipt(payment) for payment in found):
            raise PendingActivity("A top-up or a receipt of this patient is under way. Try again when it is done.")
        return found

    def _erase_merges(self, credit: PatientCredit) -> None:
        """Remove the reasons that staff wrote."""
        for merge in merges_into(self.ledger, credit):
            if merge.reason != REMOVED:
                self.ledger.save_merge(replace(merge.changed(None), reason=REMOVED))

    def _erase_label(self, invoice: Invoice) -> None:
        """Remove the words for staff from an invoice: they may name a treatment."""
        current = self.ledger.invoice(invoice.patient, invoice.id)
        if current and current.label:
            self.ledger.save_invoice(current.changed(label=None))

    def _erase(self, payment: Payment) -> bool:
        """Remove the patient's name from the payment, and the reasons that staff wrote from its refunds.

        Before the files: a receipt that is being rendered finds the payment erased, and the sweep deletes files again.
        """
        current = self.ledger.payment(payment.patient, payment.id)
        if current is None or current.erased_at:
            return False
        for record in self.ledger.records_of(current):
            if isinstance(record, Refund) and record.reason != REMOVED:
                self.ledger.save_record(record.changed(reason=REMOVED))
            elif isinstance(record, CreditTransfer) and record.reason != REMOVED:
                self.ledger.save_record(replace(record, reason=REMOVED, version=record.version + 1))
        now = self.clock.now()
        erased = current.changed(erased_at=now, next_check_at=now + FILES_GONE_AFTER)
        erased = replace(erased, reason=erased.reason and REMOVED, void_reason=erased.void_reason and REMOVED)
        self.ledger.save(replace(erased, patient_name="", address=None))
        return True


def _lacks_receipt(payment: Payment) -> bool:
    if not has_receipt(payment):
        return False
    return payment.receipt is None or payment.receipt.duplicate_missing
