"""Limiting a patient's balance: open top-ups count as if they were paid, exactly, however many start at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.credit.errors import BalanceMaximumExceeded, Conflict
from chalicelib.credit.payment import Payment
from chalicelib.services.ports import (
    Clinics,
    Clock,
    CreditReader,
    PageRequest,
    PaymentLists,
    PaymentScope,
    StartCounter,
)

STILL_OPEN = timedelta(days=2)
"""A top-up is canceled when it is a day old, so that an older one is not open."""
STARTING = timedelta(seconds=20)
"""An open top-up without a PaymentIntent may be discarded by its own start for this long."""
MOST_OPEN = 100


class BalanceLedger(CreditReader, StartCounter, PaymentLists, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBalance:
    """The check after the payment is written: of starts that pass, the last to look sees all others, so that together
    they are within the maximum. Nothing is written for it, and a patient without another top-up costs one count.
    """

    ledger: BalanceLedger
    clinics: Clinics
    clock: Clock

    def __call__(self, payment: Payment) -> None:
        """Raises BalanceMaximumExceeded; Conflict while another start may yet be discarded and leave the room."""
        now = self.clock.now()
        if self.ledger.starts_since(payment.patient, now - STILL_OPEN) <= 1:
            return
        others = self._others_open(payment)
        balance = self.ledger.credit(payment.patient).balance  # After the list: a top-up paid meanwhile counts twice.
        room = self._maximum(payment) - balance - sum(other.amount for other in others)
        if payment.amount <= room:
            return
        if any(other.payment_intent_id is None and now - other.created_at < STARTING for other in others):
            raise Conflict
        raise BalanceMaximumExceeded(room)

    def _maximum(self, payment: Payment) -> int:
        return self.clinics.get(payment.patient.clinic_id).settings.balance_maximum

    def _others_open(self, payment: Payment) -> tuple[Payment, ...]:
        found = self.ledger.payments(payment.patient, PageRequest(MOST_OPEN), PaymentScope.TOP_UPS).items
        return tuple(other for other in found if other.is_open and other.id != payment.id)
