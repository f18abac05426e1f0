"""Verification of Stripe's events, and the use case for each."""

from __future__ import annotations

from chalicelib.bootstrap import Services
from chalicelib.credit.dispute import DisputeReport
from chalicelib.credit.errors import Invalid
from chalicelib.credit.payment_report import PaymentReport
from chalicelib.credit.refund import RefundReport
from chalicelib.credit.unplaced import Unplaced
from chalicelib.services.record_account import AccountReport
from chalicelib.stripe_gateway.events import StripeReport, read_event


def verify(body: bytes, signature: str, services: Services) -> StripeReport:
    """The event, if its signature fits a known webhook secret or one that has just replaced them. Raises Invalid."""
    deployment, keys = services.settings.deployment, services.stripe_keys
    try:
        return read_event(body, signature, keys.current().webhook_secrets, deployment)
    except Invalid as refusal:
        refreshed = keys.refresh() if refusal.code == "invalid_signature" else None
        if refreshed is None:
            raise
        return read_event(body, signature, refreshed.webhook_secrets, deployment)


def dispatch(event: StripeReport, services: Services) -> None:
    """Make durable what the event reports. Raises NotFound if its payment has not been recorded yet."""
    report = _resolve(event.says, services) if isinstance(event.says, Unplaced) else event.says
    match report:
        case PaymentReport():
            services.stop_card_testing(services.settle_payment(report, report_id=event.event_id))
        case RefundReport():
            services.record_refund(report, report_id=event.event_id)
        case DisputeReport():
            services.record_dispute(report, report_id=event.event_id)
        case AccountReport():
            services.record_account(report)


def _resolve(unplaced: Unplaced, services: Services) -> RefundReport | DisputeReport | None:
    """The report with its payment, which only Stripe knows; None if it is not this deployment's."""
    pointer = services.payment_intents.pointer(unplaced.payment_intent_id)
    return unplaced.placed(pointer) if pointer else None
