"""Use cases that more than one group is composed of."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.config import Settings
from chalicelib.services.clinics.own_providers import OwnProviders
from chalicelib.services.clinics.read_only_switch import ReadOnlySwitch
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.imports.post_import import PostImport
from chalicelib.services.invoices.adjust_invoice import AdjustInvoice
from chalicelib.services.patients.erase_patient import ErasePatient
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.payments.find_payment import FindPayment
from chalicelib.services.refunds.record_refund import RecordRefund
from chalicelib.services.refunds.request_refund import RequestRefund
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer
from chalicelib.services.top_ups.rate_limiter import RateLimiter
from chalicelib.services.top_ups.settle_payment import SettlePayment
from chalicelib.services.top_ups.stop_card_testing import StopCardTesting


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Collaborators of more than one group."""

    read_only: ReadOnlySwitch
    own_providers: OwnProviders
    quarantine: QuarantineReport
    rate_limiter: RateLimiter
    ensure_customer: EnsureCustomer
    find_payment: FindPayment
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    record_refund: RecordRefund
    record_dispute: RecordDispute
    request_refund: RequestRefund
    adjust_invoice: AdjustInvoice
    finish_merge: FinishMerge
    erase_patient: ErasePatient
    post_import: PostImport


def shared_services(adapters: Adapters, settings: Settings) -> Shared:
    ledger, stripe, clock, metrics = adapters.ledger, adapters.stripe, adapters.clock, adapters.metrics
    livemode = settings.livemode
    quarantine = QuarantineReport(ledger=ledger, clock=clock, metrics=metrics)
    rate_limiter = RateLimiter(store=adapters.rate_limits, metrics=metrics, clock=clock)
    finish_merge = FinishMerge(ledger=ledger, stripe=stripe, clock=clock)
    settle_payment = SettlePayment(
        ledger=ledger,
        quarantine=quarantine,
        rate_limiter=rate_limiter,
        finish_merge=finish_merge,
        clock=clock,
        metrics=metrics,
        livemode=livemode,
    )
    record_refund = RecordRefund(ledger=ledger, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode)
    return Shared(
        read_only=ReadOnlySwitch(store=adapters.clinics, clock=clock),
        own_providers=OwnProviders(store=adapters.clinics, clock=clock),
        quarantine=quarantine,
        rate_limiter=rate_limiter,
        ensure_customer=EnsureCustomer(ledger=ledger, stripe=stripe),
        find_payment=FindPayment(stripe=stripe, metrics=metrics),
        settle_payment=settle_payment,
        stop_card_testing=StopCardTesting(
            ledger=ledger, stripe=stripe, settle_payment=settle_payment, rate_limiter=rate_limiter, metrics=metrics
        ),
        record_refund=record_refund,
        record_dispute=RecordDispute(
            ledger=ledger, stripe=stripe, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode
        ),
        request_refund=RequestRefund(ledger=ledger, stripe=stripe, record_refund=record_refund, clock=clock),
        adjust_invoice=AdjustInvoice(ledger=ledger, clock=clock),
        finish_merge=finish_merge,
        erase_patient=ErasePatient(
            ledger=ledger, receipts=adapters.receipts, documents=adapters.documents, stripe=stripe, clock=clock
        ),
        post_import=PostImport(ledger=ledger, clinics=adapters.clinics, clock=clock),
    )
