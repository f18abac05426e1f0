"""Stripe's early fraud warnings, in the business's words."""

from __future__ import annotations

from stripe import V1Services

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.stripe_report import FraudWarningFacts
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.objects import FraudWarning


def fraud_warning(v1: V1Services, warning_id: str) -> FraudWarningFacts:
    """The warning as Stripe has it now. Raises Unavailable."""
    with translate_errors():
        found = v1.radar.early_fraud_warnings.retrieve(warning_id)
    facts = warning_facts(read_object(found, FraudWarning))
    if facts is None:
        raise Unavailable("Stripe answered with a warning of another product.")
    return facts


def warning_facts(warning: FraudWarning) -> FraudWarningFacts | None:
    """The facts of a warning; None for a charge without a PaymentIntent, which this service never makes."""
    if not warning.payment_intent:
        return None
    return FraudWarningFacts(
        warning_id=warning.id,
        payment_intent_id=warning.payment_intent,
        actionable=warning.actionable,
        livemode=warning.livemode,
    )
