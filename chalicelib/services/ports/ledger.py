"""The patients' credit. Reads are consistent unless stated otherwise; writes name the version they were decided on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, PatientCredit, Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.quarantine import Closure, QuarantinedReport
from chalicelib.credit.records import Application, IdempotencyRecord, Position, Record, Refund
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.pagination import (
    DisputedPayment,
    DueItem,
    Page,
    PageRequest,
    PaymentFilter,
    PaymentScope,
    WorkItem,
)
from chalicelib.services.ports.documents import DocumentStore, StatementReader
from chalicelib.services.ports.imports import ImportStore
from chalicelib.services.ports.merges import MergeStore
from chalicelib.services.ports.notices import NoticeStore
from chalicelib.services.ports.people import People


class CreditReader(Protocol):
    def credit(self, patient: PatientKey) -> PatientCredit:
        """The patient's balance; an empty one, not `known`, for a patient without payments.

        Raises PatientMerged for one who was merged into another.
        """

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        """The payment; one that a merge moved is returned under the patient who has it now."""

    def payment_with_credit(self, patient: PatientKey, payment_id: str) -> tuple[Payment | None, PatientCredit]:
        """Both in one call; of a payment that moved, both are the other patient's. Raises PatientMerged."""


class PaymentStore(Protocol):
    def add(self, payment: Payment) -> bool:
        """Write a new payment; return False, and change nothing, if one with its id exists.

        Raises Conflict when another writer was met and none exists.
        """

    def discard(self, payment: Payment) -> None:
        """Remove a payment that Stripe was never asked about. Does nothing once it changed."""

    def save(self, payment: Payment) -> None:
        """Write a payment that was decided on `version - 1`. Raises Conflict when that is no longer the version."""


class PostingStore(Protocol):
    def commit(self, posting: Posting) -> None:
        """Write entries, payments and balance at once or not at all.

        Raises Conflict when one of them changed, or when a memo no longer fits into its clinic's day.
        """


class MemoTotals(Protocol):
    def memos_on(self, clinic_id: str, day: date) -> int:
        """The sum (minor units) of the clinic's memos of that day."""


class CustomerStore(Protocol):
    def save_customer_if_absent(self, patient: PatientKey, customer_id: str) -> str:
        """Store the patient's Stripe customer unless one is stored; return the stored one."""

    def replace_customer(self, patient: PatientKey, deleted_id: str, customer_id: str) -> str:
        """Store a customer in place of `deleted_id`, unless another one is stored by now; return the stored one."""


class StartCounter(Protocol):
    def starts_since(self, patient: PatientKey, since: datetime) -> int:
        """The number of top-ups that the patient started since then."""


class PaymentLists(Protocol):
    def payments(self, patient: PatientKey, page: PageRequest, which: PaymentScope) -> Page[Payment]:
        """The patient's payments by the time they were started; the unapplied ones by the time they were paid."""

    def oldest_unapplied(self, patient: PatientKey, page: PageRequest) -> Page[Payment]:
        """The patient's unapplied payments by the time they were paid, the oldest first."""

    def clinic_payments(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        """A clinic's payments by the time they were paid. May lag behind a commit by a moment."""


class DisputeLists(Protocol):
    def clinic_disputes(self, clinic_id: str, page: PageRequest, *, open_only: bool) -> Page[DisputedPayment]:
        """A clinic's disputes: those that await a response by due date, other open ones by the date they were opened,
        then the closed ones, newest first. May lag behind a commit by a moment."""


class AttentionLists(Protocol):
    """Payments that need the clinic's attention. May lag behind a commit by a moment."""

    def held_payments(self, clinic_id: str, limit: int) -> Sequence[Payment]:
        """Payments with unapplied credit that is on hold, at most `limit`, the latest hold first."""

    def failed_refunds(self, clinic_id: str, since: datetime, limit: int) -> Sequence[tuple[Refund, Payment]]:
        """Refunds that failed at or after `since`, at most `limit`, the latest first, each with its payment."""


class EntryReader(Protocol):
    def entries(self, patient: PatientKey, page: PageRequest, last: int | None = None) -> Page[Entry]:
        """The patient's entries, newest first, from the one numbered `last` on."""

    def entries_of(self, payment: Payment) -> tuple[Entry, ...]:
        """The payment's own entries, oldest first."""

    def entry(self, patient: PatientKey, seq: int) -> Entry | None: ...


class RecordStore(Protocol):
    """Applications, refunds, disputes and positions."""

    def record(self, patient: PatientKey, payment_id: str, record_id: str) -> Record | None: ...

    def records_of(self, payment: Payment) -> tuple[Record, ...]:
        """All records of a payment, in no order."""

    def save_record(self, record: Record, *also: Record) -> None:
        """Write records that were decided on `version - 1` (1 is new), all or none.

        Raises Conflict when that isn't the version of one of them.
        """


class IdempotencyStore(Protocol):
    def request(self, patient: PatientKey, request_id: str) -> IdempotencyRecord | None: ...


class InvoiceStore(Protocol):
    """Invoices that were sent. They also change with the postings that apply credit to them."""

    def invoice(self, patient: PatientKey, invoice_id: str) -> Invoice | None: ...

    def invoices(self, patient: PatientKey) -> Sequence[Invoice]:
        """All invoices of a patient, in no order."""

    def add_invoice(self, invoice: Invoice, seen: PatientCredit) -> None:
        """Write a new invoice; its patient is known from then on.

        Raises Conflict if it exists, or the patient's credit changed since it was `seen`, also by a merge.
        """

    def save_invoice(self, invoice: Invoice) -> None:
        """Write an invoice that was decided on `version - 1`. Raises Conflict when that is no longer the version."""

    def applications_to(self, patient: PatientKey, invoice_id: str) -> Sequence[Application]:
        """All applications to an invoice, unapplied ones included, oldest first."""

    def all_applications(self, patient: PatientKey) -> Sequence[Application]:
        """All applications of a patient to any invoice, in no order."""

    def applications(self, patient: PatientKey, ids: Sequence[tuple[str, str]]) -> Sequence[Application]:
        """The applications of these ids (payment, application), in their order."""


class WorkQueue(Protocol):
    def due(self, now: datetime, limit: int) -> Sequence[WorkItem]:
        """Work items due at or before `now`, at most `limit`: money that went back before top-ups."""

    def due_between(self, after: datetime, until: datetime, limit: int) -> Sequence[DueItem]:
        """Work items due after `after` and until `until`, at most `limit`, the first due first."""

    def oldest_due(self, now: datetime) -> datetime | None:
        """The time from which the longest due of them is due, or None. All may lag behind a commit by a moment."""


class StuckPositions(Protocol):
    def stuck_positions_count(self) -> int:
        """The number of positions whose due move Stripe refused, at most 1,000. May lag behind by a moment."""

    def stuck_positions(self, limit: int) -> Sequence[Position]:
        """Those positions, the next due first. One that became stuck just now may be missing."""


class QuarantineStore(Protocol):
    def quarantine(self, report_id: str, pointer: PaymentRef, facts: Mapping[str, object], at: datetime) -> None:
        """Keep a report that contradicts the stored payment, once, for an operator. A closed one with the same facts
        stays closed; other facts under its id open it again."""

    def quarantined(self, report_id: str) -> QuarantinedReport | None: ...

    def open_quarantined(self, limit: int) -> Sequence[QuarantinedReport]:
        """The open reports, the oldest first. May lag behind by a moment."""

    def open_quarantined_count(self) -> int:
        """The number of open reports, at most 1,000. May lag behind by a moment."""

    def close_quarantined(self, report: QuarantinedReport, closure: Closure) -> QuarantinedReport:
        """Raises Conflict when the report was kept again with other facts."""


class Ledger(
    CreditReader,
    PaymentStore,
    PostingStore,
    MemoTotals,
    CustomerStore,
    StartCounter,
    PaymentLists,
    DisputeLists,
    AttentionLists,
    EntryReader,
    RecordStore,
    IdempotencyStore,
    InvoiceStore,
    DocumentStore,
    StatementReader,
    ImportStore,
    MergeStore,
    NoticeStore,
    People,
    WorkQueue,
    StuckPositions,
    QuarantineStore,
    Protocol,
):
    """All ports of the credit table, for the composition and the contract tests. No use case asks for it."""
