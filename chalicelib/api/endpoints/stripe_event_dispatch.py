"""What a genuine event from Stripe does. Apart from the route, so that only the webhook's cold start pays for it."""

from __future__ import annotations

from chalicelib.api.core.bridge import bridge
from chalicelib.credit.dispute import DisputeReport
from chalicelib.credit.errors import Invalid
from chalicelib.credit.payment_report import PaymentReport
from chalicelib.credit.refund import RefundReport
from chalicelib.credit.unplaced import Unplaced
from chalicelib.services.record_account import AccountReport
from chalicelib.stripe_gateway.events import StripeReport, read_event


def read(body: bytes, signature: str) -> StripeReport:
    """The event, if it is genuine by the secrets that are known, or by those that replaced them a moment ago."""
    deployment, keys = bridge.services.settings.deployment, bridge.services.stripe_keys
    try:
        return read_event(body, signature, keys.current().webhook_secrets, deployment)
    except Invalid as refusal:
        refresh = keys.refresh() if refusal.code == "invalid_signature" else None
        if refresh is None:
            raise
        return read_event(body, signature, refresh.webhook_secrets, deployment)


def take(report: StripeReport) -> None:
    """Makes durable what the event says. Raises NotFound when it isn't in the books yet."""
    services = bridge.services
    says, event_id = _placed(report.says) if isinstance(report.says, Unplaced) else report.says, report.event_id
    match says:
        case PaymentReport():
            settled = services.settle_payment(says, report_id=event_id)
            services.stop_card_testing(settled)
        case RefundReport():
            services.record_refund(says, report_id=event_id)
        case DisputeReport():
            services.record_dispute(says, report_id=event_id)
        case AccountReport():
            services.record_account(says)


def _placed(unplaced: Unplaced) -> RefundReport | DisputeReport | None:
    """The report with the row it is about, which only Stripe knows; nothing when it isn't ours."""
    pointer = bridge.services.payment_intents.pointer(unplaced.payment_intent_id)
    return unplaced.placed(pointer) if pointer else None
