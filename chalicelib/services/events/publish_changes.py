"""Publishing what a batch of changes calls for: one call for each patient, and one for each clinic's own events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import CreditError
from chalicelib.credit.events import Happening, Subject, account_ineligible
from chalicelib.credit.identity import PatientKey
from chalicelib.services.events.publish_events import PublishEvents
from chalicelib.services.ports import ClinicReader, CreditReader


@dataclass(frozen=True, slots=True)
class PatientChange:
    """A change of a patient's credit: a new entry, or what `happened` to a record of `payment_id`."""

    patient: PatientKey
    payment_id: str | None = None
    happened: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A payments account as it was described before and after."""

    clinic_id: str
    before: PaymentsAccount
    after: PaymentsAccount


@dataclass(frozen=True, slots=True)
class ClinicChange:
    clinic_id: str
    happened: tuple[Happening, ...] = field(default=())


Change = PatientChange | AccountChange | ClinicChange


class NotPublished(Exception):
    """Some subjects could not be published. All others were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishChanges:
    ledger: CreditReader
    clinics: ClinicReader
    publish_events: PublishEvents

    def __call__(self, changes: Iterable[Change]) -> int:
        """Publish the events of these changes; return how many there were.

        Raises NotPublished, after all others are published, so that the batch is delivered again.
        """
        published, failed = 0, list[CreditError]()
        for subject, happened in self._by_subject(changes, failed).items():
            try:
                published += self.publish_events(subject, happened)
            except CreditError as error:
                failed.append(error)
        if failed:
            raise NotPublished(f"{len(failed)} changes or subjects were not published") from failed[0]
        return published

    def _by_subject(self, changes: Iterable[Change], failed: list[CreditError]) -> dict[Subject, list[Happening]]:
        """The happenings of each subject. The errors of changes that can't be looked up are added to `failed`."""
        found: dict[Subject, list[Happening]] = defaultdict(list)
        for change in changes:
            try:
                found[self._subject(change)] += self._happened(change)
            except CreditError as error:
                failed.append(error)
        return found

    def _subject(self, change: Change) -> Subject:
        """The owner of the change: of a payment that a merge moved, the patient who has it now."""
        if not isinstance(change, PatientChange):
            return Subject(change.clinic_id)
        owner = change.patient
        if change.payment_id:
            payment = self.ledger.payment(change.patient, change.payment_id)
            owner = payment.patient if payment else owner
        return Subject(owner.clinic_id, owner.patient_id)

    def _happened(self, change: Change) -> Sequence[Happening]:
        if isinstance(change, AccountChange):
            return tuple(_ineligible(self.clinics.get(change.clinic_id), change))
        return change.happened


def _ineligible(clinic: Clinic, change: AccountChange) -> Iterable[Happening]:
    reason = clinic.ineligible(change.after)
    if reason and not clinic.ineligible(change.before):
        is_primary = clinic.settings.primary_account_id == change.after.id
        yield account_ineligible(change.after.id, reason, change.after.as_of, is_primary=is_primary)
