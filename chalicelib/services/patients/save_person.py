"""Storing the people behind patient ids: as the clinic gives them, or as a patient's token names them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.person import Person, check_person, clean_name
from chalicelib.services.ports import Clock, CreditReader, Metrics, PeopleStore
from chalicelib.services.retry import retry_on_conflict


class SavedPeople(PeopleStore, CreditReader, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePerson:
    people: SavedPeople
    clock: Clock

    def __call__(self, given: Person) -> Person:
        """Store the person as the clinic gives it; the same again writes nothing.

        Raises Invalid by field, NotAllowed `patient_forgotten`, PatientMerged.
        """
        cleaned = replace(given, name=clean_name(given.name), is_from_clinic=True)
        check_person(cleaned)
        return retry_on_conflict(lambda: self._save(cleaned), self.clock)

    def _save(self, given: Person) -> Person:
        before = self.people.person(given.patient)
        if before is None:
            unforgotten(self.people.credit(given.patient))
        if before and given == replace(before, revision=given.revision):
            return before
        saved = replace(given, revision=before.revision + 1 if before else 1)
        self.people.save_person(saved, before)
        return saved


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberName:
    people: PeopleStore
    metrics: Metrics

    def __call__(self, patient: PatientKey, name: str, before: Person | None) -> None:
        """Store a name from a token, unless the clinic gave one. Raises Conflict when the person changed.

        A token without a name is counted: the receipt will have the patient's id alone.
        """
        cleaned = clean_name(name)
        if not cleaned:
            self.metrics.count("TokensWithoutName")
        if before is None:
            self.people.save_person(Person(patient=patient, name=cleaned), None)
        elif cleaned and cleaned != before.name and not before.is_from_clinic:
            self.people.save_person(replace(before, name=cleaned, revision=before.revision + 1), before)
