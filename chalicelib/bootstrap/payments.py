"""The composition of top-ups, and of payments that the clinic took elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.patients.save_person import RememberName
from chalicelib.services.payments.list_payments import ListPayments
from chalicelib.services.payments.read_history import ReadHistory
from chalicelib.services.payments.record_payment import RecordPayment
from chalicelib.services.payments.transfer_credit import TransferCredit
from chalicelib.services.payments.void_payment import VoidPayment
from chalicelib.services.top_ups.limit_balance import LimitBalance
from chalicelib.services.top_ups.limit_starts import LimitStarts
from chalicelib.services.top_ups.limit_stripe_calls import LimitStripeCalls
from chalicelib.services.top_ups.settle_payment import SettlePayment
from chalicelib.services.top_ups.settle_top_up import SettleTopUp
from chalicelib.services.top_ups.start_top_up import StartTopUp
from chalicelib.services.top_ups.stop_card_testing import StopCardTesting
from chalicelib.services.top_ups.switch_account import SwitchAccount


@dataclass(frozen=True, kw_only=True)
class PaymentServices:
    """Top-ups, and payments that the clinic took elsewhere."""

    start_top_up: StartTopUp
    settle_top_up: SettleTopUp
    limit_stripe_calls: LimitStripeCalls
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    record_payment: RecordPayment
    void_payment: VoidPayment
    transfer_credit: TransferCredit
    read_history: ReadHistory
    list_payments: ListPayments


def payment_services(adapters: Adapters, shared: Shared) -> PaymentServices:
    ledger, clinics, clock = adapters.ledger, adapters.clinics, adapters.clock
    limit_stripe_calls = LimitStripeCalls(store=adapters.rate_limits, clock=clock, metrics=adapters.metrics)
    return PaymentServices(
        start_top_up=_start_top_up(adapters, shared, limit_stripe_calls),
        settle_top_up=SettleTopUp(
            ledger=ledger,
            stripe=adapters.stripe,
            settle_payment=shared.settle_payment,
            stop_card_testing=shared.stop_card_testing,
            limit_stripe_calls=limit_stripe_calls,
        ),
        limit_stripe_calls=limit_stripe_calls,
        settle_payment=shared.settle_payment,
        stop_card_testing=shared.stop_card_testing,
        record_payment=RecordPayment(clinics=clinics, ledger=ledger, clock=clock),
        void_payment=VoidPayment(ledger=ledger, clock=clock),
        transfer_credit=TransferCredit(clinics=clinics, ledger=ledger, clock=clock),
        read_history=ReadHistory(ledger=ledger),
        list_payments=ListPayments(payments=ledger),
    )


def _start_top_up(adapters: Adapters, shared: Shared, limit_stripe_calls: LimitStripeCalls) -> StartTopUp:
    ledger, clinics, stripe, clock = adapters.ledger, adapters.clinics, adapters.stripe, adapters.clock
    return StartTopUp(
        clinics=clinics,
        ledger=ledger,
        stripe=stripe,
        ensure_customer=shared.ensure_customer,
        rate_limiter=shared.rate_limiter,
        limit_balance=LimitBalance(ledger=ledger, clinics=clinics, clock=clock),
        remember_name=RememberName(people=ledger, metrics=adapters.metrics),
        switch_account=SwitchAccount(
            clinics=clinics, ledger=ledger, stripe=stripe, settle_payment=shared.settle_payment
        ),
        limit_starts=LimitStarts(ledger=ledger, rate_limiter=shared.rate_limiter, clock=clock),
        limit_stripe_calls=limit_stripe_calls,
        clock=clock,
    )
