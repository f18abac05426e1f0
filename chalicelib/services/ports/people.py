"""The people behind patient ids. Reads are consistent unless stated otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.person import Person
from chalicelib.services.pagination import ListedPatient, Page, PageRequest, PatientFilter

KnownPatient = tuple[Payment | None, PatientCredit, Person | None]
"""A payment, its patient's credit and the person, as far as there are such."""


class PeopleReader(Protocol):
    def person(self, patient: PatientKey) -> Person | None: ...

    def payment_credit_and_person(self, patient: PatientKey, payment_id: str) -> KnownPatient:
        """All three in one call."""

    def payments_credits_and_people(self, keys: Sequence[tuple[PatientKey, str]]) -> Mapping[PatientKey, KnownPatient]:
        """The same of several patients, one payment each, in as few calls as the store allows."""

    def names(self, patients: Sequence[PatientKey]) -> Mapping[PatientKey, str]:
        """The names of those that have one. May lag behind a write by a moment."""


class PeopleStore(PeopleReader, Protocol):
    def save_person(self, person: Person, before: Person | None) -> None:
        """Write a person decided on `before`, and the words of the name; the patient is known from then on.

        Raises Conflict when `before` is no longer what is stored, or for a new person whose data was removed.
        """

    def mark_erased(self, patient: PatientKey, at: datetime, check_at: datetime) -> None:
        """Mark a known patient as one whose personal data is removed, once: the first moment stays.

        The removal is on the work queue, due at `check_at`. Raises Conflict for a patient who was merged.
        """

    def check_erasure(self, patient: PatientKey, at: datetime | None) -> None:
        """Make the removal of a patient's data due at that time; None: it is done. Raises Conflict without a mark."""

    def forget_person(self, person: Person) -> None:
        """Remove a person and the words of the name. Raises Conflict when the person changed."""


class Directory(Protocol):
    def directory(self, clinic_id: str, page: PageRequest, wanted: PatientFilter) -> Page[ListedPatient]:
        """A clinic's patients by name; a whole id comes first. May lag behind a write by a moment.

        A page can be short: it looks at 500 keys at most, and its cursor continues from there.
        """


class People(PeopleStore, Directory, Protocol): ...
