"""The credit of a payment that the card's issuer reported as likely fraud is held. Pure: it decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.credit.decisions import NoChange, Quarantine, SavePayment
from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import Hold, HoldReason, Payment
from chalicelib.credit.stripe_report import FraudWarningReport


def hold(
    payment: Payment, report: FraudWarningReport, *, livemode: bool, at: datetime
) -> SavePayment | Quarantine | NoChange:
    """Hold the payment's credit, once per warning: one that staff released is not held again for the same warning.

    One that is not actionable any more holds as well: its charge was disputed or refunded in full before this service
    learned of it (docs.stripe.com/api/radar/early_fraud_warnings), and a won dispute or failed refund returns credit.
    """
    mismatches = _mismatches(payment, report, livemode=livemode)
    if mismatches:
        return Quarantine(mismatches)
    if payment.is_held or _is_known(payment.hold, report):
        return NoChange()
    held = Hold(reason=HoldReason.FRAUD_WARNING, warning_id=report.warning_id, at=at)
    return SavePayment(payment.changed(hold=held))


def release(payment: Payment, actor: Actor, at: datetime) -> SavePayment | NoChange:
    """End the hold; the credit can be applied again."""
    if payment.hold is None or not payment.is_held:
        return NoChange()
    return SavePayment(payment.changed(hold=replace(payment.hold, released_at=at, released_by=actor)))


def _is_known(known: Hold | None, report: FraudWarningReport) -> bool:
    return known is not None and known.warning_id == report.warning_id


def _mismatches(payment: Payment, report: FraudWarningReport, *, livemode: bool) -> tuple[str, ...]:
    checks = {
        "payment_intent": payment.payment_intent_id == report.payment_intent_id,
        "livemode": livemode == report.livemode,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)
