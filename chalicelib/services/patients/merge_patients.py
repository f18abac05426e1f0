"""Merging two patients that are one person: recorded first, then moved in steps that can be repeated."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.errors import FieldError, IdempotencyKeyReused, NotAllowed, NotFound, Unavailable
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import Merge, MergeRequest, begin
from chalicelib.credit.records import IdempotencyRecord
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.ports import Clock, IdempotencyStore, InvoiceStore, MergeStore, StoredCredit
from chalicelib.services.retry import retry_on_conflict

LONGEST_CHAIN = 20


class MergeLedger(MergeStore, IdempotencyStore, InvoiceStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPatient:
    ledger: StoredCredit

    def __call__(self, patient: PatientKey) -> PatientCredit:
        """Return the credit of the patient, or of the one that they were merged into, however often."""
        credit = self.ledger.stored_credit(patient)
        for _ in range(LONGEST_CHAIN):
            if credit.merged_into is None:
                return credit
            credit = self.ledger.stored_credit(credit.merged_into)
        raise Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePatients:
    ledger: MergeLedger
    find_patient: FindPatient
    finish_merge: FinishMerge
    clock: Clock

    def __call__(self, request: MergeRequest) -> Merge:
        """Merge the patients. A repeated request resumes, and returns the same merge.

        What Stripe or the table does not let it do now, the sweep does. Raises NotFound for an unknown patient,
        Invalid for the same one, NotAllowed for one that was merged, whose personal data was removed, or whose
        open invoice has the id of the other's, and IdempotencyKeyReused.
        """
        merge = retry_on_conflict(lambda: self._begin(request), self.clock)
        with suppress(Unavailable):
            self.finish_merge(merge.patient)
        return merge

    def _begin(self, request: MergeRequest) -> Merge:
        owner = PatientKey(request.patient.clinic_id, request.id)  # No patient's: the key is the clinic's.
        known = self.ledger.request(owner, request.id)
        if known and known.request_hash != request.hash:
            raise IdempotencyKeyReused
        giving = self.ledger.stored_credit(request.patient)
        if giving.merged_into:
            return self._merged_before(request)
        into = self.find_patient(request.into)
        for field, credit in (("from", giving), ("into", into)):
            if not credit.known:
                raise NotFound("patient", errors=(FieldError(field, "must be a patient of this clinic"),))
            unforgotten(credit, field)
        merge = self._decide(request, into.patient)
        kept = IdempotencyRecord(id=request.id, patient=owner, request_hash=request.hash, applications=())
        self.ledger.begin_merge(merge, giving, into, kept)
        return merge

    def _merged_before(self, request: MergeRequest) -> Merge:
        merge = self.ledger.merge_of(request.patient)
        assert merge is not None, "it is written with the credit"
        if merge.into != self.find_patient(request.into).patient and merge.into != request.into:
            raise NotAllowed(f"This patient was merged into {merge.into_id} already.", code="already_merged")
        return merge

    def _decide(self, request: MergeRequest, into: PatientKey) -> Merge:
        patients = (request.patient, into)
        mine, theirs = (self.ledger.invoices(patient) for patient in patients)
        return begin(request, into, (mine, theirs), self.clock.now())
