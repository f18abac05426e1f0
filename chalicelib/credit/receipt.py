"""A receipt as a value: its facts, before its layout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.credit.money import CURRENCIES
from chalicelib.credit.payment import Card, Tender
from chalicelib.credit.time_zones import is_time_zone, time_zone

LANGUAGES = frozenset({"en", "fr-CA"})
LAST4 = re.compile(r"[0-9]{4}")


class ReceiptError(ValueError):
    """A receipt that must not be written: `field` holds `value`, which is false or empty."""

    def __init__(self, field: str, value: object, should: str) -> None:
        super().__init__(f"A receipt's {field} must be {should}, not {value!r}.")
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A patient's proof of one payment into account credit. Never proof of a service.

    `amount` is in minor units of `currency`; `paid_at` is aware, and is shown in `time_zone`, the clinic's (an IANA
    name), unless staff recorded the day alone, `received_on`. It was paid by `card` or by `tender`. `language` is the
    reader's, `en` or `fr-CA`. Names may hold any text: the renderer makes them harmless, and prints
    `patient_id` where nothing of the name is left or letters of it are lost. Raises ReceiptError.
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
    paid_at: datetime
    time_zone: str
    language: str
    duplicate: bool = False
    tender: Tender | None = None
    received_on: date | None = None

    def __post_init__(self) -> None:
        self._require("number", bool(self.number.strip()), "there")
        self._require("amount", type(self.amount) is int and self.amount > 0, "a positive whole number of minor units")
        self._require("currency", self.currency in CURRENCIES, "a currency that clinics are paid in")
        self._require("paid_at", self.paid_at.tzinfo is not None, "a time with a time zone")
        self._require("language", self.language in LANGUAGES, "en or fr-CA")
        self._require("time_zone", is_time_zone(self.time_zone), "an IANA time zone")
        self._require(
            "tender", (self.card is None) == (self.tender is not None), "there if no card paid, and only then"
        )
        if self.card and not LAST4.fullmatch(self.card.last4):
            raise ReceiptError("card.last4", self.card.last4, "four digits")

    def _require(self, field: str, holds: bool, should: str) -> None:
        if not holds:
            raise ReceiptError(field, getattr(self, field), should)

    @property
    def paid_at_clinic(self) -> datetime:
        """The time of payment, in the clinic's local time."""
        return self.paid_at.astimezone(time_zone(self.time_zone))
