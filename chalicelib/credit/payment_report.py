"""What Stripe says became of a payment, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.credit.identity import PatientKey
    from chalicelib.credit.payment import Card, PaymentError


class PaymentReportKind(StrEnum):
    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    FAILED = "failed"
    CANCELED = "canceled"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class PaymentRef:
    """Where metadata says our row is. A pointer, never an authority: the row is compared with the rest."""

    patient: PatientKey
    payment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport:
    """One report about one PaymentIntent. `amount_received` is minor units; `destination` the account that was paid.

    `card` is absent from reports that don't carry it; it follows with another one.
    """

    kind: PaymentReportKind
    pointer: PaymentRef
    payment_intent_id: str
    currency: str
    amount_received: int
    destination: str | None
    livemode: bool
    charge_id: str | None = None
    card: Card | None = None
    error: PaymentError | None = None
    canceled_at: datetime | None = None
