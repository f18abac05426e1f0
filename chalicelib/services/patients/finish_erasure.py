"""Finishing the removal of a patient's personal data, which stopped half-way or met something under way."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.schedule import SHORTEST_WAIT
from chalicelib.services.patients.erase_patient import ErasePatient, ErasureLedger, PendingActivity
from chalicelib.services.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishErasure:
    ledger: ErasureLedger
    erase_patient: ErasePatient
    clock: Clock

    def __call__(self, patient: PatientKey) -> bool:
        """Go on with the patient's removal; return False if none is due. Raises Unavailable: it stays due."""
        due_at, now = self.ledger.stored_credit(patient).erasure_due_at, self.clock.now()
        if due_at is None or due_at > now:
            return False
        try:
            self.erase_patient(patient)
        except PendingActivity:
            self.ledger.check_erasure(patient, now + SHORTEST_WAIT)
        return True
