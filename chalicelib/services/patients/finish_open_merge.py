"""Finishing a merge that a request meets amid its steps, so that the request finds what it made before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.errors import CreditError, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.services.clinics.read_only_switch import ReadOnlySwitch
from chalicelib.services.pagination import PageRequest, PaymentScope
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.ports import MergeStore, PaymentLists


class OpenMergeLedger(MergeStore, PaymentLists, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishOpenMerge:
    ledger: OpenMergeLedger
    finish_merge: FinishMerge
    read_only: ReadOnlySwitch

    def __call__(self, patient: PatientKey) -> bool:
        """Move what the patient's merge has not moved yet; return False if there was nothing to move.

        A payment that has not moved can't be read, nor what an earlier request made of it: repeated for the other
        patient instead, that request would be done a second time. Raises Unavailable while payments can't be moved,
        NotWritable while nothing may be.
        """
        merge = self.ledger.merge_of(patient)
        if merge is None or merge.next_check_at is None:
            return False
        self.read_only.require_writable(patient.clinic_id)
        try:
            self.finish_merge(patient)
        except CreditError as fault:  # Cards and the name may follow later, by the sweep.
            if self.ledger.payments(patient, PageRequest(1), PaymentScope.ALL).items:
                raise Unavailable from fault
        return True
