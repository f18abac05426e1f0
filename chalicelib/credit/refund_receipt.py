"""A refund's receipt as a value: its facts, before its layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.credit.payment import Card, Tender
from chalicelib.credit.time_zones import time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReceipt:
    """A patient's proof that account credit was returned: to `card`, or outside Stripe in the form `tender`.

    `amount` is in minor units of `currency`. It is dated by the refund, `refunded_at`, in the clinic's `time_zone`.
    `paid_on` and `payment_number` are the day and the receipt number of the payment that it is from.
    """

    number: str
    clinic_name: str
    clinic_address: tuple[str, ...]
    patient_name: str
    patient_id: str
    location_name: str
    amount: int
    currency: str
    card: Card | None
    tender: Tender | None
    refunded_at: datetime
    paid_on: date
    payment_number: str | None
    time_zone: str
    language: str

    @property
    def refunded_at_clinic(self) -> datetime:
        """The time of the refund, in the clinic's local time."""
        return self.refunded_at.astimezone(time_zone(self.time_zone))
