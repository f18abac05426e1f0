from __future__ import annotations

from collections.abc import Callable, Iterable

from chalicelib.api.presenters.credit import by_location
from chalicelib.api.schemas import patients as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import Merge
from chalicelib.credit.person import Person
from chalicelib.services.pagination import ListedPatient


def listed_patient(currency: str) -> Callable[[ListedPatient], wire.ListedPatient]:
    def present(found: ListedPatient) -> wire.ListedPatient:
        return wire.ListedPatient(
            id=found.person.patient.patient_id,
            name=found.person.name or None,
            available=Money(found.credit.balance, currency),
            payments_unapplied=found.credit.payments_unapplied,
            last_activity_at=found.credit.last_entry_at,
        )

    return present


def patient(
    person: Person, credit: PatientCredit, clinic: Clinic, cards: int | None, merging: Iterable[Merge]
) -> wire.Patient:
    return wire.Patient(
        id=person.patient.patient_id,
        name=person.name or None,
        email=person.email,
        language=person.language,
        available=Money(credit.balance, clinic.profile.currency),
        by_location=by_location(credit, clinic),
        cards_on_file=cards,
        merging=[merge.patient.patient_id for merge in merging],
        data_removed_at=credit.erased_at,
    )
