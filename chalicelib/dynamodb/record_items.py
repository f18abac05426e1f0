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
    FirstResponse,
    IdempotencyRecord,
    Record,
    Refund,
    RefundStatus,
    Transfer,
)
from chalicelib.dynamodb.credit_items import partition, patient_of, work_queue_keys
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none
from chalicelib.services.pagination import WorkItem

OPEN, CLOSED = "open#", "closed#"
AWAITING_RESPONSE, UNDER_REVIEW = f"{OPEN}1#", f"{OPEN}2#"
"""The groups of a clinic's list of disputes, in its index."""


def disputes_of(clinic_id: str) -> str:
    """The index key of a clinic's disputes, apart from its payments."""
    return f"{clinic_id}#disputes"


def record_sk(payment_id: str, record_id: str) -> str:
    """Records sort beside each other, by payment."""
    return f"record#{payment_id}#{record_id}"


def request_sk(request_id: str) -> str:
    return f"request#{request_id}"


class RecordItem(CreditItem, discriminator="record"):
    """The fields that all records share."""

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
    returned = NumberAttribute(null=True)
    invoice_number = UnicodeAttribute(null=True)

    @classmethod
    def from_domain(cls, application: Application) -> ApplicationItem:
        undone_by = application.unapplied_by
        return cls(
            partition(application.patient),
            record_sk(application.payment_id, application.id),
            version=application.version,
            amount=application.amount,
            currency=application.currency,
            at=to_iso(application.applied_at),
            invoice_id=application.invoice_id,
            request_hash=application.request_hash,
            by=[application.applied_by.kind, application.applied_by.id],
            unapplied_at=to_iso_or_none(application.unapplied_at),
            unapplied_by=[undone_by.kind, undone_by.id] if undone_by else None,
            returned=application.returned or None,
            invoice_number=application.invoice_number,
        )

    def to_record(self) -> Application:
        return Application(
            **self.shared,
            invoice_id=self.invoice_id,
            request_hash=self.request_hash,
            applied_at=from_iso(self.at),
            applied_by=Actor(*self.by),
            unapplied_at=from_iso_or_none(self.unapplied_at),
            unapplied_by=Actor(*self.unapplied_by) if self.unapplied_by else None,
            returned=int(self.returned or 0),
            invoice_number=self.invoice_number,
        )


class RefundItem(RecordItem, discriminator="refund"):
    reason = UnicodeAttribute()
    request_hash = UnicodeAttribute(null=True)
    by: JSONAttribute = JSONAttribute()
    status = UnicodeAttribute()
    stripe_refund_id = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    settled_at = UnicodeAttribute(null=True)
    first_response: JSONAttribute = JSONAttribute(null=True, attr_name="told")

    @classmethod
    def from_domain(cls, refund: Refund) -> RefundItem:
        return cls(
            partition(refund.patient),
            record_sk(refund.payment_id, refund.id),
            version=refund.version,
            amount=refund.amount,
            currency=refund.currency,
            at=to_iso(refund.requested_at),
            reason=refund.reason,
            request_hash=refund.request_hash or None,
            by=[refund.requested_by.kind, refund.requested_by.id],
            status=refund.status,
            stripe_refund_id=refund.stripe_refund_id,
            failure=refund.failure,
            settled_at=to_iso_or_none(refund.settled_at),
            first_response=_response_data(refund.first_response) if refund.first_response else None,
            **work_queue_keys(refund.id, refund.next_check_at),
        )

    def to_record(self) -> Refund:
        return Refund(
            **self.shared,
            reason=self.reason,
            request_hash=self.request_hash or "",
            requested_at=from_iso(self.at),
            requested_by=Actor(*self.by),
            status=RefundStatus(self.status),
            stripe_refund_id=self.stripe_refund_id,
            failure=self.failure,
            settled_at=from_iso_or_none(self.settled_at),
            next_check_at=from_iso_or_none(self.due_at),
            first_response=_response(*self.first_response) if self.first_response else None,
        )


def _response_data(first: FirstResponse) -> list[str | None]:
    return [first.status, first.failure, to_iso_or_none(first.settled_at)]


def _response(status: str, failure: str | None, settled_at: str | None) -> FirstResponse:
    return FirstResponse(RefundStatus(status), failure, from_iso_or_none(settled_at))


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
    def from_domain(cls, dispute: Dispute) -> DisputeItem:
        return cls(
            partition(dispute.patient),
            record_sk(dispute.payment_id, dispute.id),
            version=dispute.version,
            amount=dispute.amount,
            currency=dispute.currency,
            at=to_iso(dispute.opened_at),
            reason=dispute.reason,
            status=dispute.status,
            withdrawn_at=to_iso_or_none(dispute.withdrawn_at),
            reinstated_at=to_iso_or_none(dispute.reinstated_at),
            closed_at=to_iso_or_none(dispute.closed_at),
            transfer=dispute.transfer,
            reversed_at=to_iso_or_none(dispute.reversed_at),
            refusals=dispute.refusals or None,
            **work_queue_keys(dispute.id, dispute.next_check_at),
            **_clinic_keys(dispute),
        )

    def to_record(self) -> Dispute:
        return Dispute(
            **self.shared,
            reason=self.reason,
            status=DisputeStatus(self.status),
            opened_at=from_iso(self.at),
            withdrawn_at=from_iso_or_none(self.withdrawn_at),
            reinstated_at=from_iso_or_none(self.reinstated_at),
            closed_at=from_iso_or_none(self.closed_at),
            transfer=Transfer(self.transfer),
            reversed_at=from_iso_or_none(self.reversed_at),
            refusals=int(self.refusals or 0),
            next_check_at=from_iso_or_none(self.due_at),
        )


def _clinic_keys(dispute: Dispute) -> dict[str, Any]:
    """The place of a dispute in the clinic's list of disputes."""
    if dispute.status.is_over:
        group, moment = CLOSED, dispute.opened_at
    elif dispute.status.awaits_response:
        group, moment = AWAITING_RESPONSE, dispute.opened_at
    else:
        group, moment = UNDER_REVIEW, dispute.opened_at
    clinic_id = dispute.patient.clinic_id
    return {"clinic": disputes_of(clinic_id), "clinic_order": f"{group}{to_iso(moment)}#{dispute.id}"}


class RequestItem(CreditItem, discriminator="request"):
    """A request that touched several payments, and the applications that came of it."""

    request_hash = UnicodeAttribute()
    applications: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, request: IdempotencyRecord) -> RequestItem:
        return cls(
            partition(request.patient),
            request_sk(request.id),
            request_hash=request.request_hash,
            applications=[list(ids) for ids in request.applications],
        )

    def to_request(self) -> IdempotencyRecord:
        return IdempotencyRecord(
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
            return ApplicationItem.from_domain(record)
        case Refund():
            return RefundItem.from_domain(record)
        case Dispute():
            return DisputeItem.from_domain(record)


def transfer_due_in(image: Mapping[str, Any] | None) -> WorkItem | None:
    """The dispute in an image from the table's stream whose transfer must be moved, if it is one."""
    if not image or image.get("kind", {}).get("S") != "dispute":
        return None
    dispute = DisputeItem.from_raw_data(dict(image)).to_record()
    return (
        WorkItem(dispute.patient, dispute.payment_id, dispute.id) if dispute.transfer is not Transfer.SETTLED else None
    )
