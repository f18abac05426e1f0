"""Items of applications, refunds, disputes and kept requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.identity import Actor
from chalicelib.credit.records import (
    Application,
    Dispute,
    DisputeStatus,
    KeptRequest,
    Record,
    Refund,
    RefundStatus,
    Told,
    Transfer,
)
from chalicelib.dynamodb.credit_items import partition, patient_of, todo_keys
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_text, maybe_from_text, maybe_to_text, to_text
from chalicelib.services.pagination import Due


def record_sk(payment_id: str, record_id: str) -> str:
    """Records sort beside each other, by payment."""
    return f"record#{payment_id}#{record_id}"


def request_sk(request_id: str) -> str:
    return f"request#{request_id}"


class RecordItem(CreditItem, discriminator="record"):
    """What all records share."""

    version = NumberAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    at = UnicodeAttribute()

    @property
    def ids(self) -> dict[str, Any]:
        _, payment_id, record_id = self.sk.split("#")
        return {"id": record_id, "payment_id": payment_id, "patient": patient_of(self.pk)}

    @property
    def shared(self) -> dict[str, Any]:
        return {**self.ids, "version": int(self.version), "amount": int(self.amount), "currency": self.currency}


class ApplicationItem(RecordItem, discriminator="application"):
    invoice_id = UnicodeAttribute()
    request_hash = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute()
    unapplied_at = UnicodeAttribute(null=True)
    unapplied_by: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def holding(cls, application: Application) -> ApplicationItem:
        undone_by = application.unapplied_by
        return cls(
            partition(application.patient),
            record_sk(application.payment_id, application.id),
            version=application.version,
            amount=application.amount,
            currency=application.currency,
            at=to_text(application.applied_at),
            invoice_id=application.invoice_id,
            request_hash=application.request_hash,
            by=[application.applied_by.kind, application.applied_by.id],
            unapplied_at=maybe_to_text(application.unapplied_at),
            unapplied_by=[undone_by.kind, undone_by.id] if undone_by else None,
        )

    def to_record(self) -> Application:
        return Application(
            **self.shared,
            invoice_id=self.invoice_id,
            request_hash=self.request_hash,
            applied_at=from_text(self.at),
            applied_by=Actor(*self.by),
            unapplied_at=maybe_from_text(self.unapplied_at),
            unapplied_by=Actor(*self.unapplied_by) if self.unapplied_by else None,
        )


class RefundItem(RecordItem, discriminator="refund"):
    reason = UnicodeAttribute()
    request_hash = UnicodeAttribute(null=True)
    by: JSONAttribute = JSONAttribute()
    status = UnicodeAttribute()
    stripe_refund_id = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    settled_at = UnicodeAttribute(null=True)
    told: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def holding(cls, refund: Refund) -> RefundItem:
        return cls(
            partition(refund.patient),
            record_sk(refund.payment_id, refund.id),
            version=refund.version,
            amount=refund.amount,
            currency=refund.currency,
            at=to_text(refund.requested_at),
            reason=refund.reason,
            request_hash=refund.request_hash or None,
            by=[refund.requested_by.kind, refund.requested_by.id],
            status=refund.status,
            stripe_refund_id=refund.stripe_refund_id,
            failure=refund.failure,
            settled_at=maybe_to_text(refund.settled_at),
            told=_told_data(refund.told) if refund.told else None,
            **todo_keys(refund.id, refund.next_check_at),
        )

    def to_record(self) -> Refund:
        return Refund(
            **self.shared,
            reason=self.reason,
            request_hash=self.request_hash or "",
            requested_at=from_text(self.at),
            requested_by=Actor(*self.by),
            status=RefundStatus(self.status),
            stripe_refund_id=self.stripe_refund_id,
            failure=self.failure,
            settled_at=maybe_from_text(self.settled_at),
            next_check_at=maybe_from_text(self.todo_at),
            told=_told(*self.told) if self.told else None,
        )


def _told_data(told: Told) -> list[str | None]:
    return [told.status, told.failure, maybe_to_text(told.settled_at)]


def _told(status: str, failure: str | None, settled_at: str | None) -> Told:
    return Told(RefundStatus(status), failure, maybe_from_text(settled_at))


class DisputeItem(RecordItem, discriminator="dispute"):
    reason = UnicodeAttribute()
    status = UnicodeAttribute()
    withdrawn_at = UnicodeAttribute(null=True)
    reinstated_at = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    transfer = UnicodeAttribute()
    reversed_at = UnicodeAttribute(null=True)
    refusals = NumberAttribute(null=True)

    @classmethod
    def holding(cls, dispute: Dispute) -> DisputeItem:
        return cls(
            partition(dispute.patient),
            record_sk(dispute.payment_id, dispute.id),
            version=dispute.version,
            amount=dispute.amount,
            currency=dispute.currency,
            at=to_text(dispute.opened_at),
            reason=dispute.reason,
            status=dispute.status,
            withdrawn_at=maybe_to_text(dispute.withdrawn_at),
            reinstated_at=maybe_to_text(dispute.reinstated_at),
            closed_at=maybe_to_text(dispute.closed_at),
            transfer=dispute.transfer,
            reversed_at=maybe_to_text(dispute.reversed_at),
            refusals=dispute.refusals or None,
            **todo_keys(dispute.id, dispute.next_check_at),
        )

    def to_record(self) -> Dispute:
        return Dispute(
            **self.shared,
            reason=self.reason,
            status=DisputeStatus(self.status),
            opened_at=from_text(self.at),
            withdrawn_at=maybe_from_text(self.withdrawn_at),
            reinstated_at=maybe_from_text(self.reinstated_at),
            closed_at=maybe_from_text(self.closed_at),
            transfer=Transfer(self.transfer),
            reversed_at=maybe_from_text(self.reversed_at),
            refusals=int(self.refusals or 0),
            next_check_at=maybe_from_text(self.todo_at),
        )


class RequestItem(CreditItem, discriminator="request"):
    """A request that touched several payments, and the applications that came of it."""

    request_hash = UnicodeAttribute()
    applications: JSONAttribute = JSONAttribute()

    @classmethod
    def holding(cls, request: KeptRequest) -> RequestItem:
        return cls(
            partition(request.patient),
            request_sk(request.id),
            request_hash=request.request_hash,
            applications=[list(ids) for ids in request.applications],
        )

    def to_request(self) -> KeptRequest:
        return KeptRequest(
            id=self.sk.removeprefix("request#"),
            patient=patient_of(self.pk),
            request_hash=self.request_hash,
            applications=tuple((payment_id, record_id) for payment_id, record_id in self.applications),
        )


AnyRecordItem = ApplicationItem | RefundItem | DisputeItem


def item_of(record: Record) -> AnyRecordItem:
    """The item that holds a record."""
    match record:
        case Application():
            return ApplicationItem.holding(record)
        case Refund():
            return RefundItem.holding(record)
        case Dispute():
            return DisputeItem.holding(record)


def transfer_due_in(image: Mapping[str, Any] | None) -> Due | None:
    """The dispute in an image from the table's stream whose transfer must be moved, if it is one."""
    if not image or image.get("kind", {}).get("S") != "dispute":
        return None
    dispute = DisputeItem.from_raw_data(dict(image)).to_record()
    return Due(dispute.patient, dispute.payment_id, dispute.id) if dispute.transfer is not Transfer.SETTLED else None
