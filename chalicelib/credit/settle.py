"""Settling: the effect of a payment report on the payment and the ledger. Pure: it decides, use cases write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SavePayment
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import EntryKind, PatientCredit, post
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.stripe_report import PaymentReport, PaymentReportKind

Decision = PostEntries | SavePayment | Quarantine | NoChange


def settle(
    payment: Payment, credit: PatientCredit, outcome: PaymentReport, *, livemode: bool, at: datetime
) -> Decision:
    """Decide the effect of `outcome` on `payment`. The status only moves forward; a success is final here."""
    current, payment = payment, payment.as_for(outcome.payment_intent_id)
    if payment is not current and outcome.kind not in (PaymentReportKind.SUCCEEDED, PaymentReportKind.PROCESSING):
        return NoChange()
    if payment is not current and current.status is PaymentStatus.SUCCEEDED:
        payment = current
    if _is_given_up(payment, outcome):
        return NoChange()
    mismatches = _mismatches(payment, outcome, livemode=livemode)
    if mismatches:
        return Quarantine(mismatches)
    match outcome.kind:
        case PaymentReportKind.SUCCEEDED:
            return _succeeded(payment, credit, outcome, at)
        case PaymentReportKind.CANCELED:
            return _transition(payment, PaymentStatus.CANCELED, outcome)
        case PaymentReportKind.PROCESSING:
            return _transition(payment, PaymentStatus.PROCESSING, outcome)
        case PaymentReportKind.FAILED:
            return _transition(payment, PaymentStatus.PENDING, outcome)
        case PaymentReportKind.WAITING:
            return NoChange()


def _is_given_up(payment: Payment, outcome: PaymentReport) -> bool:
    """Whether it is the end of a PaymentIntent of an earlier attempt that this service never knew."""
    is_other = payment.payment_intent_id not in (None, outcome.payment_intent_id)
    return is_other and payment.intent_attempt > 0 and outcome.kind is PaymentReportKind.CANCELED


def _mismatches(payment: Payment, outcome: PaymentReport, *, livemode: bool) -> tuple[str, ...]:
    paid = outcome.kind is PaymentReportKind.SUCCEEDED
    checks = {
        "payment_intent": payment.payment_intent_id in (None, outcome.payment_intent_id),
        "currency": payment.currency == outcome.currency,
        "destination": payment.account_id == outcome.destination,
        "livemode": livemode == outcome.livemode,
        "amount": not paid or payment.amount == outcome.amount_received,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)


def _succeeded(payment: Payment, credit: PatientCredit, outcome: PaymentReport, at: datetime) -> Decision:
    if payment.status is PaymentStatus.SUCCEEDED:
        return _with_charge(payment, outcome)
    paid = payment.changed(
        status=PaymentStatus.SUCCEEDED,
        payment_intent_id=outcome.payment_intent_id,
        charge_id=outcome.charge_id,
        card=outcome.card,
        charged_at=outcome.charged_at,
        stripe_fee=outcome.stripe_fee,
        last_error=None,
        address=None,
        succeeded_at=at,
    )
    patient = Actor("patient", payment.patient.patient_id)
    return PostEntries(post(credit, payment, paid, kind=EntryKind.TOP_UP, actor=patient, at=at))


def _with_charge(payment: Payment, outcome: PaymentReport) -> Decision:
    """Add what earlier reports didn't carry: the card, the time of the charge, Stripe's fee."""
    described = replace(
        payment,
        card=payment.card or outcome.card,
        charge_id=payment.charge_id or outcome.charge_id,
        charged_at=payment.charged_at or outcome.charged_at,
        stripe_fee=outcome.stripe_fee if payment.stripe_fee is None else payment.stripe_fee,
    )
    return NoChange() if described == payment else SavePayment(described.changed())


def _transition(payment: Payment, status: PaymentStatus, outcome: PaymentReport) -> Decision:
    if payment.status is PaymentStatus.CANCELED and outcome.charge_id and _is_another_decline(payment, outcome):
        # Closed while a bank had another card: it counts like the others, so that closing early hides none.
        return SavePayment(payment.changed(declines=payment.declines + 1, declined_charge_id=outcome.charge_id))
    if not payment.is_open:
        return NoChange()
    moved = payment.changed(
        status=status,
        payment_intent_id=outcome.payment_intent_id,
        last_error=outcome.error or payment.last_error,
        declines=payment.declines + _is_another_decline(payment, outcome),
        declined_charge_id=outcome.charge_id or payment.declined_charge_id,
        address=None if status is PaymentStatus.CANCELED else payment.address,
    )
    return NoChange() if _same(payment, moved) else SavePayment(moved)


def _is_another_decline(payment: Payment, outcome: PaymentReport) -> bool:
    """By the charge that failed, where there was one: two cards are often declined in the same words."""
    if outcome.kind is not PaymentReportKind.FAILED:
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
