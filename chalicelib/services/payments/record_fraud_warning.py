"""Recording early fraud warnings: the unspent credit is held at once, and refunded by itself where settings say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.apply import refundable
from chalicelib.credit.decisions import Quarantine, SavePayment
from chalicelib.credit.errors import IdempotencyKeyReused, NotAllowed, NotFound
from chalicelib.credit.hold import hold
from chalicelib.credit.identity import SERVICE
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.stripe_report import FraudWarningReport
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.ports import (
    ClinicReader,
    Clock,
    CreditReader,
    FraudWarnings,
    Metrics,
    PaymentStore,
    RecordStore,
)
from chalicelib.services.refunds.refund_payment import RefundPayment, RefundRequest
from chalicelib.services.retry import retry_on_conflict

REFUND_REASON = "Early fraud warning from the card's bank"


class WarningLedger(CreditReader, PaymentStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFraudWarning:
    ledger: WarningLedger
    clinics: ClinicReader
    stripe: FraudWarnings
    refund_payment: RefundPayment
    quarantine: QuarantineReport
    clock: Clock
    metrics: Metrics
    livemode: bool

    def __call__(self, report: FraudWarningReport, *, report_id: str) -> None:
        """Hold the payment by the warning as Stripe has it now. Repeatable, in any order.

        Raises NotFound when the payment isn't stored, or not paid, yet, and Unavailable.
        """
        now = self.stripe.fraud_warning(report.warning_id)
        current = replace(report, payment_intent_id=now.payment_intent_id, actionable=now.actionable)
        payment = retry_on_conflict(lambda: self._hold(current, report_id), self.clock)
        if now.actionable and payment.is_held and self._refunds_itself(payment):
            self._refund(payment, report.warning_id)

    def _hold(self, report: FraudWarningReport, report_id: str) -> Payment:
        payment = self.ledger.payment(report.pointer.patient, report.pointer.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        match hold(payment, report, livemode=self.livemode, at=self.clock.now()):
            case SavePayment(held):
                self.ledger.save(held)
                self.metrics.count("PaymentsHeld")
                return held
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)
        return payment

    def _refunds_itself(self, payment: Payment) -> bool:
        return self.clinics.get(payment.patient.clinic_id).settings.refund_fraud_warnings

    def _refund(self, payment: Payment, warning_id: str) -> None:
        """Refund what is left, once per warning. What can't be refunded stays held, for staff."""
        known, credit = self.ledger.payment_with_credit(payment.patient, payment.id)
        left = refundable(credit, known or payment)
        request = RefundRequest(
            patient=payment.patient,
            payment_id=payment.id,
            amount=left,
            reason=REFUND_REASON,
            actor=SERVICE,
            idempotency_key=f"fraud_warning_{warning_id}",
        )
        if left <= 0 or self.ledger.record(payment.patient, payment.id, request.refund_id):
            return
        try:
            self.refund_payment(request)
        except (NotAllowed, IdempotencyKeyReused):
            return
