"""Entries as items of the credit table, and their place in the clinic's list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment, Tender
from chalicelib.credit.proof import MOVED_AT_STRIPE
from chalicelib.dynamodb.changes import altered_key
from chalicelib.dynamodb.credit_items import entries_partition, entry_sk, patient_of
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

ENTRY_ORDER, CREDIT_ORDER = "entry#", "credit#"
"""The clinic's entries by time: of money that moved at Stripe, and of credit alone."""


class EntryItem(CreditItem, discriminator="entry"):
    """One line of the ledger. Written once, with a condition that it isn't there; never updated."""

    at = UnicodeAttribute()
    entry_kind = UnicodeAttribute()
    amount = NumberAttribute()
    balance_after = NumberAttribute()
    payment_id = UnicodeAttribute()
    actor_kind = UnicodeAttribute()
    actor_id = UnicodeAttribute(null=True)
    actor_name = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    tender = UnicodeAttribute(null=True)

    @classmethod
    def from_domain(cls, entry: Entry, *, is_listed: bool = True) -> EntryItem:
        """One that is not listed is found by its payment: see `is_arrival`."""
        return cls(
            entries_partition(entry.patient),
            entry_sk(entry.seq),
            at=to_iso(entry.at),
            entry_kind=entry.kind,
            amount=entry.amount,
            balance_after=entry.balance_after,
            payment_id=entry.payment_id,
            actor_kind=entry.actor.kind,
            actor_id=entry.actor.id,
            actor_name=entry.actor.name,
            reference=entry.reference,
            number=entry.number,
            tender=entry.tender,
            **(_entry_keys(entry) if is_listed else {}),
        )

    def to_entry(self) -> Entry:
        return Entry(
            patient=patient_of(self.pk),
            seq=int(self.sk.removeprefix("entry#")),
            at=from_iso(self.at),
            kind=EntryKind(self.entry_kind),
            amount=int(self.amount),
            balance_after=int(self.balance_after),
            payment_id=self.payment_id,
            actor=Actor(self.actor_kind, self.actor_id, self.actor_name),
            reference=self.reference,
            number=self.number,
            tender=Tender(self.tender) if self.tender else None,
        )


def is_arrival(entry: Entry, payment: Payment) -> bool:
    """Whether the clinic's list finds the entry by its payment, whose first it is, at the same time."""
    is_first = payment.first_line == (entry.patient, entry.seq)
    return is_first and payment.succeeded_at is not None and to_iso(payment.succeeded_at) == to_iso(entry.at)


def _entry_keys(entry: Entry) -> dict[str, Any]:
    """The nightly proof reads only the entries of money that moved at Stripe, reports read all."""
    order = ENTRY_ORDER if entry.kind in MOVED_AT_STRIPE and not entry.tender else CREDIT_ORDER
    return {"clinic": entry.patient.clinic_id, "clinic_order": f"{order}{to_iso(entry.at)}"}


def changed_entry_in(change: Mapping[str, Any]) -> str | None:
    """Return the key of an entry that a change from the table's stream altered or removed, or None."""
    return altered_key(change, "entry")
