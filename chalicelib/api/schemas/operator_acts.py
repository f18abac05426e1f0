from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Actor, Timestamp
from chalicelib.credit.operator_acts import ActKind
from chalicelib.credit.text import LONGEST_REASON


class ClinicSummary(msgspec.Struct):
    id: str
    name: str
    closed_at: Timestamp | None


class AccountStanding(msgspec.Struct):
    """A payments account of the clinic, and why it can't be primary, if it can't."""

    id: str
    name: str
    ineligible_reason: str | None


class OperatorClinic(msgspec.Struct):
    """A clinic as it is stored: its profile as the field names of the clinic's file, its accounts and locations."""

    id: str
    profile: dict[str, Any]
    accounts: list[AccountStanding]
    locations: list[str]
    closed_at: Timestamp | None
    closed_because: str | None


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]


class ActChange(msgspec.Struct):
    field: str
    before: Any
    after: Any


class OperatorAct(msgspec.Struct):
    """One act of an operator, with the fields of the clinic before and after."""

    at: Timestamp
    by: Actor
    kind: ActKind
    changes: list[ActChange]
    reason: str | None
