"""Invoices on DynamoDB: items of their own, which change with the postings that apply credit to them."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import PatientCredit, Posting
from chalicelib.credit.records import Application
from chalicelib.dynamodb.conditions import merged_from_is
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition, record_sk
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.invoice_items import INVOICE_PREFIX, InvoiceItem, invoice_sk
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.record_items import ApplicationItem
from chalicelib.dynamodb.tables import SCHEMA, CreditItem, connection


class DynamoInvoices:
    """See services.ports.InvoiceStore."""

    def invoice(self, patient: PatientKey, invoice_id: str) -> Invoice | None:
        item = find(InvoiceItem, partition(patient), invoice_sk(invoice_id))
        return item.to_invoice() if item else None

    def invoices(self, patient: PatientKey) -> Sequence[Invoice]:
        with translate_errors():
            found = InvoiceItem.query(
                partition(patient), InvoiceItem.sk.startswith(INVOICE_PREFIX), consistent_read=True
            )
            return [item.to_invoice() for item in found]

    def add_invoice(self, invoice: Invoice, seen: PatientCredit) -> None:
        seq, credit = CreditBalanceItem.seq, CreditBalanceItem(partition(invoice.patient), CREDIT_SK)
        unchanged = (seq == seen.seq) if seen.seq else (seq.does_not_exist() | (seq == 0))
        unchanged = unchanged & CreditBalanceItem.merged_into.does_not_exist() & merged_from_is(seen)
        marked: list[Action] = [
            CreditBalanceItem.kind.set(CreditBalanceItem),
            CreditBalanceItem.schema.set(SCHEMA),
            CreditBalanceItem.invoices.add(1),
        ]
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(InvoiceItem.from_domain(invoice), condition=InvoiceItem.pk.does_not_exist())
            transaction.update(credit, actions=marked, condition=unchanged)

    def save_invoice(self, invoice: Invoice) -> None:
        with translate_errors():
            InvoiceItem.from_domain(invoice).save(condition=InvoiceItem.version == invoice.version - 1)

    def applications_to(self, patient: PatientKey, invoice_id: str) -> Sequence[Application]:
        with translate_errors():
            made = _made(patient, ApplicationItem.invoice_id == invoice_id)
        return sorted(made, key=lambda application: (application.applied_at, application.id))

    def all_applications(self, patient: PatientKey) -> Sequence[Application]:
        with translate_errors():
            return _made(patient)

    def applications(self, patient: PatientKey, ids: Sequence[tuple[str, str]]) -> Sequence[Application]:
        wanted = [record_sk(payment_id, record_id) for payment_id, record_id in ids]
        with translate_errors():
            found = _applications(partition(patient), wanted)
            for pk in _merged_from(patient) if len(found) < len(set(wanted)) else ():
                found |= _applications(pk, [sk for sk in wanted if sk not in found])
        return [found[sk] for sk in wanted if sk in found]


def _made(patient: PatientKey, wanted: Condition | None = None) -> list[Application]:
    """The applications of the patient, and of those that were merged into them."""
    return [
        item.to_record()
        for pk in (partition(patient), *_merged_from(patient))
        for item in ApplicationItem.query(
            pk, ApplicationItem.sk.startswith("record#"), filter_condition=wanted, consistent_read=True
        )
    ]


def _applications(pk: str, sks: Sequence[str]) -> dict[str, Application]:
    items = CreditItem.batch_get([(pk, sk) for sk in sks], consistent_read=True)
    return {item.sk: item.to_record() for item in items if isinstance(item, ApplicationItem)}


def _merged_from(patient: PatientKey) -> Sequence[str]:
    """The partitions of the patients that were merged into this one: records stay where they were made."""
    item = find(CreditBalanceItem, partition(patient), CREDIT_SK)
    merged_from = item.to_credit().merged_from if item else ()
    return [partition(PatientKey(patient.clinic_id, patient_id)) for patient_id in merged_from]


def keep_invoices(posting: Posting, transaction: TransactWrite) -> None:
    """Add the invoices of a posting to its transaction, and that the others aren't known."""
    for invoice in posting.invoices:
        transaction.save(InvoiceItem.from_domain(invoice), condition=InvoiceItem.version == invoice.version - 1)
    for invoice_id in posting.unsent_invoices:
        key = partition(posting.credit.patient), invoice_sk(invoice_id)
        transaction.condition_check(InvoiceItem, *key, condition=InvoiceItem.pk.does_not_exist())
