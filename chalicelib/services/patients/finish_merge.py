"""Moving what a merged patient still has: payments, invoices, cards and the name. Each step can be repeated."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.merge import Merge, move_payments
from chalicelib.services.pagination import PageRequest, PaymentScope
from chalicelib.services.ports import (
    Cards,
    Clock,
    CustomerStore,
    InvoiceStore,
    MergeStore,
    NoticeStore,
    PaymentLists,
    PeopleStore,
    PostingStore,
)
from chalicelib.services.retry import retry_on_conflict

MOST_AT_ONCE = 15
"""Payments per transaction: six items each, and two credits, are within DynamoDB's 100 (API_TransactWriteItems)."""


class MovingLedger(
    MergeStore, CustomerStore, InvoiceStore, PaymentLists, PeopleStore, PostingStore, NoticeStore, Protocol
): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishMerge:
    ledger: MovingLedger
    stripe: Cards
    clock: Clock

    def __call__(self, patient: PatientKey) -> bool:
        """Move all that the patient still has; return False for one who was not merged. Raises Unavailable."""
        merge = self.ledger.merge_of(patient)
        if merge is None:
            return False
        for invoice in self.ledger.invoices(patient):  # Before the payments: what is unapplied counts on its invoice.
            retry_on_conflict(partial(self._move_invoice, invoice), self.clock)
        while retry_on_conflict(partial(self._move_payments, merge), self.clock):
            pass
        self._count_applications(self._into(patient))
        self._move_cards(patient)
        retry_on_conflict(partial(self._move_person, patient), self.clock)
        self.ledger.forget_notice_preferences(patient)  # The other's address and choices count.
        retry_on_conflict(partial(self._close, patient), self.clock)
        return True

    def _into(self, patient: PatientKey) -> PatientKey:
        """The patient who has it all today."""
        credit = self.ledger.stored_credit(patient)
        return self._into(credit.merged_into) if credit.merged_into else patient

    def _move_payments(self, merge: Merge) -> bool:
        """Move some of the payments; return whether there were any."""
        giving = self.ledger.stored_credit(merge.patient)
        receiving = self.ledger.stored_credit(self._into(merge.patient))
        found = self.ledger.payments(merge.patient, PageRequest(MOST_AT_ONCE), PaymentScope.ALL).items
        if found:
            self.ledger.commit(move_payments(merge, found, giving, receiving, self.clock.now()))
        return bool(found)

    def _move_invoice(self, invoice: Invoice) -> None:
        """Move an invoice; of two with one id, the one that is not void stays."""
        into = self._into(invoice.patient)
        current, other = (self.ledger.invoice(patient, invoice.id) for patient in (invoice.patient, into))
        if current:
            kept = other if other and (current.is_void or not other.is_void) else current
            version = max(current.version, other.version if other else 0) + 1
            self.ledger.move_invoice(current, replace(kept, patient=into, version=version), other)

    def _count_applications(self, into: PatientKey) -> None:
        """Count credit on the patient's invoices that was applied to their ids by the other patient."""
        made: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for application in self.ledger.all_applications(into):
            made[application.invoice_id].add((application.payment_id, application.id))
        for invoice in self.ledger.invoices(into):
            if made[invoice.id] - set(invoice.applications):
                retry_on_conflict(partial(self._count_on, into, invoice.id), self.clock)

    def _count_on(self, into: PatientKey, invoice_id: str) -> None:
        current = self.ledger.invoice(into, invoice_id)  # Before the applications: they change together with it.
        if current:
            made = self.ledger.applications_to(into, invoice_id)
            counted = current.changed().counting(made)
            due_at = self.clock.now() if counted.excess else counted.next_check_at
            self.ledger.save_invoice(replace(counted, next_check_at=due_at))

    def _move_cards(self, patient: PatientKey) -> None:
        """Cards can't move from one customer to another at Stripe: the customer that has cards is kept.

        Where both have cards, those of the patient that is no more are taken off file: no page would show them.
        """
        into = self._into(patient)
        mine, theirs = (self.ledger.stored_credit(each).customer_id for each in (patient, into))
        if mine is None or mine == theirs:
            return
        cards = self.stripe.cards(mine)
        if theirs is None:
            theirs = self.ledger.save_customer_if_absent(into, mine)
        elif cards and not self.stripe.cards(theirs):
            theirs = self.ledger.replace_customer(into, theirs, mine)
        if theirs != mine:
            for card in cards:
                self.stripe.remove_card(mine, card.id)

    def _move_person(self, patient: PatientKey) -> None:
        into = self._into(patient)
        mine, theirs = self.ledger.person(patient), self.ledger.person(into)
        if mine is None:
            return
        if mine.name and not (theirs and theirs.name):
            revision = theirs.revision + 1 if theirs else 1
            self.ledger.save_person(replace(mine, patient=into, revision=revision), theirs)
        self.ledger.forget_person(mine)

    def _close(self, patient: PatientKey) -> None:
        merge = self.ledger.merge_of(patient)
        if merge and merge.next_check_at:
            self.ledger.save_merge(merge.changed(next_check_at=None))
