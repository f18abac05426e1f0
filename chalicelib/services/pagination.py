"""Which part of a list is asked for, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from chalicelib.credit.identity import PatientKey

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list, newest first: at most `limit` items, strictly after `cursor` (a sort key, opaque)."""

    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and the cursor of the next, if there is one."""

    items: tuple[T, ...]
    next_cursor: str | None = None


class PaymentScope(StrEnum):
    """Which of a patient's payments."""

    TOP_UPS = "top_ups"
    PAID = "paid"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which of a clinic's payments: only unapplied ones, of one location, of one payments account."""

    unapplied: bool = False
    location_id: str | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A payment that is unsettled or without a receipt; or, with a `record_id`, a refund or dispute to follow up."""

    patient: PatientKey
    payment_id: str
    record_id: str | None = None
