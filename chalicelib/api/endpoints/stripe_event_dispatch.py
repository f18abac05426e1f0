"""What a genuine event from Stripe does. Apart from the route, so that only the webhook's cold start pays for it."""

from __future__ import annotations

from chalicelib import bootstrap, config
from chalicelib.credit.dispute import DisputeReport
from chalicelib.credit.errors import Invalid
from chalicelib.credit.payment_report import PaymentReport
from chalicelib.credit.refund import RefundReport
from chalicelib.credit.unplaced import Unplaced
from chalicelib.services.record_account import AccountReport, record_account
from chalicelib.services.settle_payment import settle_payment
from chalicelib.services.stop_card_testing import stop_card_testing
from chalicelib.stripe_gateway.events import StripeReport, read_event


def read(body: bytes, signature: str) -> StripeReport:
    """The event, if it is genuine by the secrets that are known, or by those that replaced them a moment ago."""
    deployment, keys = config.load().deployment, bootstrap.stripe_keys()
    try:
        return read_event(body, signature, keys.current().webhook_secrets, deployment)
    except Invalid as refusal:
        refresh = keys.refresh() if refusal.code == "invalid_signature" else None
        if refresh is None:
            raise
        return read_event(body, signature, refresh.webhook_secrets, deployment)


def take(report: StripeReport) -> None:
    """Makes durable what the event says. Raises NotFound when it isn't in the books yet."""
    says, event_id = _placed(report.says) if isinstance(report.says, Unplaced) else report.says, report.event_id
    match says:
        case PaymentReport():
            settled = settle_payment(says, bootstrap.books(), report_id=event_id)
            stop_card_testing(settled, bootstrap.books(), bootstrap.payments)
        case RefundReport():
            from chalicelib.services.refund_payment import record_refund

            record_refund(says, bootstrap.books(), report_id=event_id)
        case DisputeReport():
            from chalicelib.services.record_dispute import record_dispute

            record_dispute(says, bootstrap.books(), report_id=event_id)
        case AccountReport():
            record_account(says, clinics=bootstrap.clinics())


def _placed(unplaced: Unplaced) -> RefundReport | DisputeReport | None:
    """The report with the row it is about, which only Stripe knows; nothing when it isn't ours."""
    pointer = bootstrap.payments().pointer(unplaced.payment_intent_id)
    return unplaced.placed(pointer) if pointer else None
