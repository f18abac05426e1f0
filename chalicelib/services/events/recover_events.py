"""Recovering events whose changes went to the dead-letter queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.events import of_record
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.services.events.publish_changes import PatientChange, PublishChanges
from chalicelib.services.ports import RecordStore
from chalicelib.services.ports.proofs import ClinicLedger


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverEvents:
    clinic_ledger: ClinicLedger
    records: RecordStore
    publish_changes: PublishChanges

    def __call__(self, clinic_id: str, since: datetime) -> int:
        """Publish what a clinic's ledger has of that time on and was not published; return how many events it was.

        Each patient is published once, and repeating it changes nothing. Raises NotPublished.
        """
        found = [(entry.patient, payment) for entry, payment in self.clinic_ledger.entries_since(clinic_id, since)]
        payments = {payment.id: payment for _, payment in found}
        entries = [PatientChange(patient) for patient in _distinct(patient for patient, _ in found)]
        records = [change for payment in payments.values() for change in self._of_records(payment, since)]
        return sum(self.publish_changes([change]) for change in (*entries, *records))

    def _of_records(self, payment: Payment, since: datetime) -> Iterator[PatientChange]:
        for record in self.records.records_of(payment):
            happened = tuple(each for each in of_record(None, record) if each.occurred_at >= since)
            if happened:
                yield PatientChange(record.patient, record.payment_id, happened)


def _distinct(patients: Iterator[PatientKey]) -> list[PatientKey]:
    return list(dict.fromkeys(patients))
