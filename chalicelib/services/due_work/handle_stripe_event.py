"""Handling one of Stripe's events: verified, resolved to a payment, and made durable."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.stripe_report import (
    AccountReport,
    DisputeReport,
    FraudWarningReport,
    PaymentReport,
    PayoutReport,
    RefundReport,
    StripeReport,
    UnresolvedReport,
)
from chalicelib.services.clinics.record_account import RecordAccount
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.payments.find_payment import FindPayment
from chalicelib.services.payments.record_fraud_warning import RecordFraudWarning
from chalicelib.services.ports import EventReader, Metrics
from chalicelib.services.refunds.record_refund import RecordRefund
from chalicelib.services.reports.prove_payout import ProvePayout
from chalicelib.services.top_ups.settle_payment import SettlePayment
from chalicelib.services.top_ups.stop_card_testing import StopCardTesting


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleStripeEvent:
    events: EventReader
    find_payment: FindPayment
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    record_refund: RecordRefund
    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    record_account: RecordAccount
    prove_payout: ProvePayout
    metrics: Metrics

    def __call__(self, body: bytes, signature: str) -> None:
        """Make the event's report durable. Repeatable, in any order.

        Raises Invalid for a body that Stripe did not sign or that is no event, NotFound when the payment isn't stored
        yet, and Unavailable: Stripe must send the event again.
        """
        event = self.events.read(body, signature)
        self.metrics.count("EventsReceived")
        report = event.report
        self._record(self._resolve(report) if isinstance(report, UnresolvedReport) else report, event.id)

    def _resolve(self, report: UnresolvedReport) -> RefundReport | DisputeReport | FraudWarningReport | None:
        """The report with its payment; None for another product's, which is acknowledged."""
        pointer = self.find_payment(report.facts.payment_intent_id)
        return report.resolve(pointer) if pointer else None

    def _record(self, report: StripeReport | None, event_id: str) -> None:
        match report:
            case PaymentReport():
                self.stop_card_testing(self.settle_payment(report, report_id=event_id))
            case RefundReport():
                self.record_refund(report, report_id=event_id)
            case DisputeReport():
                self.record_dispute(report.pointer, report.dispute_id, report_id=event_id)
            case FraudWarningReport():
                self.record_fraud_warning(report, report_id=event_id)
            case AccountReport():
                self.record_account(report)
            case PayoutReport():
                self.prove_payout(report)
