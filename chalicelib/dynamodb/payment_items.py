"""Payments as items of the credit table."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
)

from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import (
    PATIENT,
    Card,
    Hold,
    HoldReason,
    IssuedReceipt,
    LocationSnapshot,
    Origin,
    PaidOut,
    Payment,
    PaymentError,
    PaymentStatus,
    Source,
    SupersededIntent,
    Tender,
)
from chalicelib.dynamodb.actors import actor_data
from chalicelib.dynamodb.credit_items import (
    WORK_QUEUE_SHARDS,
    partition,
    patient_of,
    payment_key,
    payment_sk,
    work_queue_keys,
)
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none


class PaymentItem(CreditItem, discriminator="payment"):
    """A payment from its start on. The index attributes are there only while the payment belongs in the index.

    Items of schema 1 and 2 have `unapplied_since`, the key of an index that is no more.
    """

    created = UnicodeAttribute()
    version = NumberAttribute()
    status = UnicodeAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    location_id = UnicodeAttribute()
    location_name = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    patient_name = UnicodeAttribute(null=True)
    language = UnicodeAttribute()
    request_hash = UnicodeAttribute()
    customer_id = UnicodeAttribute(null=True)
    payment_intent_id = UnicodeAttribute(null=True)
    origin_intent_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    charge_id = UnicodeAttribute(null=True)
    card: JSONAttribute = JSONAttribute(null=True)
    card_wallet = UnicodeAttribute(null=True)
    last_error: JSONAttribute = JSONAttribute(null=True)
    declines = NumberAttribute(null=True)
    declined_charge_id = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    statement_suffix = UnicodeAttribute(null=True)
    terms_version = NumberAttribute(null=True)
    erased_at = UnicodeAttribute(null=True, attr_name="forgotten_at")
    succeeded_at = UnicodeAttribute(null=True)
    charged_at = UnicodeAttribute(null=True)
    application_fee = NumberAttribute(null=True)
    bears_dispute_fees = BooleanAttribute(null=True)
    stripe_fee = NumberAttribute(null=True)
    payout: JSONAttribute = JSONAttribute(null=True)
    intent_attempt = NumberAttribute(null=True)
    superseded: JSONAttribute = JSONAttribute(null=True)
    applied = NumberAttribute(default=0)
    refunded = NumberAttribute(default=0)
    disputed = NumberAttribute(default=0)
    transferred = NumberAttribute(null=True)
    voided = NumberAttribute(null=True)
    source = UnicodeAttribute(null=True)
    collected_by: JSONAttribute = JSONAttribute(null=True)
    tender = UnicodeAttribute(null=True)
    received_on = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    void_reason = UnicodeAttribute(null=True)
    origin: JSONAttribute = JSONAttribute(null=True)
    entry_numbers = NumberSetAttribute(null=True, attr_name="lines")
    earlier: JSONAttribute = JSONAttribute(null=True)
    receipt: JSONAttribute = JSONAttribute(null=True)
    hold: JSONAttribute = JSONAttribute(null=True)
    unapplied_since = UnicodeAttribute(null=True)

    @classmethod
    def from_domain(cls, payment: Payment) -> PaymentItem:
        return cls(
            partition(payment.patient),
            payment_sk(payment.id),
            version=payment.version,
            status=payment.status,
            amount=payment.amount,
            currency=payment.currency,
            location_id=payment.location.id,
            location_name=payment.location.name,
            account_id=payment.account_id,
            patient_name=payment.patient_name or None,
            language=payment.language,
            request_hash=payment.request_hash,
            customer_id=payment.customer_id,
            **_intent_data(payment),
            client_secret=payment.client_secret,
            charge_id=payment.charge_id,
            card=[payment.card.brand, payment.card.last4] if payment.card else None,
            card_wallet=payment.card.wallet if payment.card else None,
            last_error=[payment.last_error.code, payment.last_error.message] if payment.last_error else None,
            declines=payment.declines or None,
            declined_charge_id=payment.declined_charge_id,
            address=payment.address,
            statement_suffix=payment.statement_suffix,
            terms_version=payment.terms_version,
            erased_at=to_iso_or_none(payment.erased_at),
            succeeded_at=to_iso_or_none(payment.succeeded_at),
            charged_at=to_iso_or_none(payment.charged_at),
            application_fee=payment.application_fee or None,
            bears_dispute_fees=payment.bears_dispute_fees or None,
            stripe_fee=payment.stripe_fee,
            payout=[payment.payout.payout_id, payment.payout.on.isoformat()] if payment.payout else None,
            intent_attempt=payment.intent_attempt or None,
            superseded=[list(astuple(one)) for one in payment.superseded] or None,
            applied=payment.applied,
            refunded=payment.refunded,
            disputed=payment.disputed,
            **_source_data(payment),
            entry_numbers=set(payment.entry_numbers) or None,
            earlier=[[patient_id, list(numbers)] for patient_id, numbers in payment.earlier] or None,
            receipt=_receipt_data(payment.receipt) if payment.receipt else None,
            hold=_hold_data(payment.hold) if payment.hold else None,
            **_index_keys(payment),
        )

    def to_payment(self) -> Payment:
        created_at, payment_id = str(self.created).split("#", 1)
        return Payment(
            id=payment_id,
            patient=patient_of(self.pk),
            version=int(self.version),
            status=PaymentStatus(self.status),
            amount=int(self.amount),
            currency=self.currency,
            location=LocationSnapshot(self.location_id, self.location_name),
            account_id=self.account_id,
            patient_name=self.patient_name or "",
            language=self.language,
            request_hash=self.request_hash,
            customer_id=self.customer_id,
            created_at=from_iso(created_at),
            payment_intent_id=self.payment_intent_id or self.origin_intent_id,
            client_secret=self.client_secret,
            charge_id=self.charge_id,
            card=Card(self.card[0], self.card[1], self.card_wallet) if self.card else None,
            last_error=PaymentError(*self.last_error) if self.last_error else None,
            declines=int(self.declines or 0),
            declined_charge_id=self.declined_charge_id,
            address=self.address,
            statement_suffix=self.statement_suffix,
            terms_version=_int_or_none(self.terms_version),
            erased_at=from_iso_or_none(self.erased_at),
            succeeded_at=from_iso_or_none(self.succeeded_at),
            charged_at=from_iso_or_none(self.charged_at),
            application_fee=int(self.application_fee or 0),
            bears_dispute_fees=bool(self.bears_dispute_fees),
            stripe_fee=_int_or_none(self.stripe_fee),
            payout=_paid_out(*self.payout) if self.payout else None,
            intent_attempt=int(self.intent_attempt or 0),
            superseded=tuple(SupersededIntent(*one) for one in self.superseded or ()),
            applied=int(self.applied),
            refunded=int(self.refunded),
            disputed=int(self.disputed),
            transferred=int(self.transferred or 0),
            voided=int(self.voided or 0),
            source=Source(self.source or Source.CARD_ONLINE),
            collected_by=Actor(*self.collected_by) if self.collected_by else PATIENT,
            tender=Tender(self.tender) if self.tender else None,
            received_on=date.fromisoformat(self.received_on) if self.received_on else None,
            reference=self.reference,
            reason=self.reason,
            void_reason=self.void_reason,
            origin=_origin(*self.origin) if self.origin else None,
            entry_numbers=tuple(sorted(int(number) for number in self.entry_numbers or ())),
            earlier=tuple((patient_id, tuple(numbers)) for patient_id, numbers in self.earlier or ()),
            receipt=_receipt(self.receipt) if self.receipt else None,
            hold=_hold(self.hold) if self.hold else None,
            next_check_at=from_iso_or_none(self.due_at),
        )


def _source_data(payment: Payment) -> dict[str, Any]:
    """Attributes that joined version 1: an item without them is of a card that the patient used online."""
    by, origin = payment.collected_by, payment.origin
    return {
        "transferred": payment.transferred or None,
        "voided": payment.voided or None,
        "source": None if payment.source is Source.CARD_ONLINE else payment.source,
        "collected_by": None if by == PATIENT else actor_data(by),
        "tender": payment.tender,
        "received_on": payment.received_on.isoformat() if payment.received_on else None,
        "reference": payment.reference,
        "reason": payment.reason,
        "void_reason": payment.void_reason,
        "origin": [origin.patient_id, origin.payment_id, origin.source] if origin else None,
    }


def _intent_data(payment: Payment) -> dict[str, Any]:
    """The payment that a PaymentIntent was made for, and what was transferred of it, keep it by different names."""
    name = "origin_intent_id" if payment.source is Source.TRANSFER else "payment_intent_id"
    return {name: payment.payment_intent_id}


def _origin(patient_id: str, payment_id: str, source: str) -> Origin:
    return Origin(patient_id, payment_id, Source(source))


def _paid_out(payout_id: str, on: str) -> PaidOut:
    return PaidOut(payout_id, date.fromisoformat(on))


def _int_or_none(value: float | None) -> int | None:
    return None if value is None else int(value)


def _top_up_shard(payment: Payment) -> str:
    return str(zlib.crc32(payment.id.encode()) % WORK_QUEUE_SHARDS)


def _index_keys(payment: Payment) -> dict[str, Any]:
    keys = {
        "created": payment_key(payment.created_at, payment.id),
        **work_queue_keys(payment.next_check_at, _top_up_shard(payment)),
    }
    if payment.succeeded_at:
        paid = payment_key(payment.succeeded_at, payment.id)
        keys["clinic"] = payment.patient.clinic_id
        keys["clinic_order"] = f"{'unapplied' if payment.unapplied else 'settled'}#{paid}"
    return keys


def _receipt_data(receipt: IssuedReceipt) -> dict[str, Any]:
    data: dict[str, Any] = {"number": receipt.number, "at": to_iso(receipt.issued_at)}
    if receipt.duplicate_asked_at and receipt.duplicate_asked_by:
        data["again"] = to_iso(receipt.duplicate_asked_at)
        data["by"] = actor_data(receipt.duplicate_asked_by)
        data["ready"] = receipt.duplicate_ready
    return data


def _receipt(data: dict[str, Any]) -> IssuedReceipt:
    return IssuedReceipt(
        number=data["number"],
        issued_at=from_iso(data["at"]),
        duplicate_asked_at=from_iso(data["again"]) if "again" in data else None,
        duplicate_asked_by=Actor(*data["by"]) if "by" in data else None,
        duplicate_ready=data.get("ready", False),
    )


def _hold_data(hold: Hold) -> dict[str, Any]:
    data: dict[str, Any] = {"reason": hold.reason, "warning": hold.warning_id, "at": to_iso(hold.at)}
    if hold.released_at and hold.released_by:
        data["released"] = to_iso(hold.released_at)
        data["by"] = actor_data(hold.released_by)
    return data


def _hold(data: dict[str, Any]) -> Hold:
    return Hold(
        reason=HoldReason(data["reason"]),
        warning_id=data["warning"],
        at=from_iso(data["at"]),
        released_at=from_iso(data["released"]) if "released" in data else None,
        released_by=Actor(*data["by"]) if "by" in data else None,
    )


def payment_in(image: Mapping[str, Any] | None) -> Payment | None:
    """Return the payment in an image from the table's stream, or None if the image is of something else."""
    if not image or image.get("kind", {}).get("S") != "payment":
        return None
    return PaymentItem.from_raw_data(dict(image)).to_payment()
