"""A clinic's payments on hold and failed refunds: keys from its index, then the items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund
from chalicelib.dynamodb.credit_items import FAILED_REFUND, HOLD, attention_keys, attention_of, partition
from chalicelib.dynamodb.dispute_lists import with_payments
from chalicelib.dynamodb.record_items import RefundItem
from chalicelib.dynamodb.tables import CreditItem, CreditKeys
from chalicelib.dynamodb.timestamps import to_iso

FIRST, LAST = "0", "~"


class HoldItem(CreditItem, discriminator="hold"):
    """The place of a payment on hold in its clinic's index; of one that was released or has nothing left, no place.

    It is written with the payment, where its first patient's items are: after a merge there is still one. It stays,
    since the functions that save payments may not all delete.
    """

    @classmethod
    def of(cls, payment: Payment) -> HoldItem:
        hold, is_listed = payment.hold, payment.is_held and payment.unapplied > 0
        keys = attention_keys(payment.patient, HOLD, hold.at, payment.id) if hold and is_listed else {}
        return cls(partition(payment.holders[0]), f"{HOLD}{payment.id}", **keys)


def held_payments(clinic_id: str, limit: int) -> Sequence[Payment]:
    found = with_payments(_rows(clinic_id, HOLD, FIRST, limit))
    return [payment for _, payment in found if payment.is_held and payment.unapplied > 0]


def failed_refunds(clinic_id: str, since: datetime, limit: int) -> Iterator[tuple[Refund, Payment]]:
    for item, payment in with_payments(_rows(clinic_id, FAILED_REFUND, to_iso(since), limit)):
        if isinstance(item, RefundItem):
            yield item.to_record(), payment


def _rows(clinic_id: str, kind: str, since: str, limit: int) -> Sequence[CreditKeys]:
    """The keys of one kind, the latest first."""
    between = CreditKeys.clinic_order.between(kind + since, kind + LAST)
    return list(CreditKeys.by_clinic.query(attention_of(clinic_id), between, scan_index_forward=False, limit=limit))
