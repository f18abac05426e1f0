"""The decisions that the pure core makes and the use cases carry out."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.ledger import Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Record


@dataclass(frozen=True, slots=True)
class PostEntries:
    """The balance changes: the posting must commit whole. The operator is told of `warnings`."""

    posting: Posting
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavePayment:
    """The payment changes, the balance does not."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """The record changes, and those of `also` with it; the balance does not. The operator is told of `warnings`."""

    record: Record
    also: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The report contradicts the stored payment: nothing changes, and a person looks at the report."""

    mismatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoChange:
    """The report is known already."""
