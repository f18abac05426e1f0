"""Settling: what a report about a payment means for the payment and the ledger. Pure: it decides, others write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.payment_report import Outcome, OutcomeKind


@dataclass(frozen=True, slots=True)
class Post:
    """Credit it: the posting must commit whole."""

    posting: Posting


@dataclass(frozen=True, slots=True)
class Save:
    """The payment changes, the balance does not."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class Park:
    """The report contradicts our own row: credit nothing, keep it for a person to look at."""

    mismatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is known already."""


Decision = Post | Save | Park | Nothing


def settle(payment: Payment, credit: PatientCredit, outcome: Outcome, *, livemode: bool, at: datetime) -> Decision:
    """Decides what `outcome` does to `payment`. Status only moves forward; a success is never taken back here."""
    mismatches = _mismatches(payment, outcome, livemode=livemode)
    if mismatches:
        return Park(mismatches)
    match outcome.kind:
        case OutcomeKind.SUCCEEDED:
            return _succeeded(payment, credit, outcome, at)
        case OutcomeKind.CANCELED:
            return _moved(payment, PaymentStatus.CANCELED, outcome)
        case OutcomeKind.PROCESSING:
            return _moved(payment, PaymentStatus.PROCESSING, outcome)
        case OutcomeKind.FAILED:
            return _moved(payment, PaymentStatus.PENDING, outcome)
        case OutcomeKind.WAITING:
            return Nothing()


def _mismatches(payment: Payment, outcome: Outcome, *, livemode: bool) -> tuple[str, ...]:
    paid = outcome.kind is OutcomeKind.SUCCEEDED
    checks = {
        "payment_intent": payment.payment_intent_id in (None, outcome.payment_intent_id),
        "currency": payment.currency == outcome.currency,
        "destination": payment.account_id == outcome.destination,
        "livemode": livemode == outcome.livemode,
        "amount": not paid or payment.amount == outcome.amount_received,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)


def _succeeded(payment: Payment, credit: PatientCredit, outcome: Outcome, at: datetime) -> Decision:
    if payment.status is PaymentStatus.SUCCEEDED:
        return _with_card(payment, outcome)
    paid = payment.changed(
        status=PaymentStatus.SUCCEEDED,
        payment_intent_id=outcome.payment_intent_id,
        charge_id=outcome.charge_id,
        card=outcome.card,
        last_error=None,
        address=None,
        succeeded_at=at,
    )
    patient = Actor("patient", payment.patient.patient_id)
    return Post(post(credit, payment, paid, kind=EntryKind.TOP_UP, actor=patient, at=at))


def _with_card(payment: Payment, outcome: Outcome) -> Decision:
    if payment.card or not outcome.card:
        return Nothing()
    return Save(payment.changed(card=outcome.card, charge_id=outcome.charge_id or payment.charge_id))


def _moved(payment: Payment, status: PaymentStatus, outcome: Outcome) -> Decision:
    if not payment.is_open:
        return Nothing()
    moved = payment.changed(
        status=status,
        payment_intent_id=outcome.payment_intent_id,
        last_error=outcome.error or payment.last_error,
        declines=payment.declines + _is_another_decline(payment, outcome),
        declined_charge_id=outcome.charge_id or payment.declined_charge_id,
        address=None if status is PaymentStatus.CANCELED else payment.address,
    )
    return Nothing() if _same(payment, moved) else Save(moved)


def _is_another_decline(payment: Payment, outcome: Outcome) -> bool:
    """By the charge that failed, where there was one: two cards are often declined in the same words."""
    if outcome.kind is not OutcomeKind.FAILED:
        return False
    if outcome.charge_id:
        return outcome.charge_id != payment.declined_charge_id
    return outcome.error != payment.last_error


def _same(before: Payment, after: Payment) -> bool:
    return (before.status, before.payment_intent_id, before.last_error, before.declines) == (
        after.status,
        after.payment_intent_id,
        after.last_error,
        after.declines,
    )
