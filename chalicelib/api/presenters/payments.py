from __future__ import annotations

from datetime import tzinfo
from typing import Any

from chalicelib.api.core.csv import Cell, Table
from chalicelib.api.core.pagination import paginate
from chalicelib.api.presenters.applications import application
from chalicelib.api.presenters.common import actor, card_summary, location_ref, patient_ref, receipt_state
from chalicelib.api.presenters.refunds import refund
from chalicelib.api.schemas import payments as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, CreditTransfer, Dispute, Record, Refund
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.pagination import Page
from chalicelib.services.payments.activity import activity_of
from chalicelib.services.payments.list_payments import PaymentTotals


def payment_summary(payment: Payment) -> wire.PaymentSummary:
    return wire.PaymentSummary(**_summary(payment))


def clinic_payments(found: Page[Payment], totals: PaymentTotals | None, clinic: ClinicProfile) -> wire.ClinicPayments:
    page = paginate(found, payment_summary)
    shown = _totals(totals, clinic.currency) if totals else None
    return wire.ClinicPayments(page.items, page.next_cursor, clinic.time_zone, shown)


def _totals(totals: PaymentTotals, currency: str) -> wire.PaymentTotals:
    return wire.PaymentTotals(totals.payments, Money(totals.amount, currency), Money(totals.unapplied, currency))


COLUMNS = (
    "patient_id,patient,payment_id,receipt_number,paid_on,paid_at,received_on,location_id,location,account_id,source,"
    "tender,reference,amount,applied,refunded,disputed,transferred,voided,unapplied,currency"
)


def clinic_payments_table(shown: wire.ClinicPayments) -> Table:
    zone = time_zone(shown.time_zone)
    return Table(COLUMNS.split(","), (_row(payment, zone) for payment in shown.items))


def _row(payment: wire.PaymentSummary, zone: tzinfo) -> list[Cell]:
    paid_at = (payment.succeeded_at or payment.created_at).astimezone(zone)
    return [
        payment.patient.id,
        payment.patient.name,
        payment.id,
        payment.receipt.number if payment.receipt else None,
        paid_at.date(),
        paid_at,
        payment.received_on,
        payment.location.id,
        payment.location.name,
        payment.account_id,
        payment.source,
        payment.tender,
        payment.reference,
        payment.amount,
        payment.applied,
        payment.refunded,
        payment.disputed,
        payment.transferred,
        payment.voided,
        payment.unapplied,
        payment.amount.currency.upper(),
    ]


def payment_detail(payment: Payment, entries: tuple[Entry, ...], records: tuple[Record, ...]) -> wire.Payment:
    return wire.Payment(
        **_summary(payment),
        terms_version=payment.terms_version,
        applications=[application(each) for each in records if isinstance(each, Application)],
        refunds=[refund(each) for each in records if isinstance(each, Refund)],
        disputes=[_dispute(each) for each in records if isinstance(each, Dispute)],
        transfers=[_transfer(each) for each in records if isinstance(each, CreditTransfer)],
        activity=_activity(payment, entries, records),
    )


def _activity(payment: Payment, entries: tuple[Entry, ...], records: tuple[Record, ...]) -> list[wire.ActivityLine]:
    return [
        wire.ActivityLine(
            at=line.at,
            kind=line.kind,
            actor=actor(line.actor, payment.patient_name or None),
            amount=Money(line.amount, payment.currency) if line.amount is not None else None,
            note=line.note,
        )
        for line in activity_of(payment, entries, records)
    ]


def _transfer(made: CreditTransfer) -> wire.PaymentTransfer:
    return wire.PaymentTransfer(
        id=made.id,
        to_patient_id=made.to_patient_id,
        to_payment_id=made.to_payment_id,
        amount=Money(made.amount, made.currency),
        reason=made.reason,
        transferred_at=made.transferred_at,
        transferred_by=actor(made.transferred_by),
    )


def _dispute(dispute: Dispute) -> wire.Dispute:
    return wire.Dispute(
        id=dispute.id,
        amount=Money(dispute.amount, dispute.currency),
        status=dispute.status,
        reason=dispute.reason,
        opened_at=dispute.opened_at,
        withdrawn_at=dispute.withdrawn_at,
        reinstated_at=dispute.reinstated_at,
        closed_at=dispute.closed_at,
    )


def _hold(payment: Payment) -> wire.PaymentHold | None:
    hold = payment.hold
    return wire.PaymentHold(hold.reason, hold.at) if hold and payment.is_held else None


def _collector(who: Actor) -> wire.Collector:
    return wire.Collector(who.kind, who.id, who.name)


def _summary(payment: Payment) -> dict[str, Any]:
    def money(amount: int) -> Money:
        return Money(amount, payment.currency)

    return {
        "id": payment.id,
        "patient_id": payment.patient.patient_id,
        "patient": patient_ref(payment),
        "amount": money(payment.amount),
        "applied": money(payment.applied),
        "refunded": money(payment.refunded),
        "disputed": money(payment.disputed),
        "transferred": money(payment.transferred),
        "voided": money(payment.voided),
        "unapplied": money(payment.unapplied),
        "source": payment.source,
        "tender": payment.tender,
        "received_on": payment.received_on,
        "reference": payment.reference,
        "origin": wire.Origin(payment.origin.patient_id, payment.origin.payment_id) if payment.origin else None,
        "collected_by": _collector(payment.collected_by),
        "account_id": payment.account_id,
        "location": location_ref(payment.location),
        "card": card_summary(payment.card),
        "created_at": payment.created_at,
        "succeeded_at": payment.paid_at,
        "receipt": receipt_state(payment),
        "hold": _hold(payment),
    }
