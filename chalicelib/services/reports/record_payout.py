"""Recording a payout on the payments that it took to the clinic's bank, for the takings report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from chalicelib.credit.payment import PaidOut
from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import Clock, CreditReader, PaymentStore
from chalicelib.services.retry import retry_on_conflict


class PayoutLedger(CreditReader, PaymentStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayout:
    """One write per payment, and none when it is repeated. Payouts of which Stripe has not told all are left alone."""

    ledger: PayoutLedger
    clock: Clock

    def __call__(self, payout: Payout) -> None:
        """Raises Unavailable."""
        if payout.is_over and payout.arrived_on:
            paid_out = PaidOut(payout.id, payout.arrived_on)
            for ref in payout.payments:
                retry_on_conflict(partial(self._record, ref, paid_out, payout.account_id), self.clock)

    def returned(self, payout: Payout) -> None:
        """Take a payout that failed off its payments. Raises Unavailable.

        The money is in the account's balance again: Stripe names no payment in the payout that it goes with next.
        """
        for ref in payout.payments:
            retry_on_conflict(partial(self._take_off, ref, payout.id), self.clock)

    def _take_off(self, ref: PaymentRef, payout_id: str) -> None:
        payment = self.ledger.payment(ref.patient, ref.payment_id)
        if payment and payment.payout and payment.payout.payout_id == payout_id:
            self.ledger.save(payment.changed(payout=None))

    def _record(self, ref: PaymentRef, paid_out: PaidOut, account_id: str | None) -> None:
        payment = self.ledger.payment(ref.patient, ref.payment_id)
        if payment and payment.account_id == account_id and payment.payout != paid_out:
            self.ledger.save(payment.changed(payout=paid_out))
