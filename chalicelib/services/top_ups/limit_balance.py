"""Limiting a patient's balance: open top-ups count as if they were paid, exactly, however many start at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import BalanceMaximumExceeded, Conflict
from chalicelib.credit.payment import Payment
from chalicelib.services.ports import (
    ClinicReader,
    Clock,
    CreditReader,
    PageRequest,
    PaymentLists,
    PaymentScope,
)

STILL_OPEN = timedelta(days=2)
"""A top-up is canceled when it is a day old, so that an older one is not open."""
STARTING = timedelta(seconds=20)
"""An open top-up without a PaymentIntent may be discarded by its own start for this long."""
MOST_OPEN = 100


class BalanceLedger(CreditReader, PaymentLists, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBalance:
    """The check after the payment is written: of starts that pass, the last to look sees all others, so that together
    they are within the maximum. It writes nothing, and far below the maximum it reads nothing.
    """

    ledger: BalanceLedger
    clinics: ClinicReader
    clock: Clock

    def __call__(self, payment: Payment, balance: int, *, recent: int, clinic: Clinic | None) -> None:
        """Raises BalanceMaximumExceeded; Conflict while another start may yet be discarded and leave the room.

        `balance` may be from before the payment was written; `recent` counts the patient's starts of STILL_OPEN since.
        """
        now = self.clock.now()
        settings = (clinic or self.clinics.get(payment.patient.clinic_id)).settings
        if recent <= 1 or self._is_far_below(settings, balance + payment.amount, recent - 1):
            return
        others = self._others_open(payment)
        balance = self.ledger.credit(payment.patient).balance  # After the list: a top-up paid meanwhile counts twice.
        room = settings.balance_maximum - balance - sum(other.amount for other in others)
        if payment.amount <= room:
            return
        if any(other.payment_intent_id is None and now - other.created_at < STARTING for other in others):
            raise Conflict
        raise BalanceMaximumExceeded(room)

    def _is_far_below(self, settings: BillingSettings, balance: int, others: int) -> bool:
        """Whether the other starts can't reach the maximum, be each of the largest amount and open."""
        changed = settings.changed_at
        if changed and self.clock.now() - changed <= STILL_OPEN:  # Some may be of a larger maximum.
            return False
        return balance + others * settings.top_up_maximum <= settings.balance_maximum

    def _others_open(self, payment: Payment) -> tuple[Payment, ...]:
        found = self.ledger.payments(payment.patient, PageRequest(MOST_OPEN), PaymentScope.TOP_UPS).items
        return tuple(other for other in found if other.is_open and other.id != payment.id)
