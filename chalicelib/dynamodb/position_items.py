"""Positions as items of the credit table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.records import BorneFee, Position
from chalicelib.dynamodb.credit_items import (
    FEE_ORDER,
    FIRST_SHARD,
    STUCK_SHARD,
    partition,
    patient_of,
    record_sk,
    work_queue_keys,
)
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none
from chalicelib.services.pagination import WorkItem


class PositionItem(CreditItem, discriminator="position"):
    version = NumberAttribute()
    expected = NumberAttribute()
    confirmed = NumberAttribute()
    original_left = NumberAttribute()
    since = UnicodeAttribute()
    attempts = NumberAttribute(null=True)
    refusals = NumberAttribute(null=True)
    last_refusal = UnicodeAttribute(null=True)
    asked_at = UnicodeAttribute(null=True)
    fees: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, position: Position) -> PositionItem:
        return cls(
            partition(position.patient),
            record_sk(position.payment_id, position.id),
            version=position.version,
            expected=position.expected,
            confirmed=position.confirmed,
            original_left=position.original_left,
            since=to_iso(position.since),
            attempts=position.attempts or None,
            refusals=position.refusals or None,
            last_refusal=position.last_refusal,
            asked_at=to_iso_or_none(position.asked_at),
            fees=[[fee.amount, to_iso(fee.at)] for fee in position.fees] or None,
            **_fee_keys(position),
            **_queue_keys(position),
        )

    def to_record(self) -> Position:
        return Position(
            patient=patient_of(self.pk),
            payment_id=self.sk.split("#")[1],
            version=int(self.version),
            expected=int(self.expected),
            confirmed=int(self.confirmed),
            original_left=int(self.original_left),
            since=from_iso(self.since),
            attempts=int(self.attempts or 0),
            refusals=int(self.refusals or 0),
            last_refusal=self.last_refusal,
            asked_at=from_iso_or_none(self.asked_at),
            fees=tuple(BorneFee(int(amount), from_iso(at)) for amount, at in self.fees or ()),
            next_check_at=from_iso_or_none(self.due_at),
        )


def _queue_keys(position: Position) -> dict[str, Any]:
    """The place of a due position in the work queue; those that are stuck have a shard of their own."""
    return work_queue_keys(position.next_check_at, STUCK_SHARD if position.is_stuck else FIRST_SHARD)


def _fee_keys(position: Position) -> dict[str, Any]:
    """The place of a position in the clinic's index: the last change of the fees that the clinic bears."""
    if not position.fees:
        return {}
    return {"clinic": position.patient.clinic_id, "clinic_order": f"{FEE_ORDER}{to_iso(position.fees[-1].at)}"}


def position_due_in(image: Mapping[str, Any] | None) -> WorkItem | None:
    """The position in an image from the table's stream whose move is due, if it is one."""
    if not image or image.get("kind", {}).get("S") != "position":
        return None
    position = PositionItem.from_raw_data(dict(image)).to_record()
    return WorkItem(position.patient, position.payment_id, position.id) if position.next_check_at else None
