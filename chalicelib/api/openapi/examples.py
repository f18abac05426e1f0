"""One example of each thing on the wire, made of the wire's own types, so that none can go out of date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args, get_origin

import msgspec

from chalicelib.api import schemas
from chalicelib.api.core.pagination import Listing
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import DisputeStatus, RefundStatus

IDS: Mapping[str, str] = {
    "id": "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu",
    "patient_id": "pat_ana",
    "card_id": "pm_1Q2w3E4r5T",
    "account_id": "acct_demo_main",
    "location_id": "loc_main",
    "application_id": "app_c3mz5kq7ydx2v4wh6ra2bt5ezu",
}
PAID = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIFTY, NOTHING = schemas.Money(5_000, "cad"), schemas.Money(0, "cad")
TWENTY = schemas.Money(2_000, "cad")
PLACE, VISA = schemas.Place("loc_main", "Main Street"), schemas.CardShown("visa", "4242")
RECEIPT = schemas.ReceiptState("7J5YC-W2M3X", "ready")
ANA, SAM = schemas.Actor("patient", "pat_ana"), schemas.Actor("staff", "usr_sam")
CLINIC = schemas.ClinicShown("Maple Clinic", "en", None, ["#0b6e4f"])

_TOP_UP: dict[str, Any] = {
    "id": IDS["id"],
    "amount": FIFTY,
    "location": PLACE,
    "created_at": PAID,
    "last_error": None,
    "refunded": NOTHING,
}
_APPLICATION = schemas.Application(
    IDS["application_id"], IDS["id"], "inv_1042", TWENTY, "applied", LATER, SAM, None, None
)
_REFUND = schemas.Refund("ref_x2", IDS["id"], TWENTY, RefundStatus.SUCCEEDED, "Moved away", None, LATER, SAM, LATER)
_DISPUTE = schemas.Dispute("du_1Q2w3E", FIFTY, DisputeStatus.NEEDS_RESPONSE, "fraudulent", LATER, LATER, None, None)
_PAYMENT: dict[str, Any] = {
    "id": IDS["id"],
    "patient_id": "pat_ana",
    "amount": FIFTY,
    "applied": TWENTY,
    "refunded": NOTHING,
    "disputed": NOTHING,
    "unapplied": schemas.Money(3_000, "cad"),
    "collected_by": schemas.Collector("patient"),
    "account_id": "acct_demo_main",
    "location": PLACE,
    "card": VISA,
    "created_at": PAID,
    "succeeded_at": PAID,
    "receipt": RECEIPT,
}
_ENTRY = schemas.EntryLine(PAID, EntryKind.TOP_UP, 5_000, IDS["id"], ANA, 5_000)
_OFFER = schemas.TopUpOffer(
    True, None, "cad", 500, 100_000, [2_500, 5_000, 10_000], [PLACE], "pk_test_x", "This card will be stored on file."
)

EXAMPLES: Mapping[type, msgspec.Struct] = {
    type(each): each
    for each in (
        schemas.NewTopUp(5_000, "loc_main"),
        schemas.SettingsChange(top_up_minimum=1_000, account_credit_enabled=True),
        schemas.NewApplication("inv_1042", 2_000),
        schemas.NewRefund(2_000, "Moved away"),
        schemas.LocationChange("North Clinic", True),
        schemas.Health("ok"),
        schemas.CardOnFile("pm_1Q2w3E4r5T", "visa", "4242", 12, 2030),
        schemas.TopUp(**_TOP_UP, status=PaymentStatus.SUCCEEDED, card=VISA, succeeded_at=PAID, receipt=RECEIPT),
        schemas.StartedTopUp(
            **_TOP_UP,
            status=PaymentStatus.PENDING,
            card=None,
            succeeded_at=None,
            receipt=None,
            client_secret="pi_3Q_secret_9x",
        ),
        schemas.PatientsCredit(CLINIC, FIFTY, _OFFER),
        schemas.ReceiptReady("7J5YC-W2M3X", "https://receipts.example/one-minute-address", LATER),
        schemas.ReceiptPreparing(),
        schemas.PaymentAccount("acct_demo_main", "Maple Clinic", "CA", "cad", True, True, True, True, None),
        schemas.BillingSettings(
            CLINIC,
            True,
            500,
            100_000,
            [2_500, 5_000, 10_000],
            500_000,
            "cad",
            "acct_demo_main",
            schemas.TopUpsState(True, None),
            LATER,
            SAM,
        ),
        schemas.Location("loc_main", "Main Street", True),
        schemas.PatientCredit(FIFTY, [schemas.LocationCredit(PLACE, FIFTY)], 1),
        schemas.PaymentSummary(**_PAYMENT),
        schemas.Payment(
            **_PAYMENT,
            applications=[_APPLICATION],
            refunds=[],
            disputes=[],
            activity=[schemas.ActivityLine(PAID, "collected", ANA, FIFTY, "Collected by the patient")],
        ),
        _APPLICATION,
        schemas.Applications("inv_1042", TWENTY, [_APPLICATION]),
        _REFUND,
        _DISPUTE,
        schemas.History([_ENTRY], None, FIFTY),
        schemas.Received(True),
    )
}


def example_of(kind: Any) -> msgspec.Struct | None:
    """An example of what a route answers; a list's is of one item. Nothing for a plain mapping."""
    if get_origin(kind) is Listing:
        return Listing([EXAMPLES[get_args(kind)[0]]], None)
    return EXAMPLES.get(kind)
