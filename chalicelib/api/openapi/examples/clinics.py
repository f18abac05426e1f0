"""Examples of a clinic's settings, accounts, locations, events and webhook endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.api.openapi.examples.values import CLINIC, IDS, LATER, PAID, SAM
from chalicelib.api.schemas import billing_settings, common, events, locations, meta, payment_accounts
from chalicelib.credit import events as kinds
from chalicelib.credit.billing_settings import AutomaticApplication, InvoicePolicy
from chalicelib.credit.webhooks import AttemptStatus

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

EXAMPLES: Sequence[msgspec.Struct] = (
    billing_settings.BillingSettingsUpdate(top_up_minimum=1_000, account_credit_enabled=True),
    locations.LocationUpdate("North Clinic", True),
    meta.Health("ok"),
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
)
