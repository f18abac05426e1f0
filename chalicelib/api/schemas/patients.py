from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Money, Timestamp
from chalicelib.api.schemas.credit import LocationCredit


class PatientPut(msgspec.Struct, forbid_unknown_fields=True):
    """A patient as the clinic knows them. `email` and `language` may be null."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    email: Annotated[str, Meta(max_length=254)] | None
    language: Literal["en", "fr-CA"] | None


class ListedPatient(msgspec.Struct):
    """A patient in the directory. `name` is null while it is not known."""

    id: str
    name: str | None
    available: Money
    payments_unapplied: int
    last_activity_at: Timestamp | None


class Patient(msgspec.Struct):
    """A patient with their credit. `cards_on_file` is null while Stripe does not respond.

    `merging` are the ids of patients whose merge into this one is not finished: some of what they had is not here yet.
    `data_removed_at` is when personal data was removed: the id takes nothing new.
    """

    id: str
    name: str | None
    email: str | None
    language: str | None
    available: Money
    by_location: list[LocationCredit]
    cards_on_file: int | None
    merging: list[str]
    data_removed_at: Timestamp | None
