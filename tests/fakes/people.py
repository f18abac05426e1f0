"""The people behind patient ids in memory, as a part of the ledger in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.person import Person, fold, matches
from chalicelib.services.ports import ListedPatient, Page, PageRequest, PatientFilter
from tests.fakes.rows import Rows, Write


class FakePeople:
    """See services.ports.People."""

    rows: Rows

    def person(self, patient: PatientKey) -> Person | None:
        return self.rows.get(("person", patient), Person)

    def save_person(self, person: Person, before: Person | None) -> None:
        known = self.rows.get(("credit", person.patient), PatientCredit) or PatientCredit(patient=person.patient)
        if before is None and known.erased_at:
            raise Conflict
        key = ("person", person.patient)
        self.rows.write(Write(key, person, person.revision, before.revision if before else 0))
        self.rows.put(("credit", person.patient), replace(known, known=True))

    def mark_erased(self, patient: PatientKey, at: datetime, check_at: datetime) -> None:
        known = self.rows.get(("credit", patient), PatientCredit)
        if known is None or known.merged_into:
            raise Conflict
        self.rows.put(("credit", patient), replace(known, erased_at=known.erased_at or at, erasure_due_at=check_at))

    def check_erasure(self, patient: PatientKey, at: datetime | None) -> None:
        known = self.rows.get(("credit", patient), PatientCredit)
        if known is None or known.erased_at is None:
            raise Conflict
        self.rows.put(("credit", patient), replace(known, erasure_due_at=at))

    def forget_person(self, person: Person) -> None:
        self.rows.remove(("person", person.patient), person.revision)

    def names(self, patients: Sequence[PatientKey]) -> Mapping[PatientKey, str]:
        people = (self.person(patient) for patient in patients)
        return {person.patient: person.name for person in people if person and person.name}

    def directory(self, clinic_id: str, page: PageRequest, wanted: PatientFilter) -> Page[ListedPatient]:
        keyed = {_key(listed.person, wanted): listed for listed in self._listed(clinic_id, wanted)}
        rest = [key for key in sorted(keyed) if page.cursor is None or key > page.cursor]
        shown = rest[: page.limit]
        return Page(tuple(keyed[key] for key in shown), shown[-1] if len(rest) > page.limit else None)

    def _listed(self, clinic_id: str, wanted: PatientFilter) -> list[ListedPatient]:
        found = []
        for credit in self.rows.all(PatientCredit):
            patient = credit.patient
            person = self.person(patient) or Person(patient=patient, name="")
            is_id = bool(wanted.q) and patient.patient_id == wanted.q
            by_name = matches(person.name, wanted.q) if fold(wanted.q) else not wanted.q and self.person(patient)
            ours = patient.clinic_id == clinic_id and (credit.balance > 0 or not wanted.with_credit)
            if ours and credit.known and credit.merged_into is None and (is_id or by_name):
                found.append(ListedPatient(person, credit))
        return found


def _key(person: Person, wanted: PatientFilter) -> str:
    patient_id = person.patient.patient_id
    return "0" if patient_id == wanted.q else f"{fold(person.name or patient_id)}#{patient_id}"
