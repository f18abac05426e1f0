from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from chalicelib.api.core.pagination import paginate
from chalicelib.api.presenters.common import actor, actor_for_patient, clinic_branding, location_ref
from chalicelib.api.schemas import credit as wire
from chalicelib.api.schemas.common import Actor, LocationRef, Money
from chalicelib.credit import identity
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import Entry, EntryKind, PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.services.payments.read_history import History

CARD_NOTICE = {
    "en": "This card will be saved on file for your next payment. You can remove it at any time.",
    "fr-CA": "Cette carte sera enregistrée pour votre prochain paiement. Vous pourrez la supprimer en tout temps.",
}


def patient_view(
    credit: PatientCredit, clinic: Clinic, publishable_key: str, language: str | None
) -> wire.PatientCreditView:
    """The credit as the patient sees it, with the offer to top up in `language` or else the clinic's."""
    available = Money(credit.balance, clinic.profile.currency)
    offer = _offer(clinic, clinic.room_for(credit.balance), publishable_key, language or clinic.profile.language)
    return wire.PatientCreditView(clinic_branding(clinic), available, offer, clinic.settings.patients_may_apply)


def _offer(clinic: Clinic, room: int, publishable_key: str, language: str) -> wire.TopUpOffer:
    settings, unavailable = clinic.settings, clinic.unavailable_reason
    return wire.TopUpOffer(
        enabled=unavailable is None,
        reason=unavailable,
        currency=clinic.profile.currency,
        minimum=settings.top_up_minimum,
        maximum=min(settings.top_up_maximum, room),
        suggested=list(settings.suggested_amounts),
        locations=[location_ref(location) for location in clinic.active_locations],
        stripe_publishable_key=publishable_key,
        card_notice=CARD_NOTICE[language],
        balance_room=room,
        refund_policy=settings.refund_policy,
        statement_descriptor=clinic.statement_descriptor,
        terms_version=settings.version,
    )


def staff_view(credit: PatientCredit, clinic: Clinic, processing: Iterable[Payment]) -> wire.StaffCreditView:
    currency = clinic.profile.currency
    return wire.StaffCreditView(
        available=Money(credit.balance, currency),
        by_location=by_location(credit, clinic),
        payments_unapplied=credit.payments_unapplied,
        processing=[_processing(payment) for payment in processing],
    )


def by_location(credit: PatientCredit, clinic: Clinic) -> list[wire.LocationCredit]:
    return [
        wire.LocationCredit(_location_ref(location_id, clinic), Money(amount, clinic.profile.currency))
        for location_id, amount in sorted(credit.by_location.items())
    ]


def _processing(payment: Payment) -> wire.ProcessingTopUp:
    amount = Money(payment.amount, payment.currency)
    return wire.ProcessingTopUp(payment.id, amount, location_ref(payment.location), payment.created_at)


def _location_ref(location_id: str, clinic: Clinic) -> LocationRef:
    known = clinic.location(location_id)
    return LocationRef(location_id, known.name if known else location_id)


def own_history(found: History, currency: str) -> wire.CreditHistory:
    """The history as the patient sees it: staff act without id and name."""
    return _history(found, currency, actor_for_patient)


def history(found: History, currency: str, patient_name: str | None) -> wire.CreditHistory:
    return _history(found, currency, lambda who: actor(who, patient_name))


def _history(found: History, currency: str, shown: Callable[[identity.Actor], Actor]) -> wire.CreditHistory:
    page = paginate(found.entries, lambda entry: _entry(entry, shown(entry.actor)))
    return wire.CreditHistory(page.items, page.next_cursor, Money(found.balance, currency))


def _entry(entry: Entry, who: Actor) -> wire.EntryLine:
    return wire.EntryLine(
        entry.at,
        entry.kind,
        entry.amount,
        entry.payment_id,
        who,
        entry.balance_after,
        wire.EntryReference(*_reference(entry), entry.number),
    )


def _reference(entry: Entry) -> tuple[Literal["invoice", "refund", "dispute", "payment"], str]:
    """The kind and id of what an entry is about."""
    about = entry.reference or entry.payment_id
    match entry.kind:
        case EntryKind.APPLIED | EntryKind.UNAPPLIED:
            return "invoice", about
        case EntryKind.REFUNDED | EntryKind.REFUND_FAILED:
            return "refund", about
        case EntryKind.DISPUTED | EntryKind.DISPUTE_WON:
            return "dispute", about
    return "payment", entry.payment_id
