"""Publishing what a batch of changes calls for: one call for each patient, and one for each clinic's own events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import CreditError
from chalicelib.credit.events import Happening, Subject, account_ineligible
from chalicelib.credit.identity import PatientKey
from chalicelib.services.events.publish_events import Published, PublishEvents
from chalicelib.services.events.send_events import SendEvents
from chalicelib.services.ports import ClinicReader, CreditReader

SENT_AT_ONCE = 5
"""Subjects. Sending more of them at once takes fewer calls, and the first of them waits longer."""


@dataclass(frozen=True, slots=True)
class PatientChange:
    """A change of a patient's credit: the entry numbered `entry`, or what `happened` to a record of `payment_id`."""

    patient: PatientKey
    payment_id: str | None = None
    happened: tuple[Happening, ...] = ()
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A payments account as it was described before and after."""

    clinic_id: str
    before: PaymentsAccount
    after: PaymentsAccount


@dataclass(frozen=True, slots=True)
class ClinicChange:
    clinic_id: str
    happened: tuple[Happening, ...] = ()


Change = PatientChange | AccountChange | ClinicChange


@dataclass(slots=True)
class _Wanted:
    """The events to publish of one subject. Entries up to `last_entry`, or all there are where that is None."""

    happened: list[Happening] = field(default_factory=list)
    entries: list[int | None] = field(default_factory=list)

    @property
    def last_entry(self) -> int | None:
        known = [each for each in self.entries if each is not None]
        return max(known) if known and len(known) == len(self.entries) else None

    def add(self, change: Change, happened: Sequence[Happening]) -> None:
        self.happened += happened
        self.entries.append(change.entry if isinstance(change, PatientChange) else None)


@contextmanager
def _collected(failed: list[CreditError]) -> Iterator[None]:
    try:
        yield
    except CreditError as error:
        failed.append(error)


class NotPublished(Exception):
    """Some subjects could not be published. All others were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishChanges:
    ledger: CreditReader
    clinics: ClinicReader
    publish_events: PublishEvents
    send_events: SendEvents

    def __call__(self, changes: Iterable[Change]) -> int:
        """Publish the events of these changes; return how many there were.

        Raises NotPublished, after all others are published, so that the batch is delivered again.
        """
        failed: list[CreditError] = []
        wanted = list(self._by_subject(changes, failed).items())
        groups = (wanted[start : start + SENT_AT_ONCE] for start in range(0, len(wanted), SENT_AT_ONCE))
        published = sum(self._publish(group, failed) for group in groups)
        if failed:
            raise NotPublished(f"{len(failed)} changes or subjects were not published") from failed[0]
        return published

    def _publish(self, group: Sequence[tuple[Subject, _Wanted]], failed: list[CreditError]) -> int:
        published: list[Published] = []
        for subject, wanted in group:
            with _collected(failed):
                published.append(self.publish_events(subject, wanted.happened, wanted.last_entry))
        with _collected(failed):
            self.send_events(published)
        return sum(len(each.fresh) for each in published)

    def _by_subject(self, changes: Iterable[Change], failed: list[CreditError]) -> dict[Subject, _Wanted]:
        """The events to publish of each subject. Changes that can't be looked up are added to `failed`."""
        found: dict[Subject, _Wanted] = {}
        for change in changes:
            with _collected(failed):
                subject, happened = self._subject(change), self._happened(change)
                found.setdefault(subject, _Wanted()).add(change, happened)
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
