from __future__ import annotations

from chalicelib.api.schemas.common import Actor, CardSummary, ClinicBranding, LocationRef, PatientRef
from chalicelib.api.schemas.receipts import ReceiptState
from chalicelib.credit import clinic as clinics
from chalicelib.credit import identity, payment
from chalicelib.credit.sources import has_receipt


def actor(who: identity.Actor, patient_name: str | None = None) -> Actor:
    """The actor as staff see it; an actor who is the patient has the patient's name."""
    return Actor(who.kind, who.id, patient_name if who.kind == "patient" else who.name)


def actor_for_patient(who: identity.Actor) -> Actor:
    return Actor(who.kind, who.id) if who.kind == "patient" else Actor(who.kind)


def actor_or_none(who: identity.Actor | None) -> Actor | None:
    return actor(who) if who else None


def location_ref(location: payment.LocationSnapshot | clinics.Location) -> LocationRef:
    return LocationRef(location.id, location.name)


def patient_ref(found: payment.Payment) -> PatientRef:
    """The payment's patient; the name is null where the payment has none."""
    return PatientRef(found.patient.patient_id, found.patient_name or None)


def card_summary(card: payment.Card | None) -> CardSummary | None:
    return CardSummary(card.brand, card.last4, card.wallet) if card else None


def clinic_branding(clinic: clinics.Clinic) -> ClinicBranding:
    profile = clinic.profile
    return ClinicBranding(profile.name, profile.language, profile.logo, list(profile.colours), profile.time_zone)


def receipt_state(found: payment.Payment) -> ReceiptState | None:
    """The receipt's state; None for a payment that has none."""
    if not has_receipt(found):
        return None
    return ReceiptState(found.receipt.number, "ready") if found.receipt else ReceiptState(None, "preparing")
