"""Items of invoices, in their patient's partition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import LocationSnapshot
from chalicelib.dynamodb.credit_items import partition, patient_of, work_queue_keys
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso_or_none
from chalicelib.services.pagination import WorkItem

INVOICE_PREFIX = "invoice#"


def invoice_sk(invoice_id: str) -> str:
    return f"{INVOICE_PREFIX}{invoice_id}"


class InvoiceItem(CreditItem, discriminator="invoice"):
    """An invoice as last sent, with what is applied to it. `applications` are pairs of ids, oldest first."""

    version = NumberAttribute()
    number = UnicodeAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    location_id = UnicodeAttribute()
    location_name = UnicodeAttribute()
    issued_on = UnicodeAttribute()
    revision = NumberAttribute()
    body_hash = UnicodeAttribute()
    is_void = BooleanAttribute(null=True)
    label = UnicodeAttribute(null=True)
    account_id = UnicodeAttribute(null=True)
    credited = NumberAttribute(default=0)
    applications: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, invoice: Invoice) -> InvoiceItem:
        return cls(
            partition(invoice.patient),
            invoice_sk(invoice.id),
            version=invoice.version,
            number=invoice.number,
            amount=invoice.amount,
            currency=invoice.currency,
            location_id=invoice.location.id,
            location_name=invoice.location.name,
            issued_on=invoice.issued_on.isoformat(),
            revision=invoice.revision,
            body_hash=invoice.body_hash,
            is_void=invoice.is_void or None,
            label=invoice.label,
            account_id=invoice.account_id,
            credited=invoice.credited,
            applications=[list(ids) for ids in invoice.applications] or None,
            **work_queue_keys(invoice.next_check_at),
        )

    def to_invoice(self) -> Invoice:
        return Invoice(
            id=self.sk.removeprefix(INVOICE_PREFIX),
            patient=patient_of(self.pk),
            version=int(self.version),
            number=self.number,
            amount=int(self.amount),
            currency=self.currency,
            location=LocationSnapshot(self.location_id, self.location_name),
            issued_on=date.fromisoformat(self.issued_on),
            revision=int(self.revision),
            body_hash=self.body_hash,
            is_void=bool(self.is_void),
            label=self.label,
            account_id=self.account_id,
            credited=int(self.credited),
            applications=tuple((payment_id, record_id) for payment_id, record_id in self.applications or ()),
            next_check_at=from_iso_or_none(self.due_at),
        )


def invoice_due_in(image: Mapping[str, Any] | None) -> WorkItem | None:
    """The invoice in an image from the table's stream that must be adjusted, if it is one."""
    if not image or image.get("kind", {}).get("S") != "invoice":
        return None
    invoice = InvoiceItem.from_raw_data(dict(image)).to_invoice()
    return WorkItem.of_invoice(invoice.patient, invoice.id) if invoice.next_check_at else None
