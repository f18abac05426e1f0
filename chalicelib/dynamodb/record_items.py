"""Items of applications, refunds, disputes, transfers and kept requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import Tender
from chalicelib.credit.records import (
    Application,
    CreditTransfer,
    Dispute,
    DisputeStatus,
    FirstResponse,
    IdempotencyRecord,
    Misfit,
    OutsideRefund,
    Position,
    Record,
    Refund,
    RefundElsewhere,
    RefundStatus,
)
from chalicelib.dynamodb.actors import actor_data, actor_data_or_none
from chalicelib.dynamodb.credit_items import (
    FAILED_REFUND,
    attention_keys,
    partition,
    patient_of,
    record_sk,
    work_queue_keys,
)
from chalicelib.dynamodb.position_items import PositionItem
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none

OPEN, CLOSED = "open#", "closed#"
AWAITING_RESPONSE, UNDER_REVIEW = f"{OPEN}1#", f"{OPEN}2#"
"""The groups of a clinic's list of disputes, in its index."""


def disputes_of(clinic_id: str) -> str:
    """The index key of a clinic's disputes, apart from its payments."""
    return f"{clinic_id}#disputes"


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


RecordWithAmount = Application | Refund | Dispute | CreditTransfer | RefundElsewhere


def _shared_data(record: RecordWithAmount, at: datetime) -> dict[str, Any]:
    """The keys and attributes of every record with an amount; `RecordItem.shared` reads them."""
    return {
        "pk": partition(record.patient),
        "sk": record_sk(record.payment_id, record.id),
        "version": record.version,
        "amount": record.amount,
        "currency": record.currency,
        "at": to_iso(at),
    }


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
        return cls(
            **_shared_data(application, application.applied_at),
            invoice_id=application.invoice_id,
            request_hash=application.request_hash,
            by=actor_data(application.applied_by),
            unapplied_at=to_iso_or_none(application.unapplied_at),
            unapplied_by=actor_data_or_none(application.unapplied_by),
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
    keeps_transfer = BooleanAttribute(null=True)
    attempt = NumberAttribute(null=True)
    outside: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, refund: Refund) -> RefundItem:
        return cls(
            **_shared_data(refund, refund.requested_at),
            reason=refund.reason,
            request_hash=refund.request_hash or None,
            by=actor_data(refund.requested_by),
            status=refund.status,
            stripe_refund_id=refund.stripe_refund_id,
            failure=refund.failure,
            settled_at=to_iso_or_none(refund.settled_at),
            first_response=_response_data(refund.first_response) if refund.first_response else None,
            keeps_transfer=not refund.reverse_transfer or None,
            attempt=refund.attempt or None,
            outside=[refund.outside.tender, refund.outside.reference] if refund.outside else None,
            **work_queue_keys(refund.next_check_at),
            **_attention_keys(refund),
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
            reverse_transfer=not self.keeps_transfer,
            attempt=int(self.attempt or 0),
            outside=_outside(*self.outside) if self.outside else None,
        )


def _attention_keys(refund: Refund) -> dict[str, Any]:
    if refund.status is not RefundStatus.FAILED or refund.settled_at is None:
        return {}
    return attention_keys(refund.patient, FAILED_REFUND, refund.settled_at, refund.id)


def _outside(tender: str, reference: str | None) -> OutsideRefund:
    return OutsideRefund(Tender(tender), reference)


def _response_data(first: FirstResponse) -> list[str | None]:
    return [first.status, first.failure, to_iso_or_none(first.settled_at)]


def _response(status: str, failure: str | None, settled_at: str | None) -> FirstResponse:
    return FirstResponse(RefundStatus(status), failure, from_iso_or_none(settled_at))


class DisputeItem(RecordItem, discriminator="dispute"):
    """Items of schema 1 have no numbers: they took all of the dispute's amount between their two dates.

    Their `transfer`, `reversed_at` and `refusals` are from before positions. `transfer` is still written, because the
    release before this one requires it.
    """

    reason = UnicodeAttribute()
    status = UnicodeAttribute()
    withdrawn: NumberAttribute | None = NumberAttribute(null=True)
    reinstated = NumberAttribute(null=True)
    taken: NumberAttribute | None = NumberAttribute(null=True)
    taken_elsewhere = NumberAttribute(null=True)
    share_of = UnicodeAttribute(null=True)
    fee = NumberAttribute(null=True)
    transactions = NumberAttribute(null=True)
    misfit = UnicodeAttribute(null=True)
    due_by = UnicodeAttribute(null=True)
    charge_id = UnicodeAttribute(null=True)
    withdrawn_at = UnicodeAttribute(null=True)
    reinstated_at = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    transfer = UnicodeAttribute(default="settled")
    reversed_at = UnicodeAttribute(null=True)
    refusals = NumberAttribute(null=True)

    @classmethod
    def from_domain(cls, dispute: Dispute) -> DisputeItem:
        return cls(
            **_shared_data(dispute, dispute.opened_at),
            reason=dispute.reason,
            status=dispute.status,
            withdrawn=dispute.withdrawn,
            reinstated=dispute.reinstated or None,
            taken=dispute.taken,
            taken_elsewhere=dispute.taken_elsewhere or None,
            share_of=dispute.share_of,
            fee=dispute.fee,
            transactions=dispute.transactions,
            misfit=dispute.misfit,
            due_by=to_iso_or_none(dispute.due_by),
            charge_id=dispute.charge_id,
            withdrawn_at=to_iso_or_none(dispute.withdrawn_at),
            reinstated_at=to_iso_or_none(dispute.reinstated_at),
            closed_at=to_iso_or_none(dispute.closed_at),
            **work_queue_keys(dispute.next_check_at),
            **_clinic_keys(dispute),
        )

    def to_record(self) -> Dispute:
        held = int(self.amount) if self.withdrawn_at and not self.reinstated_at else 0
        return Dispute(
            **self.shared,
            reason=self.reason,
            status=DisputeStatus(self.status),
            opened_at=from_iso(self.at),
            withdrawn=held if self.withdrawn is None else int(self.withdrawn),
            reinstated=int(self.reinstated or 0),
            taken=held if self.taken is None else int(self.taken),
            taken_elsewhere=int(self.taken_elsewhere or 0),
            share_of=self.share_of,
            fee=int(self.fee or 0),
            transactions=int(self.transactions or 0),
            misfit=Misfit(self.misfit) if self.misfit else None,
            due_by=from_iso_or_none(self.due_by),
            charge_id=self.charge_id,
            withdrawn_at=from_iso_or_none(self.withdrawn_at),
            reinstated_at=from_iso_or_none(self.reinstated_at),
            closed_at=from_iso_or_none(self.closed_at),
            next_check_at=from_iso_or_none(self.due_at),
        )


def _clinic_keys(dispute: Dispute) -> dict[str, Any]:
    """The place of a dispute in the clinic's list of disputes; what it took of other payments is not listed."""
    if dispute.share_of:
        return {}
    if dispute.status.is_over:
        group, moment = CLOSED, dispute.opened_at
    elif dispute.status.awaits_response:
        group, moment = AWAITING_RESPONSE, dispute.due_by or dispute.opened_at
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


class CreditTransferItem(RecordItem, discriminator="transfer"):
    to_patient_id = UnicodeAttribute()
    to_payment_id = UnicodeAttribute()
    reason = UnicodeAttribute()
    request_hash = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, transfer: CreditTransfer) -> CreditTransferItem:
        return cls(
            **_shared_data(transfer, transfer.transferred_at),
            to_patient_id=transfer.to_patient_id,
            to_payment_id=transfer.to_payment_id,
            reason=transfer.reason,
            request_hash=transfer.request_hash,
            by=actor_data(transfer.transferred_by),
        )

    def to_record(self) -> CreditTransfer:
        return CreditTransfer(
            **self.shared,
            to_patient_id=self.to_patient_id,
            to_payment_id=self.to_payment_id,
            reason=self.reason,
            request_hash=self.request_hash,
            transferred_at=from_iso(self.at),
            transferred_by=Actor(*self.by),
        )


class RefundElsewhereItem(RecordItem, discriminator="refund_elsewhere"):
    is_made = BooleanAttribute()

    @classmethod
    def from_domain(cls, refund: RefundElsewhere) -> RefundElsewhereItem:
        return cls(
            **_shared_data(refund, refund.at),
            is_made=refund.is_made,
        )

    def to_record(self) -> RefundElsewhere:
        return RefundElsewhere(**self.shared, is_made=bool(self.is_made), at=from_iso(self.at))


AnyRecordItem = ApplicationItem | RefundItem | DisputeItem | PositionItem | CreditTransferItem | RefundElsewhereItem


def item_of(record: Record) -> AnyRecordItem:
    """The item that holds a record."""
    match record:
        case Application():
            return ApplicationItem.from_domain(record)
        case Refund():
            return RefundItem.from_domain(record)
        case Dispute():
            return DisputeItem.from_domain(record)
        case Position():
            return PositionItem.from_domain(record)
        case CreditTransfer():
            return CreditTransferItem.from_domain(record)
        case RefundElsewhere():
            return RefundElsewhereItem.from_domain(record)
