"""One example of each request and response, made of the schemas themselves, so that none can go out of date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_origin

import msgspec

from chalicelib.api.core.pagination import Page
from chalicelib.api.schemas import (
    applications,
    billing_settings,
    cards,
    common,
    credit,
    disputes,
    documents,
    events,
    imports,
    invoices,
    locations,
    merges,
    meta,
    notices,
    patients,
    payment_accounts,
    payments,
    proofs,
    receipts,
    refunds,
    reports,
    top_ups,
    transfers,
)
from chalicelib.credit import events as kinds
from chalicelib.credit.billing_settings import AutomaticApplication, InvoicePolicy
from chalicelib.credit.email_address import Undeliverable
from chalicelib.credit.invoice import InvoiceStatus
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import PaymentStatus, Source, Tender
from chalicelib.credit.proof import DifferenceKind, Side
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.webhooks import AttemptStatus

IDS: Mapping[str, str] = {
    "id": "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu",
    "patient_id": "pat_ana",
    "card_id": "pm_1Q2w3E4r5T",
    "account_id": "acct_demo_main",
    "location_id": "loc_main",
    "date": "2026-11-24",
    "invoice_id": "inv_1042",
    "endpoint_id": "we_5f2b8c1de07a4493a6d08b7c1e",
    "application_id": "app_c3mz5kq7ydx2v4wh6ra2bt5ezu",
    "refund_id": "ref_d4nz6lr8zey3w5xi7sb3cu6fav",
}
CSV_FILE = (
    "patient_id,name,amount,location_id,as_of,reference\r\n"
    "pat_nia,Nia Obi,125.00,loc_main,2026-10-31,Previous system 1042\r\n"
)
ONE_MINUTE = "https://receipts.example/one-minute-address"
PAID = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIFTY, NOTHING = common.Money(5_000, "cad"), common.Money(0, "cad")
TWENTY = common.Money(2_000, "cad")
MAIN, VISA = common.LocationRef("loc_main", "Main Street"), common.CardSummary("visa", "4242", None)
RECEIPT = receipts.ReceiptState("7J5YC-W2M3X", "ready")
ANA = common.Actor("patient", "pat_ana", "Ana Núñez")
SAM = common.Actor("staff", "usr_sam", "Sam Tremblay")
CLINIC = common.ClinicBranding("Maple Clinic", "en", None, ["#0b6e4f"], "America/Toronto")

_TOP_UP: dict[str, Any] = {
    "id": IDS["id"],
    "amount": FIFTY,
    "location": MAIN,
    "created_at": PAID,
    "last_error": None,
    "refunded": NOTHING,
    "disputed": NOTHING,
}
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
    "unapplied": common.Money(3_000, "cad"),
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
_DIFFERENCE = proofs.ProofDifference(
    DifferenceKind.STRIPE_ONLY, Side.CARD, "ref_x2", "acct_demo_main", IDS["id"], common.Money(-2_000, "cad"), PAID
)
_ENTRY = credit.EntryLine(
    PAID, EntryKind.TOP_UP, 5_000, IDS["id"], ANA, 5_000, credit.EntryReference("payment", IDS["id"], None)
)
_REFUSED_LINE = imports.RefusedLine(
    4, "as_of", "date_unclear", "could be 2026-04-03 or 2026-03-04: write the one it is"
)
_THIRTY = common.Money(3_000, "cad")
_REPORTED: dict[str, Any] = {
    "patient": common.PatientRef("pat_ana", "Ana Núñez"),
    "payment_id": IDS["id"],
    "receipt_number": "7J5YC-W2M3X",
    "received_on": PAID.date(),
    "location": MAIN,
    "account_id": "acct_demo_main",
    "source": Source.CARD_ONLINE,
}
_MOVED = {
    **dict.fromkeys(reports.CreditMovementAmounts.__struct_fields__, NOTHING),
    "card_online": FIFTY,
    "applied": common.Money(-2_000, "cad"),
    "closing": _THIRTY,
}
_INVOICE: dict[str, Any] = {
    "id": IDS["invoice_id"],
    "number": "2026-1042",
    "amount": FIFTY,
    "credited": TWENTY,
    "left": common.Money(3_000, "cad"),
    "status": InvoiceStatus.OPEN,
    "location": MAIN,
    "issued_on": PAID.date(),
}
_FOR_STAFF: dict[str, Any] = {"revision": 1, "label": "Physiotherapy", "account_id": None}
_EVENT_ID = "evt_d2a84f4b8b000000000042"
_ENDPOINT: dict[str, Any] = {
    "id": IDS["endpoint_id"],
    "url": "https://ehr.example/account-credit",
    "types": [kinds.EventType.PAYMENT_SUCCEEDED, kinds.EventType.APPLICATION_CREATED],
    "created_at": PAID,
    "created_by": common.Actor("system", None, None),
    "disabled_at": None,
    "failing_since": None,
    "next_attempt_at": None,
    "previous_secret_valid_until": None,
}
_OFFER = credit.TopUpOffer(
    enabled=True,
    reason=None,
    currency="cad",
    minimum=500,
    maximum=100_000,
    suggested=[2_500, 5_000, 10_000],
    locations=[MAIN],
    stripe_publishable_key="pk_test_x",
    card_notice="This card will be stored on file.",
    balance_room=495_000,
    refund_policy="Unused credit is refunded to the card on request.",
    statement_descriptor="MAPLE* MAIN ST",
    terms_version=3,
)

EXAMPLES: Mapping[type, msgspec.Struct] = {
    type(each): each
    for each in (
        top_ups.TopUpCreate(5_000, "loc_main"),
        billing_settings.BillingSettingsUpdate(top_up_minimum=1_000, account_credit_enabled=True),
        applications.ApplicationCreate("inv_1042", 2_000),
        refunds.RefundCreate(2_000, "Moved away"),
        imports.OpeningBalanceImport(3, 1, 1, [_REFUSED_LINE], common.Money(12_500, "cad"), "checked"),
        transfers.TransferCreate("pat_ben", "Family account", 2_000),
        merges.PatientMergeCreate("pat_ana_2", "pat_ana", "Registered twice"),
        transfers.Transfer("trf_x2", IDS["id"], "pay_x3", "pat_ben", TWENTY),
        payments.PaymentVoid("Recorded twice"),
        payments.PaymentCreate(
            "recorded", 5_000, "loc_main", tender=Tender.CHEQUE, received_on=PAID.date(), reference="Cheque 1042"
        ),
        locations.LocationUpdate("North Clinic", True),
        meta.Health("ok"),
        cards.CardOnFile("pm_1Q2w3E4r5T", "visa", "4242", 12, 2030, None),
        top_ups.TopUp(**_TOP_UP, status=PaymentStatus.SUCCEEDED, card=VISA, succeeded_at=PAID, receipt=RECEIPT),
        top_ups.TopUpDetail(
            **_TOP_UP,
            status=PaymentStatus.SUCCEEDED,
            card=VISA,
            succeeded_at=PAID,
            receipt=RECEIPT,
            refunds=[top_ups.TopUpRefund("ref_x2", TWENTY, RefundStatus.PENDING, LATER, None)],
        ),
        top_ups.StartedTopUp(
            **_TOP_UP,
            status=PaymentStatus.PENDING,
            card=None,
            succeeded_at=None,
            receipt=None,
            client_secret="pi_3Q_secret_9x",
        ),
        credit.PatientCreditView(CLINIC, FIFTY, _OFFER, True),
        invoices.InvoicePut("2026-1042", 5_000, "loc_main", PAID.date(), 1, "open", label="Physiotherapy"),
        invoices.InvoiceApplicationCreate(2_000),
        invoices.PatientInvoice(**_INVOICE),
        invoices.Invoice(**_INVOICE, **_FOR_STAFF),
        invoices.InvoiceDetail(**_INVOICE, **_FOR_STAFF, applications=[_APPLICATION]),
        receipts.ReceiptReady("7J5YC-W2M3X", ONE_MINUTE, ONE_MINUTE + "?inline", LATER),
        receipts.ReceiptPreparing(),
        documents.DocumentReady(ONE_MINUTE, ONE_MINUTE + "?inline", LATER),
        documents.DocumentPreparing(),
        payment_accounts.AccountLink("https://connect.stripe.com/setup/e/acct_demo_main/Qx7"),
        payment_accounts.PaymentAccount("acct_demo_main", "Maple Clinic", "CA", "cad", True, True, True, True, None),
        billing_settings.BillingSettings(
            CLINIC,
            True,
            500,
            100_000,
            [2_500, 5_000, 10_000],
            500_000,
            50_000,
            200_000,
            False,
            "accounts@maple.example",
            None,
            "Unused credit is refunded to the card on request.",
            "MAIN ST",
            "MAPLE* MAIN ST",
            InvoicePolicy.KNOWN,
            True,
            AutomaticApplication.OFF,
            "cad",
            "acct_demo_main",
            [billing_settings.AccountRef("acct_demo_main", "Maple Clinic")],
            billing_settings.TopUpAvailability(True, None),
            LATER,
            SAM,
        ),
        billing_settings.SettingsChange(LATER, SAM, 2, "top_up_minimum", 500, 1_000),
        locations.Location("loc_main", "Main Street", True),
        notices.NoticesPut("ana@example.com", True, True, False),
        notices.UndeliverableAddress(Undeliverable.BOUNCED, LATER),
        notices.Notices("ana@example.com", True, True, False, None),
        patients.PatientPut("Ana Núñez", "ana@example.com", "en"),
        patients.ListedPatient("pat_ana", "Ana Núñez", FIFTY, 1, PAID),
        patients.Patient(
            "pat_ana", "Ana Núñez", "ana@example.com", "en", FIFTY, [credit.LocationCredit(MAIN, FIFTY)], 1, [], None
        ),
        credit.ProcessingTopUp("pay_2", _THIRTY, MAIN, PAID),
        credit.StaffCreditView(
            FIFTY, [credit.LocationCredit(MAIN, FIFTY)], 1, [credit.ProcessingTopUp("pay_2", _THIRTY, MAIN, PAID)]
        ),
        payments.PaymentSummary(**_PAYMENT),
        payments.ClinicPayments(
            [payments.PaymentSummary(**_PAYMENT)], None, "America/Toronto", payments.PaymentTotals(1, FIFTY, _THIRTY)
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
        merges.PatientMerge("mrg_7j5ycw2m3xkqv4hd6ra2bt5ezu", "pat_ana_2", "pat_ana", "Registered twice", LATER, SAM),
        credit.CreditHistory([_ENTRY], None, FIFTY),
        meta.WebhookAck(True),
        events.ClinicEvent(
            _EVENT_ID,
            kinds.EventType.PAYMENT_SUCCEEDED,
            PAID,
            "pat_ana",
            1,
            {
                "payment_id": IDS["id"],
                "amount": kinds.money(5_000, "cad"),
                "available": kinds.money(5_000, "cad"),
                "location_id": "loc_main",
                "source": "card_online",
                "actor": {"kind": "patient", "id": "pat_ana"},
            },
        ),
        events.WebhookEndpointCreate("https://ehr.example/account-credit", ["payment.succeeded"]),
        events.WebhookEndpointUpdate(False),
        events.WebhookEndpoint(**_ENDPOINT),
        events.WebhookEndpointWithSecret(**_ENDPOINT, secret="whsec_MfKQ9r8GKYqrTwj..."),
        events.WebhookTest(True, 204, None, 118),
        events.WebhookResend(_EVENT_ID),
        events.WebhookResent(3, None),
        events.WebhookDelivery(
            event_id=_EVENT_ID,
            type=kinds.EventType.PAYMENT_SUCCEEDED,
            at=LATER,
            attempt=1,
            status=AttemptStatus.FAILED,
            http_status=503,
            error=None,
            duration_ms=240,
            next_attempt_at=LATER + timedelta(seconds=5),
        ),
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
        reports.UnappliedCredit(
            LATER.date(),
            [
                reports.UnappliedCreditLine(
                    **_REPORTED,
                    days_open=1,
                    received=FIFTY,
                    applied=TWENTY,
                    refunded=NOTHING,
                    disputed=NOTHING,
                    transferred=NOTHING,
                    unapplied=_THIRTY,
                )
            ],
            reports.UnappliedTotals(_THIRTY, 1, 1, [reports.AgeTotal(0, 30, _THIRTY)]),
            None,
        ),
        reports.CreditMovement(
            PAID.date(),
            LATER.date(),
            [reports.CreditMovementGroup(id="loc_main", name="Main Street", **_MOVED)],
            reports.CreditMovementAmounts(**_MOVED),
        ),
        reports.Liability(
            "cad", [PAID.date(), LATER.date()], [reports.LiabilityGroup("loc_main", "Main Street", [2_000, 5_000])]
        ),
        reports.Overview(
            today=LATER.date(),
            movement=reports.CreditMovementAmounts(**_MOVED),
            by_location=[reports.CreditHeld("loc_main", "Main Street", FIFTY)],
            by_account=[reports.CreditHeld("acct_1", "Main Clinic", FIFTY)],
            open_disputes=1,
            disabled_endpoints=0,
            more_disputes=False,
            attention=[reports.Attention("refund_failed", _PAYMENT["patient"], IDS["id"], TWENTY, LATER)],
            has_top_ups=True,
        ),
        reports.Takings(
            PAID.date(),
            LATER.date(),
            [
                reports.TakingsLine(
                    **_REPORTED,
                    recorded_on=PAID.date(),
                    tender=None,
                    amount=FIFTY,
                    voided=NOTHING,
                    fee=common.Money(175, "cad"),
                    net=common.Money(4_825, "cad"),
                    payout_id=None,
                    paid_out_on=None,
                )
            ],
            reports.TakingsTotals(FIFTY, NOTHING, common.Money(175, "cad"), 1, 0),
            None,
        ),
        proofs.Proof(
            date=LATER.date(),
            until=LATER,
            liability=FIFTY,
            booked=FIFTY,
            at_stripe=common.Money(3_000, "cad"),
            transactions=12,
            differences=[_DIFFERENCE],
            previous="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            signature="MEUCIQDv1IsqrLlqj9EUDdnNReYdadLG0Q==",
            url="https://proofs.example/one-minute-address",
        ),
    )
}


def example_of(kind: Any) -> msgspec.Struct | None:
    """An example of a response body, for a list one of one item. None for a plain mapping."""
    if get_origin(kind) is Page:
        return Page([EXAMPLES[get_args(kind)[0]]], None)
    return EXAMPLES.get(kind)
