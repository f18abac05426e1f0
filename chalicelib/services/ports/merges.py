"""Merges of patients. Reads are consistent."""

from __future__ import annotations

from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import Merge
from chalicelib.credit.records import IdempotencyRecord


class StoredCredit(Protocol):
    def stored_credit(self, patient: PatientKey) -> PatientCredit:
        """The patient's credit as it is stored, also of a patient who was merged into another one."""


class MergeStore(StoredCredit, Protocol):
    def merge_of(self, patient: PatientKey) -> Merge | None:
        """The merge of this patient into another one."""

    def begin_merge(
        self, merge: Merge, giving: PatientCredit, receiving: PatientCredit, request: IdempotencyRecord
    ) -> None:
        """Write a merge with its request: from then on the credit of `merge.patient` can only leave.

        Raises Conflict when one of the two patients was merged or forgotten, another one was merged into them, or an
        invoice was sent for them, since they were read.
        """

    def save_merge(self, merge: Merge) -> None:
        """Write a merge that was decided on `version - 1`. Raises Conflict when that is no longer the version."""

    def move_invoice(self, before: Invoice, after: Invoice, other: Invoice | None) -> None:
        """Write an invoice under its new patient, in the place of their `other` one, and remove the old one, at once.

        Raises Conflict when the invoice or the other one changed, or the new patient was merged.
        """
