"""The business's values as the wire shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.api import schemas
from chalicelib.api.core.pagination import listing
from chalicelib.credit import payment
from chalicelib.credit.payment import PaymentStatus

if TYPE_CHECKING:
    from chalicelib.credit import clinic as clinics
    from chalicelib.credit import identity
    from chalicelib.credit.ledger import Entry
    from chalicelib.credit.ledger import PatientCredit as Credit
    from chalicelib.credit.records import Application, Dispute, Record, Refund
    from chalicelib.services.link_receipt import ReceiptLink
    from chalicelib.services.ports import CardOnFile
    from chalicelib.services.read_history import History

CARD_NOTICE = {
    "en": "This card will be saved on file for your next payment. You can remove it at any time.",
    "fr-CA": "Cette carte sera enregistrée pour votre prochain paiement. Vous pourrez la supprimer en tout temps.",
}


def top_up(paid: payment.Payment) -> schemas.TopUp:
    return schemas.TopUp(**_top_up(paid))


def started_top_up(started: payment.Payment) -> schemas.StartedTopUp:
    """The top-up as it was when it started, so that a repeated request is answered the same."""
    at_first = payment.Payment(
        id=started.id,
        patient=started.patient,
        amount=started.amount,
        currency=started.currency,
        location=started.location,
        account_id=started.account_id,
        patient_name=started.patient_name,
        language=started.language,
        request_hash=started.request_hash,
        created_at=started.created_at,
    )
    return schemas.StartedTopUp(**_top_up(at_first), client_secret=started.client_secret or "")


def _top_up(paid: payment.Payment) -> dict[str, Any]:
    error = paid.last_error
    return {
        "id": paid.id,
        "status": paid.status,
        "amount": schemas.Money(paid.amount, paid.currency),
        "location": place(paid.location),
        "card": card(paid.card),
        "created_at": paid.created_at,
        "succeeded_at": paid.succeeded_at,
        "last_error": schemas.LastError(error.code, error.message) if error else None,
        "refunded": schemas.Money(paid.refunded, paid.currency),
        "receipt": receipt_state(paid),
    }


def place(location: payment.LocationSnapshot | clinics.Location) -> schemas.Place:
    return schemas.Place(location.id, location.name)


def card(shown: payment.Card | None) -> schemas.CardShown | None:
    return schemas.CardShown(shown.brand, shown.last4) if shown else None


def receipt_state(paid: payment.Payment) -> schemas.ReceiptState | None:
    if paid.status is not PaymentStatus.SUCCEEDED or paid.forgotten_at:
        return None
    return (
        schemas.ReceiptState(paid.receipt.number, "ready") if paid.receipt else schemas.ReceiptState(None, "preparing")
    )


def receipt(link: ReceiptLink | None) -> schemas.ReceiptReady | schemas.ReceiptPreparing:
    return schemas.ReceiptReady(link.number, link.url, link.expires_at) if link else schemas.ReceiptPreparing()


def card_on_file(found: CardOnFile) -> schemas.CardOnFile:
    shown = found.card
    return schemas.CardOnFile(found.id, shown.brand, shown.last4, found.exp_month, found.exp_year)


def offer(clinic: clinics.Clinic, publishable_key: str, language: str) -> schemas.TopUpOffer:
    settings, why_not = clinic.settings, clinic.unavailable_reason
    return schemas.TopUpOffer(
        enabled=why_not is None,
        reason=why_not,
        currency=clinic.profile.currency,
        minimum=settings.top_up_minimum,
        maximum=settings.top_up_maximum,
        suggested=list(settings.suggested_amounts),
        locations=[place(location) for location in clinic.active_locations],
        stripe_publishable_key=publishable_key,
        card_notice=CARD_NOTICE[language],
    )


def clinic_shown(clinic: clinics.Clinic) -> schemas.ClinicShown:
    profile = clinic.profile
    return schemas.ClinicShown(profile.name, profile.language, profile.logo, list(profile.colours))


def payment_account(clinic: clinics.Clinic, account: clinics.PaymentsAccount) -> schemas.PaymentAccount:
    why_not = clinic.ineligible(account)
    return schemas.PaymentAccount(
        id=account.id,
        name=account.name,
        country=account.country,
        currency=account.currency,
        charges_enabled=account.charges_enabled,
        payouts_enabled=account.payouts_enabled,
        is_primary=account.id == clinic.settings.primary_account_id,
        eligible=why_not is None,
        ineligible_reason=why_not,
    )


def billing_settings(clinic: clinics.Clinic) -> schemas.BillingSettings:
    settings = clinic.settings
    return schemas.BillingSettings(
        clinic=clinic_shown(clinic),
        account_credit_enabled=settings.account_credit_enabled,
        top_up_minimum=settings.top_up_minimum,
        top_up_maximum=settings.top_up_maximum,
        suggested_amounts=list(settings.suggested_amounts),
        balance_maximum=settings.balance_maximum,
        currency=clinic.profile.currency,
        primary_account_id=settings.primary_account_id,
        top_ups=schemas.TopUpsState(clinic.unavailable_reason is None, clinic.unavailable_reason),
        changed_at=settings.changed_at,
        changed_by=actor(settings.changed_by) if settings.changed_by else None,
    )


def location(found: clinics.Location) -> schemas.Location:
    return schemas.Location(found.id, found.name, found.active)


def patient_credit(credit: Credit, clinic: clinics.Clinic) -> schemas.PatientCredit:
    currency = clinic.profile.currency
    return schemas.PatientCredit(
        available=schemas.Money(credit.balance, currency),
        by_location=[
            schemas.LocationCredit(_named(place_id, clinic), schemas.Money(amount, currency))
            for place_id, amount in sorted(credit.by_location.items())
        ],
        payments_unapplied=credit.payments_unapplied,
    )


def _named(location_id: str, clinic: clinics.Clinic) -> schemas.Place:
    known = clinic.location(location_id)
    return schemas.Place(location_id, known.name if known else location_id)


def payment_summary(paid: payment.Payment) -> schemas.PaymentSummary:
    return schemas.PaymentSummary(**_payment(paid))


def payment_detail(paid: payment.Payment, entries: tuple[Entry, ...], records: tuple[Record, ...]) -> schemas.Payment:
    from chalicelib.credit.records import Application, Dispute, Refund
    from chalicelib.services.activity import activity_of

    lines = [
        schemas.ActivityLine(
            line.at,
            line.kind,
            actor(line.actor),
            schemas.Money(line.amount, paid.currency) if line.amount is not None else None,
            line.note,
        )
        for line in activity_of(paid, entries, records)
    ]
    return schemas.Payment(
        **_payment(paid),
        applications=[application(one) for one in records if isinstance(one, Application)],
        refunds=[refund(one) for one in records if isinstance(one, Refund)],
        disputes=[dispute(one) for one in records if isinstance(one, Dispute)],
        activity=lines,
    )


def application(made: Application) -> schemas.Application:
    return schemas.Application(
        id=made.id,
        payment_id=made.payment_id,
        invoice_id=made.invoice_id,
        amount=schemas.Money(made.amount, made.currency),
        status="applied" if made.is_active else "unapplied",
        applied_at=made.applied_at,
        applied_by=actor(made.applied_by),
        unapplied_at=made.unapplied_at,
        unapplied_by=actor(made.unapplied_by) if made.unapplied_by else None,
    )


def refund(made: Refund) -> schemas.Refund:
    return schemas.Refund(
        id=made.id,
        payment_id=made.payment_id,
        amount=schemas.Money(made.amount, made.currency),
        status=made.status,
        reason=made.reason,
        failure=made.failure,
        requested_at=made.requested_at,
        requested_by=actor(made.requested_by),
        settled_at=made.settled_at,
    )


def dispute(opened: Dispute) -> schemas.Dispute:
    return schemas.Dispute(
        id=opened.id,
        amount=schemas.Money(opened.amount, opened.currency),
        status=opened.status,
        reason=opened.reason,
        opened_at=opened.opened_at,
        withdrawn_at=opened.withdrawn_at,
        reinstated_at=opened.reinstated_at,
        closed_at=opened.closed_at,
    )


def history(found: History, currency: str) -> schemas.History:
    page = listing(found.entries, entry)
    return schemas.History(page.items, page.next_cursor, schemas.Money(found.balance, currency))


def _payment(paid: payment.Payment) -> dict[str, Any]:
    def money(amount: int) -> schemas.Money:
        return schemas.Money(amount, paid.currency)

    return {
        "id": paid.id,
        "patient_id": paid.patient.patient_id,
        "amount": money(paid.amount),
        "applied": money(paid.applied),
        "refunded": money(paid.refunded),
        "disputed": money(paid.disputed),
        "unapplied": money(paid.unapplied),
        "collected_by": schemas.Collector("patient"),
        "account_id": paid.account_id,
        "location": place(paid.location),
        "card": card(paid.card),
        "created_at": paid.created_at,
        "succeeded_at": paid.succeeded_at,
        "receipt": receipt_state(paid),
    }


def entry(line: Entry) -> schemas.EntryLine:
    return schemas.EntryLine(line.at, line.kind, line.amount, line.payment_id, actor(line.actor), line.balance_after)


def actor(who: identity.Actor) -> schemas.Actor:
    return schemas.Actor(who.kind, who.id)
