"""The ledger in memory: the same promises as DynamoDB's, without DynamoDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from chalicelib.credit.document import DocumentRequest
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, PatientCredit, Posting
from chalicelib.credit.merge import Merge, unmerged
from chalicelib.credit.notice import Notice
from chalicelib.credit.payment import Payment, PaymentStatus, Source
from chalicelib.credit.quarantine import Closure, QuarantinedReport, facts_as_text
from chalicelib.credit.records import (
    Application,
    CreditTransfer,
    IdempotencyRecord,
    Position,
    Record,
    Refund,
    RefundElsewhere,
)
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import DisputedPayment, DueItem, Page, PageRequest, PaymentFilter, PaymentScope, WorkItem
from chalicelib.services.ports.people import KnownPatient
from tests.fakes.disputes import listed_disputes, listed_failed_refunds, listed_holds
from tests.fakes.documents import FakeDocuments
from tests.fakes.imports import FakeImports
from tests.fakes.merges import FakeMerges
from tests.fakes.notices import FakeNotices
from tests.fakes.people import FakePeople
from tests.fakes.rows import Absent, Newest, Rows, Write


class FakeLedger(FakePeople, FakeImports, FakeMerges, FakeNotices, FakeDocuments):
    """See services.ports.Ledger."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.in_quarantine: dict[str, QuarantinedReport] = {}

    def credit(self, patient: PatientKey) -> PatientCredit:
        return unmerged(self.stored_credit(patient))

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        return self.rows.get(("payment", self.holder(patient, payment_id), payment_id), Payment)

    def payment_with_credit(self, patient: PatientKey, payment_id: str) -> tuple[Payment | None, PatientCredit]:
        return self.payment(patient, payment_id), self.credit(self.holder(patient, payment_id))

    def payment_credit_and_person(self, patient: PatientKey, payment_id: str) -> KnownPatient:
        holder = self.holder(patient, payment_id)
        return self.payment(patient, payment_id), self.credit(holder), self.person(holder)

    def payments_credits_and_people(self, keys: Sequence[tuple[PatientKey, str]]) -> Mapping[PatientKey, KnownPatient]:
        return {
            patient: (self.payment(patient, payment_id), self.stored_credit(patient), self.person(patient))
            for patient, payment_id in keys
        }

    def add(self, payment: Payment) -> bool:
        try:
            self.rows.write(_new(payment))
        except Conflict:
            return False
        return True

    def discard(self, payment: Payment) -> None:
        self.rows.remove(_key(payment), payment.version)

    def save(self, payment: Payment) -> None:
        self.rows.write(_changed(payment))

    def commit(self, posting: Posting) -> None:
        memo = posting.memo
        if memo and self.memos_on(memo.clinic_id, memo.day) + memo.amount > memo.maximum:
            raise Conflict
        self.rows.write(*self._writes(posting))
        if memo:
            key = ("memos", memo.clinic_id, memo.day)
            self.rows.put(key, self.memos_on(memo.clinic_id, memo.day) + memo.amount)

    def memos_on(self, clinic_id: str, day: date) -> int:
        return self.rows.get(("memos", clinic_id, day), int) or 0

    def _writes(self, posting: Posting) -> Iterator[Write | Absent]:
        """One more kind of record in a posting is one more line here."""
        yield from map(_changed, posting.payments)
        yield from map(_recorded, posting.records)
        if posting.request:
            yield Write(_request_key(posting.request.patient, posting.request.id), posting.request, 1, 0)
        yield from map(_changed_invoice, posting.invoices)
        for person in posting.people:
            yield Write(("person", person.patient), person, person.revision, person.revision - 1)
        for invoice_id in posting.unsent_invoices:
            yield Absent(("invoice", posting.credit.patient, invoice_id))
        yield from self.moves(posting.moved)
        yield from (Write(("entry", entry.patient, entry.seq), entry, 1, 0) for entry in posting.entries)
        for credit in posting.credits:
            if not posting.moved or credit.merged_into is None:
                self.require_unmerged(credit.patient)
            yield self._counted(credit, len(posting.entries_for(credit.patient)))

    def _counted(self, credit: PatientCredit, lines: int) -> Write:
        stored = self.stored_credit(credit.patient)
        if stored.erased_at and not credit.erased_at:
            raise Conflict
        kept = replace(credit, customer_id=stored.customer_id, known=True)
        kept = replace(kept, merged_into=stored.merged_into, merged_from=stored.merged_from)
        kept = replace(kept, erased_at=stored.erased_at, erasure_due_at=stored.erasure_due_at)
        return Write(("credit", credit.patient), kept, credit.seq, credit.seq - lines)

    def save_customer_if_absent(self, patient: PatientKey, customer_id: str) -> str:
        credit = self.stored_credit(patient)
        kept = credit.customer_id or customer_id
        self.rows.put(("credit", patient), replace(credit, customer_id=kept, known=True))
        return kept

    def replace_customer(self, patient: PatientKey, deleted_id: str, customer_id: str) -> str:
        credit = self.stored_credit(patient)
        kept = customer_id if credit.customer_id == deleted_id else credit.customer_id or customer_id
        self.rows.put(("credit", patient), replace(credit, customer_id=kept))
        return kept

    def starts_since(self, patient: PatientKey, since: datetime) -> int:
        return sum(payment.created_at >= since for payment in self._of(patient))

    def payments(self, patient: PatientKey, page: PageRequest, which: PaymentScope) -> Page[Payment]:
        assert which in PaymentScope, "a selection of payments is one of these"
        return Newest(list(_listed(self._of(patient), which))).page(page)

    def clinic_payments(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        ours = (payment for payment in self.rows.all(Payment) if payment.patient.clinic_id == clinic_id)
        paid = _listed(ours, PaymentScope.UNAPPLIED if wanted.unapplied else PaymentScope.PAID, by_payment=True)
        return Newest([pair for pair in paid if wanted.takes(pair[1])]).page(page)

    def clinic_disputes(self, clinic_id: str, page: PageRequest, *, open_only: bool) -> Page[DisputedPayment]:
        return listed_disputes(self.rows, clinic_id, page, open_only=open_only)

    def held_payments(self, clinic_id: str, limit: int) -> Sequence[Payment]:
        return listed_holds(self.rows, clinic_id)[:limit]

    def failed_refunds(self, clinic_id: str, since: datetime, limit: int) -> Sequence[tuple[Refund, Payment]]:
        return listed_failed_refunds(self.rows, clinic_id, since)[:limit]

    def oldest_unapplied(self, patient: PatientKey, page: PageRequest) -> Page[Payment]:
        keyed = sorted(_listed(self._of(patient), PaymentScope.UNAPPLIED), key=lambda pair: pair[0])
        rest = [pair for pair in keyed if page.cursor is None or pair[0] > page.cursor]
        shown = rest[: page.limit]
        return Page(tuple(found for _, found in shown), shown[-1][0] if len(rest) > page.limit else None)

    def entries(self, patient: PatientKey, page: PageRequest, last: int | None = None) -> Page[Entry]:
        wanted = (entry for entry in self.all_entries(patient) if last is None or entry.seq <= last)
        return Newest([(f"entry#{entry.seq:012d}", entry) for entry in wanted]).page(page)

    def entries_of(self, payment: Payment) -> tuple[Entry, ...]:
        lines = ((holder, number) for holder, numbers in payment.lines for number in sorted(numbers))
        found = (self.entry(holder, number) for holder, number in lines)
        return tuple(entry for entry in found if entry)

    def entry(self, patient: PatientKey, seq: int) -> Entry | None:
        return self.rows.get(("entry", patient, seq), Entry)

    def record(self, patient: PatientKey, payment_id: str, record_id: str) -> Record | None:
        found = self.rows.get(("record", patient, payment_id, record_id), object)
        return found if isinstance(found, Record) else None

    def records_of(self, payment: Payment) -> tuple[Record, ...]:
        of = {(holder, payment.id) for holder in payment.holders}
        return tuple(record for record in self._records() if (record.patient, record.payment_id) in of)

    def save_record(self, record: Record, *also: Record) -> None:
        self.rows.write(*map(_recorded, (record, *also)))

    def invoice(self, patient: PatientKey, invoice_id: str) -> Invoice | None:
        return self.rows.get(("invoice", patient, invoice_id), Invoice)

    def invoices(self, patient: PatientKey) -> Sequence[Invoice]:
        return [invoice for invoice in self.rows.all(Invoice) if invoice.patient == patient]

    def add_invoice(self, invoice: Invoice, seen: PatientCredit) -> None:
        key = ("credit", invoice.patient)
        self.require_unmerged(invoice.patient)
        stored = self.stored_credit(invoice.patient)
        if stored.merged_from != seen.merged_from:
            raise Conflict
        marked = replace(stored, known=True, invoices=stored.invoices + 1)
        self.rows.write(
            Write(("invoice", invoice.patient, invoice.id), invoice, invoice.version, 0),
            Write(key, marked, seen.seq, seen.seq),
        )

    def save_invoice(self, invoice: Invoice) -> None:
        self.rows.write(_changed_invoice(invoice))

    def applications_to(self, patient: PatientKey, invoice_id: str) -> Sequence[Application]:
        mine = (one for one in self.all_applications(patient) if one.invoice_id == invoice_id)
        return sorted(mine, key=lambda one: (one.applied_at, one.id))

    def all_applications(self, patient: PatientKey) -> Sequence[Application]:
        return [record for record in self.rows.all(Application) if record.patient in self.all_ids(patient)]

    def applications(self, patient: PatientKey, ids: Sequence[tuple[str, str]]) -> Sequence[Application]:
        patients = self.all_ids(patient)
        found = (self.record(each, payment_id, record_id) for payment_id, record_id in ids for each in patients)
        return [record for record in found if isinstance(record, Application)]

    def request(self, patient: PatientKey, request_id: str) -> IdempotencyRecord | None:
        return self.rows.get(_request_key(patient, request_id), IdempotencyRecord)

    def due(self, now: datetime, limit: int) -> Sequence[WorkItem]:
        due = [each.item for each in self._waiting() if each.due_at <= now]
        return sorted(due, key=_rank)[:limit]

    def due_between(self, after: datetime, until: datetime, limit: int) -> Sequence[DueItem]:
        due = [each for each in self._waiting() if after < each.due_at <= until]
        return sorted(due, key=lambda each: each.due_at)[:limit]

    def oldest_due(self, now: datetime) -> datetime | None:
        return min((each.due_at for each in self._waiting() if each.due_at <= now), default=None)

    def _waiting(self) -> list[DueItem]:
        waiting = [(found.next_check_at, WorkItem(found.patient, found.id)) for found in self.rows.all(Payment)]
        waiting += [
            (record.next_check_at, WorkItem(record.patient, record.payment_id, record.id))
            for record in self._records()
            if not isinstance(record, Application | CreditTransfer | RefundElsewhere)
        ]
        waiting += [
            (invoice.next_check_at, WorkItem.of_invoice(invoice.patient, invoice.id))
            for invoice in self.rows.all(Invoice)
        ]
        waiting += [(merge.next_check_at, WorkItem.of_merge(merge.patient)) for merge in self.rows.all(Merge)]
        waiting += [(each.erasure_due_at, WorkItem.of_erasure(each.patient)) for each in self.rows.all(PatientCredit)]
        waiting += [(each.next_check_at, WorkItem.of_notice(each.owner, each.id)) for each in self.rows.all(Notice)]
        waiting += [
            (request.next_check_at, WorkItem.of_document(request.patient, request.id))
            for request in self.rows.all(DocumentRequest)
        ]
        return [DueItem(item, at) for at, item in waiting if at]

    def stuck_positions_count(self) -> int:
        return sum(position.is_stuck for position in self.rows.all(Position))

    def stuck_positions(self, limit: int) -> Sequence[Position]:
        found = [position for position in self.rows.all(Position) if position.is_stuck]
        return sorted(found, key=lambda position: str(position.next_check_at))[:limit]

    def quarantine(self, report_id: str, pointer: PaymentRef, facts: Mapping[str, object], at: datetime) -> None:
        known, told = self.in_quarantine.get(report_id), facts_as_text(facts)
        if known is None or known.facts != told:
            self.in_quarantine[report_id] = QuarantinedReport(id=report_id, pointer=pointer, facts=told, at=at)

    def quarantined(self, report_id: str) -> QuarantinedReport | None:
        return self.in_quarantine.get(report_id)

    def open_quarantined(self, limit: int) -> Sequence[QuarantinedReport]:
        found = sorted(self.in_quarantine.values(), key=lambda report: (report.at, report.id))
        return [report for report in found if report.is_open][:limit]

    def open_quarantined_count(self) -> int:
        return len(self.open_quarantined(1_000))

    def close_quarantined(self, report: QuarantinedReport, closure: Closure) -> QuarantinedReport:
        if self.in_quarantine[report.id] != report:
            raise Conflict
        self.in_quarantine[report.id] = replace(report, closure=closure)
        return self.in_quarantine[report.id]

    def all_entries(self, patient: PatientKey) -> list[Entry]:
        """Everything that was ever posted for a patient, oldest first. For tests: no port has it."""
        mine = (entry for entry in self.rows.all(Entry) if entry.patient == patient)
        return sorted(mine, key=lambda entry: entry.seq)

    def all_payments(self) -> list[Payment]:
        """Every payment of every patient. For tests."""
        return list(self.rows.all(Payment))

    def _records(self) -> Iterator[Record]:
        return (record for record in self.rows.all(object) if isinstance(record, Record))

    def _of(self, patient: PatientKey) -> Iterator[Payment]:
        return (payment for payment in self.rows.all(Payment) if payment.patient == patient)


def _key(payment: Payment) -> tuple[str, PatientKey, str]:
    return ("payment", payment.patient, payment.id)


def _recorded(record: Record) -> Write:
    key = ("record", record.patient, record.payment_id, record.id)
    return Write(key, record, record.version, record.version - 1)


def _changed_invoice(invoice: Invoice) -> Write:
    return Write(("invoice", invoice.patient, invoice.id), invoice, invoice.version, invoice.version - 1)


def _request_key(patient: PatientKey, request_id: str) -> tuple[str, PatientKey, str]:
    return ("request", patient, request_id)


def _new(payment: Payment) -> Write:
    return Write(_key(payment), payment, payment.version, 0)


def _changed(payment: Payment) -> Write:
    return Write(_key(payment), payment, payment.version, payment.version - 1)


def _listed(
    payments: Iterable[Payment], which: PaymentScope, *, by_payment: bool = False
) -> Iterator[tuple[str, Payment]]:
    for payment in payments:
        if which is PaymentScope.UNAPPLIED and payment.unapplied <= 0:
            continue
        if which is PaymentScope.TOP_UPS and payment.source is not Source.CARD_ONLINE:
            continue
        if which is PaymentScope.PROCESSING and payment.status is not PaymentStatus.PROCESSING:
            continue
        if which in (PaymentScope.PAID, PaymentScope.UNAPPLIED) and payment.status is not PaymentStatus.SUCCEEDED:
            continue
        paid = payment.succeeded_at if by_payment or which is PaymentScope.UNAPPLIED else None
        yield f"{(paid or payment.created_at).isoformat(timespec='milliseconds')}#{payment.id}", payment


def _rank(item: WorkItem) -> int:
    """Top-ups after all else that is about money, notices and documents last."""
    return 2 if item.notice_id or item.document_id else int(bool(item.payment_id) and item.record_id is None)
