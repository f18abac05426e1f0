from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.applications import Application
from chalicelib.api.schemas.common import Amount, Id, LocationRef, Money, RequestedMoney
from chalicelib.credit.invoice import InvoiceStatus

Revision = Annotated[int, Meta(ge=0, le=2**53 - 1, description="Rises with every change of the invoice")]


class InvoicePut(msgspec.Struct, forbid_unknown_fields=True):
    """An invoice of the clinic's own system. Only a higher `revision` replaces what is stored.

    `label` is for staff and never shown to the patient.
    """

    number: Annotated[str, Meta(min_length=1, max_length=64)]
    amount: Amount | RequestedMoney
    location_id: Id
    issued_on: date
    revision: Revision
    status: Literal["open", "void"]
    label: Annotated[str, Meta(max_length=200)] | None = None
    account_id: Id | None = None


class PatientInvoice(msgspec.Struct):
    """An invoice as the patient sees it. `credited` is the account credit that is applied to it."""

    id: str
    number: str
    amount: Money
    credited: Money
    left: Money
    status: InvoiceStatus
    location: LocationRef
    issued_on: date


class Invoice(PatientInvoice):
    """An invoice as staff see it."""

    revision: int
    label: str | None
    account_id: str | None


class InvoiceDetail(Invoice):
    """An invoice with all credit that was ever applied to it, oldest first."""

    applications: list[Application]


class InvoiceApplicationCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit that the patient applies to one of their own invoices."""

    amount: Amount | RequestedMoney
