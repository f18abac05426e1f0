"""Keys of the credit table, places on its work queue, and the item of a patient's balance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit, UnappliedPayment
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso

CREDIT_SK = "credit"
WORK_QUEUE_SHARDS = 8
"""Top-ups are spread over this many index partitions, so that no clinic's rush makes one hot."""
FIRST_SHARD = "first"
"""Refunds, disputes, positions, invoices, merges and erasures: few, and never behind the top-ups of a busy hour."""
STUCK_SHARD = "stuck"
NOTICE_SHARD = "notices"
"""Notices, and documents to draw: after all that is about money."""

FEE_ORDER = "fee#"
"""The clinic's positions by the last change of the disputes' fees that it bears."""

HOLD, FAILED_REFUND = "hold#", "refund#"
"""The kinds of items that need attention, in the clinic's index: payments on hold, and refunds that failed."""


ENTRIES = "#entries#"
"""Partitions of entries begin so, and no other does: no clinic's id is empty. Permissions name it."""


def partition(patient: PatientKey) -> str:
    return f"{patient.clinic_id}#{patient.patient_id}"


def entries_partition(patient: PatientKey) -> str:
    """The partition of the patient's entries alone, so that no role may change or remove what is in it."""
    return f"{ENTRIES}{partition(patient)}"


def patient_of(pk: str) -> PatientKey:
    """Return the patient whose partition it is, of entries or of all else."""
    clinic_id, patient_id = pk.removeprefix(ENTRIES).split("#", 1)
    return PatientKey(clinic_id, patient_id)


def payment_sk(payment_id: str) -> str:
    return f"payment#{payment_id}"


def record_sk(payment_id: str, record_id: str) -> str:
    """Records sort beside each other, by payment."""
    return f"record#{payment_id}#{record_id}"


def entry_sk(seq: int) -> str:
    return f"entry#{seq:012d}"


class CreditBalanceItem(CreditItem, discriminator="credit"):
    """A patient's balance and how it was counted."""

    balance = NumberAttribute(default=0)
    seq = NumberAttribute(default=0)
    last_entry_at = UnicodeAttribute(null=True)
    by_location: MapAttribute[str, int] = MapAttribute(default=dict)
    payments_unapplied = NumberAttribute(default=0)
    unapplied: JSONAttribute = JSONAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)
    merged_from: JSONAttribute = JSONAttribute(null=True)
    forgotten_at = UnicodeAttribute(null=True)
    invoices = NumberAttribute(null=True)

    def to_credit(self) -> PatientCredit:
        return PatientCredit(
            patient=patient_of(self.pk),
            balance=int(self.balance),
            seq=int(self.seq),
            last_entry_at=from_iso_or_none(self.last_entry_at),
            by_location={place: int(amount) for place, amount in self.by_location.as_dict().items()},
            payments_unapplied=int(self.payments_unapplied),
            unapplied=tuple(map(_unapplied, self.unapplied or ())),
            customer_id=self.customer_id,
            known=True,
            merged_into=PatientKey(patient_of(self.pk).clinic_id, self.merged_into) if self.merged_into else None,
            merged_from=tuple(self.merged_from or ()),
            erased_at=from_iso_or_none(self.forgotten_at),
            erasure_due_at=from_iso_or_none(self.due_at),
            invoices=int(self.invoices or 0),
        )


def unapplied_keys(credit: PatientCredit) -> list[str]:
    """The unapplied payments as the balance's item lists them."""
    return [payment_key(one.since, one.id) for one in credit.unapplied]


def payment_key(at: datetime, payment_id: str) -> str:
    """The place of a payment in a list by time."""
    return f"{to_iso(at)}#{payment_id}"


def _unapplied(key: str) -> UnappliedPayment:
    since, payment_id = key.split("#", 1)
    return UnappliedPayment(from_iso(since), payment_id)


def attention_of(clinic_id: str) -> str:
    """The index key of a clinic's items that need attention, apart from its payments."""
    return f"{clinic_id}#attention"


def attention_keys(patient: PatientKey, kind: str, since: datetime, id_: str) -> dict[str, Any]:
    """Return the attributes that list an item among those that need the clinic's attention."""
    return {"clinic": attention_of(patient.clinic_id), "clinic_order": f"{kind}{to_iso(since)}#{id_}"}


def work_queue_keys(due_at: datetime | None, shard: str = FIRST_SHARD) -> dict[str, Any]:
    """Return the attributes that put an item on the work queue; without them it leaves the queue."""
    if due_at is None:
        return {}
    return {"work_queue_shard": shard, "due_at": to_iso(due_at)}
