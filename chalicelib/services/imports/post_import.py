"""Posting the lines of an import that was committed, a few patients per transaction; each line once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from chalicelib.credit.balance_import import BalanceImport, batches_of, named
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Posting
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.person import clean_name
from chalicelib.credit.recording import RecordRequest, accepted_payment, record
from chalicelib.services.ports import ClinicReader, Clock, ImportStore, PeopleReader, PostingStore
from chalicelib.services.retry import retry_on_conflict


class PostingLedger(ImportStore, PeopleReader, PostingStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PostImport:
    ledger: PostingLedger
    clinics: ClinicReader
    clock: Clock

    def __call__(self, found: BalanceImport, until: datetime) -> bool:
        """Post what is not posted yet, and close the import; return False if `until` came first.

        Several processes may do so at once: a payment's id is that of its line. Raises Unavailable.
        """
        clinic = self.clinics.get(found.clinic_id)
        for number in range(found.chunks):
            for batch in batches_of(self.ledger.staged(found, number)):
                if self.clock.now() >= until:
                    return False
                retry_on_conflict(partial(self._post, found, batch, clinic), self.clock)
        self.ledger.close_import(found)
        return True

    def _post(self, found: BalanceImport, batch: Sequence[OpeningBalance], clinic: Clinic) -> None:
        now, requests = self.clock.now(), [line.request(found.clinic_id, found.actor) for line in batch]
        known = self.ledger.payments_credits_and_people([(each.patient, each.payment_id) for each in requests])
        posting: Posting | None = None
        moved: list[tuple[RecordRequest, PatientKey, str]] = []
        for line, request in zip(batch, requests, strict=True):
            payment, credit, person = known[request.patient]
            if payment:
                continue
            if credit.merged_into:  # Since the file was checked.
                moved.append((request, credit.merged_into, line.name))
                continue
            new_name = None if credit.erased_at else named(line, found.clinic_id, person)
            called = new_name or person
            made = replace(accepted_payment(request, clinic, now), patient_name=called.name if called else "")
            posted = record(credit, made)
            posted = replace(posted, people=(new_name,) if new_name else ())
            posting = posting.then(posted) if posting else posted
        if posting:
            self.ledger.commit(posting)
        for request, into, name in moved:
            self._post_to_merged(request, into, name, clinic)

    def _post_to_merged(self, request: RecordRequest, into: PatientKey, name: str, clinic: Clinic) -> None:
        """Post a line of a merged patient to the other one, under the id that the merge would have moved."""
        payment, credit, person = self.ledger.payments_credits_and_people([(into, request.payment_id)])[into]
        if payment:
            return
        if credit.merged_into:
            self._post_to_merged(request, credit.merged_into, name, clinic)
            return
        known = person.name if person else "" if credit.erased_at else clean_name(name)
        made = replace(accepted_payment(request, clinic, self.clock.now()), patient=into, patient_name=known)
        self.ledger.commit(record(credit, made))
