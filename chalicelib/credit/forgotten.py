"""Patients whose personal data was removed: their ids take nothing new, so that no name comes back by accident."""

from __future__ import annotations

from chalicelib.credit.errors import FieldError, NotAllowed
from chalicelib.credit.ledger import PatientCredit

SENTENCE = "Personal data under this ID was removed. Use a new ID for this person."


def unforgotten(credit: PatientCredit, field: str | None = None) -> PatientCredit:
    """Return the credit. Raises NotAllowed `patient_forgotten`, naming `field`, if the personal data was removed."""
    if credit.erased_at:
        errors = (FieldError(field, "must not be a patient whose personal data was removed"),) if field else ()
        raise NotAllowed(SENTENCE, code="patient_forgotten", errors=errors)
    return credit
