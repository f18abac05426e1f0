"""Merges on DynamoDB: a patient's merge, and an item in the place of each payment that moved."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import MovedPayment, PatientCredit
from chalicelib.credit.merge import Merge
from chalicelib.credit.records import IdempotencyRecord
from chalicelib.dynamodb.actors import actor_data
from chalicelib.dynamodb.conditions import merged_from_is
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.credit_items import (
    CREDIT_SK,
    CreditBalanceItem,
    partition,
    patient_of,
    payment_sk,
    work_queue_keys,
)
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.record_items import RequestItem
from chalicelib.dynamodb.tables import CreditItem, connection
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso

MERGE_SK = "merge"


class MergeItem(CreditItem, discriminator="merge"):
    """The merge of its patient, on the work queue until everything has moved."""

    version = NumberAttribute()
    merge_id = UnicodeAttribute()
    into = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, merge: Merge) -> MergeItem:
        return cls(
            partition(merge.patient),
            MERGE_SK,
            version=merge.version,
            merge_id=merge.id,
            into=merge.into_id,
            reason=merge.reason,
            at=to_iso(merge.at),
            by=actor_data(merge.by),
            **work_queue_keys(merge.next_check_at),
        )

    def to_merge(self) -> Merge:
        return Merge(
            id=self.merge_id,
            patient=patient_of(self.pk),
            into_id=self.into,
            reason=self.reason,
            at=from_iso(self.at),
            by=Actor(*self.by),
            next_check_at=from_iso_or_none(self.due_at),
            version=int(self.version),
        )


class MovedItem(CreditItem, discriminator="moved"):
    """The item in the place of a payment that moved: it names the patient who has it."""

    to_patient_id = UnicodeAttribute()

    @property
    def to(self) -> PatientKey:
        return PatientKey(patient_of(self.pk).clinic_id, self.to_patient_id)


class DynamoMerges:
    """See services.ports.MergeStore."""

    def stored_credit(self, patient: PatientKey) -> PatientCredit:
        item = find(CreditBalanceItem, partition(patient), CREDIT_SK)
        return item.to_credit() if item else PatientCredit(patient=patient)

    def merge_of(self, patient: PatientKey) -> Merge | None:
        item = find(MergeItem, partition(patient), MERGE_SK)
        return item.to_merge() if item else None

    def begin_merge(
        self, merge: Merge, giving: PatientCredit, receiving: PatientCredit, request: IdempotencyRecord
    ) -> None:
        into, came = CreditBalanceItem.merged_into, CreditBalanceItem.merged_from
        gone: list[Action] = [into.set(merge.into_id)]
        gained: list[Action] = [came.set([*receiving.merged_from, giving.patient.patient_id, *giving.merged_from])]
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(MergeItem.from_domain(merge), condition=MergeItem.pk.does_not_exist())
            transaction.save(RequestItem.from_domain(request), condition=RequestItem.pk.does_not_exist())
            for credit, actions in ((giving, gone), (receiving, gained)):
                sent = CreditBalanceItem.invoices
                no_more = sent == credit.invoices if credit.invoices else sent.does_not_exist()
                transaction.update(
                    CreditBalanceItem(partition(credit.patient), CREDIT_SK),
                    actions=actions,
                    condition=CreditBalanceItem.pk.exists()
                    & into.does_not_exist()
                    & CreditBalanceItem.forgotten_at.does_not_exist()
                    & merged_from_is(credit)
                    & no_more,
                )

    def save_merge(self, merge: Merge) -> None:
        with translate_errors():
            MergeItem.from_domain(merge).save(condition=MergeItem.version == merge.version - 1)

    def move_invoice(self, before: Invoice, after: Invoice, other: Invoice | None) -> None:
        unchanged = InvoiceItem.version == other.version if other else InvoiceItem.pk.does_not_exist()
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.delete(InvoiceItem.from_domain(before), condition=InvoiceItem.version == before.version)
            transaction.save(InvoiceItem.from_domain(after), condition=unchanged)
            require_unmerged(after.patient, transaction)


def move(moved: tuple[MovedPayment, ...], transaction: TransactWrite) -> None:
    """Add to a transaction that payments change hands."""
    for each in moved:
        before, after = each.before, each.after
        stands: dict[str, Any] = {"to_patient_id": after.patient.patient_id}
        transaction.save(
            MovedItem(partition(before.patient), payment_sk(before.id), **stands),
            condition=PaymentItem.version == before.version,
        )
        transaction.save(PaymentItem.from_domain(after), condition=PaymentItem.pk.does_not_exist())
        transaction.delete(CreatedItem.of(before))
        transaction.save(CreatedItem.of(after))


def require_unmerged(patient: PatientKey, transaction: TransactWrite) -> None:
    condition = CreditBalanceItem.merged_into.does_not_exist()
    transaction.condition_check(CreditBalanceItem, partition(patient), CREDIT_SK, condition=condition)
