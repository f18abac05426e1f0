"""Examples of payments and of what becomes of them: applications, invoices, refunds, disputes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.api.openapi.examples.values import (
    ANA,
    FIFTY,
    IDS,
    LATER,
    MAIN,
    NOTHING,
    PAID,
    RECEIPT,
    SAM,
    THIRTY,
    TWENTY,
    VISA,
)
from chalicelib.api.schemas import applications, common, disputes, imports, invoices, payments, refunds, transfers
from chalicelib.credit.invoice import InvoiceStatus
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.records import DisputeStatus, RefundStatus

_APPLICATION = applications.Application(
    IDS["application_id"], IDS["id"], "inv_1042", TWENTY, "applied", LATER, SAM, None, None, "2026-1042"
)
_REFUND = refunds.Refund("ref_x2", IDS["id"], TWENTY, RefundStatus.SUCCEEDED, "Moved away", None, LATER, SAM, LATER)
_DISPUTE = payments.Dispute("du_1Q2w3E", FIFTY, DisputeStatus.NEEDS_RESPONSE, "fraudulent", LATER, LATER, None, None)
_PAYMENT: dict[str, Any] = {
    "id": IDS["id"],
    "patient_id": "pat_ana",
    "patient": common.PatientRef("pat_ana", "Ana Núñez"),
    "amount": FIFTY,
    "applied": TWENTY,
    "refunded": NOTHING,
    "disputed": NOTHING,
    "transferred": NOTHING,
    "voided": NOTHING,
    "unapplied": THIRTY,
    "source": Source.CARD_ONLINE,
    "tender": None,
    "received_on": None,
    "reference": None,
    "origin": None,
    "collected_by": payments.Collector("patient"),
    "account_id": "acct_demo_main",
    "location": MAIN,
    "card": VISA,
    "created_at": PAID,
    "succeeded_at": PAID,
    "receipt": RECEIPT,
    "hold": None,
}
_REFUSED_LINE = imports.RefusedLine(
    4, "as_of", "date_unclear", "could be 2026-04-03 or 2026-03-04: write the one it is"
)
_INVOICE: dict[str, Any] = {
    "id": IDS["invoice_id"],
    "number": "2026-1042",
    "amount": FIFTY,
    "credited": TWENTY,
    "left": THIRTY,
    "status": InvoiceStatus.OPEN,
    "location": MAIN,
    "issued_on": PAID.date(),
}
_FOR_STAFF: dict[str, Any] = {"revision": 1, "label": "Physiotherapy", "account_id": None}

EXAMPLES: Sequence[msgspec.Struct] = (
    applications.ApplicationCreate("inv_1042", 2_000),
    refunds.RefundCreate(2_000, "Moved away"),
    imports.OpeningBalanceImport(3, 1, 1, [_REFUSED_LINE], common.Money(12_500, "cad"), "checked"),
    transfers.TransferCreate("pat_ben", "Family account", 2_000),
    transfers.Transfer("trf_x2", IDS["id"], "pay_x3", "pat_ben", TWENTY),
    payments.PaymentVoid("Recorded twice"),
    payments.PaymentCreate(
        "recorded", 5_000, "loc_main", tender=Tender.CHEQUE, received_on=PAID.date(), reference="Cheque 1042"
    ),
    invoices.InvoicePut("2026-1042", 5_000, "loc_main", PAID.date(), 1, "open", label="Physiotherapy"),
    invoices.InvoiceApplicationCreate(2_000),
    invoices.PatientInvoice(**_INVOICE),
    invoices.Invoice(**_INVOICE, **_FOR_STAFF),
    invoices.InvoiceDetail(**_INVOICE, **_FOR_STAFF, applications=[_APPLICATION]),
    payments.PaymentSummary(**_PAYMENT),
    payments.ClinicPayments(
        [payments.PaymentSummary(**_PAYMENT)], None, "America/Toronto", payments.PaymentTotals(1, FIFTY, THIRTY)
    ),
    payments.Payment(
        **_PAYMENT,
        terms_version=3,
        applications=[_APPLICATION],
        refunds=[],
        disputes=[],
        transfers=[],
        activity=[payments.ActivityLine(PAID, "collected", ANA, FIFTY, "Collected by the patient")],
    ),
    _APPLICATION,
    applications.AppliedCredit("inv_1042", TWENTY, [_APPLICATION]),
    _REFUND,
    _DISPUTE,
    disputes.ListedDispute(
        id="du_1Q2w3E",
        payment_id=IDS["id"],
        patient=common.PatientRef("pat_ana", "Ana Núñez"),
        amount=FIFTY,
        reason="fraudulent",
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=LATER,
        due_by=LATER + timedelta(days=7),
        withdrawn=FIFTY,
        reinstated=NOTHING,
        fee=common.Money(1_500, "cad"),
    ),
)
