"""The ledger on DynamoDB: one conditional transaction a posting, no lease, no marker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry, MemoReservation, PatientCredit, Posting
from chalicelib.credit.merge import unmerged
from chalicelib.credit.payment import Payment
from chalicelib.credit.quarantine import Closure, QuarantinedReport
from chalicelib.credit.records import IdempotencyRecord, Position, Record, Refund
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb import attention_lists, dispute_lists, ledger_lists, patient_lists, quarantine
from chalicelib.dynamodb.attention_lists import HoldItem
from chalicelib.dynamodb.clinic_items import MemoTotalItem, memos_pk
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.credit_items import (
    CREDIT_SK,
    CreditBalanceItem,
    entries_partition,
    entry_sk,
    partition,
    payment_sk,
    record_sk,
    unapplied_keys,
)
from chalicelib.dynamodb.documents import DynamoDocuments
from chalicelib.dynamodb.entry_items import EntryItem, is_arrival
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.imports import DynamoImports
from chalicelib.dynamodb.invoices import DynamoInvoices, keep_invoices
from chalicelib.dynamodb.merges import DynamoMerges, MovedItem, move, require_unmerged
from chalicelib.dynamodb.notices import DynamoNotices
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.people import DynamoPeople, keep_people
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.record_items import AnyRecordItem, RequestItem, item_of, request_sk
from chalicelib.dynamodb.tables import SCHEMA, CreditItem, connection
from chalicelib.dynamodb.timestamps import to_iso
from chalicelib.services.ports import DisputedPayment, DueItem, Page, PageRequest, PaymentFilter, PaymentScope, WorkItem


class DynamoLedger(DynamoInvoices, DynamoMerges, DynamoPeople, DynamoImports, DynamoNotices, DynamoDocuments):
    """See services.ports.Ledger."""

    def credit(self, patient: PatientKey) -> PatientCredit:
        return unmerged(self.stored_credit(patient))

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        item = find(CreditItem, partition(patient), payment_sk(payment_id))
        if isinstance(item, MovedItem):
            return self.payment(item.to, payment_id)
        return item.to_payment() if isinstance(item, PaymentItem) else None

    def payment_with_credit(self, patient: PatientKey, payment_id: str) -> tuple[Payment | None, PatientCredit]:
        pk = partition(patient)
        keys = [(pk, CREDIT_SK), (pk, payment_sk(payment_id))]
        with translate_errors():
            found = {item.sk: item for item in CreditItem.batch_get(keys, consistent_read=True)}
        credit, payment = found.get(CREDIT_SK), found.get(payment_sk(payment_id))
        if isinstance(payment, MovedItem):
            return self.payment_with_credit(payment.to, payment_id)
        return (
            payment.to_payment() if isinstance(payment, PaymentItem) else None,
            unmerged(credit.to_credit() if isinstance(credit, CreditBalanceItem) else PatientCredit(patient=patient)),
        )

    def add(self, payment: Payment) -> bool:
        place = CreatedItem.of(payment)
        try:
            with translate_errors():
                place.save()
                PaymentItem.from_domain(payment).save(condition=PaymentItem.pk.does_not_exist())
        except Conflict:
            if not self._is_stored(payment, place):
                raise
            return False
        return True

    def _is_stored(self, payment: Payment, place: CreatedItem) -> bool:
        """Whether the payment is there, in another place: then this one is removed.

        Where none is there, a start of the same moment may be about to write it: the place stays for that one.
        """
        stored = self.payment(payment.patient, payment.id)
        if stored and CreatedItem.of(stored).key != place.key:
            with translate_errors():
                place.delete()
        return stored is not None

    def discard(self, payment: Payment) -> None:
        try:
            with translate_errors():
                PaymentItem.from_domain(payment).delete(condition=PaymentItem.version == payment.version)
                CreatedItem.of(payment).delete()
        except Conflict:
            return

    def save(self, payment: Payment) -> None:
        unchanged = PaymentItem.version == payment.version - 1
        with translate_errors():
            if payment.hold is None:
                PaymentItem.from_domain(payment).save(condition=unchanged)
                return
            with TransactWrite(connection=connection()) as transaction:
                _keep_payment(payment, unchanged, transaction)

    def commit(self, posting: Posting) -> None:
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            for entry in posting.entries:
                is_listed = not any(is_arrival(entry, payment) for payment in posting.payments)
                item = EntryItem.from_domain(entry, is_listed=is_listed)
                transaction.save(item, condition=EntryItem.pk.does_not_exist())
            for payment in posting.payments:
                _keep_payment(payment, _payment_before(payment), transaction)
                if payment.version == 1:
                    transaction.save(CreatedItem.of(payment))
            if posting.memo:
                _reserve(posting.memo, transaction)
            if posting.records or posting.request:
                _keep(posting, transaction)
            keep_invoices(posting, transaction)
            keep_people(posting.people, transaction)
            move(posting.moved, transaction)
            for credit in posting.credits:
                _count_or_check(credit, posting, transaction)

    def memos_on(self, clinic_id: str, day: date) -> int:
        item = find(MemoTotalItem, memos_pk(clinic_id), day.isoformat())
        return int(item.total) if item else 0

    def save_customer_if_absent(self, patient: PatientKey, customer_id: str) -> str:
        item = CreditBalanceItem(partition(patient), CREDIT_SK)
        customer = CreditBalanceItem.customer_id
        with translate_errors():
            item.update(actions=[*_MARKED, customer.set(customer | customer_id)])
        return str(item.customer_id)

    def replace_customer(self, patient: PatientKey, deleted_id: str, customer_id: str) -> str:
        item = CreditBalanceItem(partition(patient), CREDIT_SK)
        customer = CreditBalanceItem.customer_id
        try:
            with translate_errors():
                item.update(actions=[customer.set(customer_id)], condition=customer == deleted_id)
        except Conflict:
            return self.stored_credit(patient).customer_id or customer_id
        return customer_id

    def starts_since(self, patient: PatientKey, since: datetime) -> int:
        with translate_errors():
            return patient_lists.starts_since(patient, since)

    def payments(self, patient: PatientKey, page: PageRequest, which: PaymentScope) -> Page[Payment]:
        with translate_errors():
            return patient_lists.of_patient(patient, page, which)

    def oldest_unapplied(self, patient: PatientKey, page: PageRequest) -> Page[Payment]:
        with translate_errors():
            return patient_lists.oldest_unapplied(patient, page)

    def clinic_payments(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        with translate_errors():
            return ledger_lists.of_clinic(clinic_id, page, wanted)

    def clinic_disputes(self, clinic_id: str, page: PageRequest, *, open_only: bool) -> Page[DisputedPayment]:
        with translate_errors():
            return dispute_lists.of_clinic(clinic_id, page, open_only=open_only)

    def held_payments(self, clinic_id: str, limit: int) -> Sequence[Payment]:
        with translate_errors():
            return attention_lists.held_payments(clinic_id, limit)

    def failed_refunds(self, clinic_id: str, since: datetime, limit: int) -> Sequence[tuple[Refund, Payment]]:
        with translate_errors():
            return tuple(attention_lists.failed_refunds(clinic_id, since, limit))

    def entries(self, patient: PatientKey, page: PageRequest, last: int | None = None) -> Page[Entry]:
        with translate_errors():
            return ledger_lists.entries(patient, page, last)

    def entries_of(self, payment: Payment) -> tuple[Entry, ...]:
        with translate_errors():
            return ledger_lists.entries_of(payment)

    def entry(self, patient: PatientKey, seq: int) -> Entry | None:
        item = find(EntryItem, entries_partition(patient), entry_sk(seq))
        return item.to_entry() if item else None

    def record(self, patient: PatientKey, payment_id: str, record_id: str) -> Record | None:
        item = find(CreditItem, partition(patient), record_sk(payment_id, record_id))
        return item.to_record() if isinstance(item, AnyRecordItem) else None

    def records_of(self, payment: Payment) -> tuple[Record, ...]:
        with translate_errors():
            return ledger_lists.records_of(payment)

    def save_record(self, record: Record, *also: Record) -> None:
        if also:
            self._save_together((record, *also))
            return
        item = item_of(record)
        with translate_errors():
            item.save(condition=_one_version_back(item, record.version))

    def _save_together(self, records: Sequence[Record]) -> None:
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            for record in records:
                item = item_of(record)
                transaction.save(item, condition=_one_version_back(item, record.version))

    def request(self, patient: PatientKey, request_id: str) -> IdempotencyRecord | None:
        item = find(RequestItem, partition(patient), request_sk(request_id))
        return item.to_request() if item else None

    def due(self, now: datetime, limit: int) -> Sequence[WorkItem]:
        with translate_errors():
            return ledger_lists.due(now, limit)

    def due_between(self, after: datetime, until: datetime, limit: int) -> Sequence[DueItem]:
        with translate_errors():
            return ledger_lists.due_between(after, until, limit)

    def oldest_due(self, now: datetime) -> datetime | None:
        with translate_errors():
            return ledger_lists.oldest_due(now)

    def quarantine(self, report_id: str, pointer: PaymentRef, facts: Mapping[str, object], at: datetime) -> None:
        with translate_errors():
            quarantine.keep(report_id, pointer, facts, at)

    def quarantined(self, report_id: str) -> QuarantinedReport | None:
        with translate_errors():
            return quarantine.find(report_id)

    def open_quarantined(self, limit: int) -> Sequence[QuarantinedReport]:
        with translate_errors():
            return quarantine.open_reports(limit)

    def open_quarantined_count(self) -> int:
        with translate_errors():
            return quarantine.open_count()

    def stuck_positions_count(self) -> int:
        with translate_errors():
            return ledger_lists.stuck_count()

    def stuck_positions(self, limit: int) -> Sequence[Position]:
        with translate_errors():
            return ledger_lists.stuck_positions(limit)

    def close_quarantined(self, report: QuarantinedReport, closure: Closure) -> QuarantinedReport:
        with translate_errors():
            return quarantine.close(report, closure)


def _keep_payment(payment: Payment, before: Condition, transaction: TransactWrite) -> None:
    transaction.save(PaymentItem.from_domain(payment), condition=before)
    if payment.hold:
        transaction.save(HoldItem.of(payment))


def _payment_before(payment: Payment) -> Condition:
    """The payment as the decision saw it: absent when it is recorded by the posting itself."""
    return PaymentItem.version == payment.version - 1 if payment.version > 1 else PaymentItem.pk.does_not_exist()


def _reserve(memo: MemoReservation, transaction: TransactWrite) -> None:
    total = MemoTotalItem.total
    transaction.update(
        MemoTotalItem(memos_pk(memo.clinic_id), memo.day.isoformat()),
        actions=[MemoTotalItem.kind.set(MemoTotalItem), MemoTotalItem.schema.set(SCHEMA), total.add(memo.amount)],
        condition=total.does_not_exist() | (total <= memo.maximum - memo.amount),
    )


def _one_version_back(item: AnyRecordItem, version: int) -> Condition:
    """The record as the decision saw it: absent when this is its first version."""
    kind = type(item)
    return kind.version == version - 1 if version > 1 else kind.pk.does_not_exist()


_MARKED = (CreditBalanceItem.kind.set(CreditBalanceItem), CreditBalanceItem.schema.set(SCHEMA))
"""An update may be what creates the item; it must then say what kind of item it is."""


def _keep(posting: Posting, transaction: TransactWrite) -> None:
    for record in posting.records:
        kept = item_of(record)
        transaction.save(kept, condition=_one_version_back(kept, record.version))
    if posting.request:
        transaction.save(RequestItem.from_domain(posting.request), condition=RequestItem.pk.does_not_exist())


def _count_or_check(credit: PatientCredit, posting: Posting, transaction: TransactWrite) -> None:
    """A merged patient's credit changes no more, but by what leaves it."""
    entries = posting.entries_for(credit.patient)
    is_leaving = bool(posting.moved) and credit.merged_into is not None
    if entries:
        _count(credit, entries, transaction, is_merged=is_leaving)
    elif not is_leaving:
        require_unmerged(credit.patient, transaction)


def _count(credit: PatientCredit, entries: tuple[Entry, ...], transaction: TransactWrite, *, is_merged: bool) -> None:
    posted = sum(entry.amount for entry in entries)
    seq, item = CreditBalanceItem.seq, CreditBalanceItem(partition(credit.patient), CREDIT_SK)
    before = credit.seq - len(entries)
    actions: list[Action] = [
        *_MARKED,
        CreditBalanceItem.balance.add(posted),
        seq.set(credit.seq),
        CreditBalanceItem.last_entry_at.set(to_iso(entries[-1].at)),
        CreditBalanceItem.by_location.set(dict(credit.by_location)),
        CreditBalanceItem.payments_unapplied.set(credit.payments_unapplied),
        CreditBalanceItem.unapplied.set(unapplied_keys(credit)),
    ]
    unchanged = (seq == before) if before else (seq.does_not_exist() | (seq == 0))
    into = CreditBalanceItem.merged_into
    has_left = into.exists() if is_merged else into.does_not_exist()
    stands = unchanged & has_left
    if credit.erased_at is None:  # Or a name that was read before the removal would be written after it.
        stands &= CreditBalanceItem.forgotten_at.does_not_exist()
    transaction.update(item, actions=actions, condition=stands)
