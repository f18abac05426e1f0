"""Merges into a patient that are not finished: some of what the others had is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import Merge
from chalicelib.services.ports import MergeStore


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedMerges:
    ledger: MergeStore

    def __call__(self, credit: PatientCredit) -> tuple[Merge, ...]:
        return tuple(merge for merge in merges_into(self.ledger, credit) if merge.next_check_at)


def merges_into(ledger: MergeStore, credit: PatientCredit) -> Iterator[Merge]:
    """All merges into the patient, those of patients who were merged into the merged ones included."""
    for patient_id in credit.merged_from:
        merge = ledger.merge_of(PatientKey(credit.patient.clinic_id, patient_id))
        assert merge is not None, "it is written with the credit"
        yield merge
