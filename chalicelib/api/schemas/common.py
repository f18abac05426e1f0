"""Types that several resources share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.credit.money import LARGEST_AMOUNT

Amount = Annotated[int, Meta(ge=1, le=LARGEST_AMOUNT, description="Minor units of the currency")]
Limit = Annotated[int, Meta(ge=0, le=10 * LARGEST_AMOUNT, description="Minor units of the clinic's currency")]
# In Python `$` also matches before a final line break, which no id has.
Id = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_]{1,64}$(?!\n)", description="An id: 1 to 64 letters, digits and underscores")
]
SystemId = Annotated[
    str,
    Meta(
        pattern=r"^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$(?!\n)",
        description="An id of the clinic's own system: 1 to 128 letters, digits, dots, underscores, tildes and hyphens",
    ),
]
Timestamp = Annotated[datetime, Meta(tz=True, description="RFC 3339, UTC")]


class Money(msgspec.Struct):
    """`amount` in minor units of `currency`, an ISO 4217 code in lower case."""

    amount: int
    currency: str


class RequestedMoney(msgspec.Struct, forbid_unknown_fields=True):
    amount: Amount
    currency: Annotated[str, Meta(pattern=r"^[a-z]{3}$(?!\n)", description="An ISO 4217 currency code in lower case")]


class Actor(msgspec.Struct):
    """The one who acted: the patient, a staff member, the clinic's own system, Stripe or this service.

    To a patient, `kind` alone is told of all others.
    """

    kind: str
    id: str | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET


class PatientRef(msgspec.Struct):
    """A patient as named at the payment; `name` is null for one whose data was erased."""

    id: str
    name: str | None


class LocationRef(msgspec.Struct):
    id: str
    name: str


class CardSummary(msgspec.Struct):
    """`wallet` is the wallet that the card was in, such as `apple_pay` or `google_pay`; null without one."""

    brand: str
    last4: str
    wallet: str | None


class ClinicBranding(msgspec.Struct):
    """The clinic's branding and IANA time zone. `logo` is a URL; `colours` are CSS colors, the accent color first."""

    name: str
    language: str
    logo: str | None
    colours: list[str]
    time_zone: str
