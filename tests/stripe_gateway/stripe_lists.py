"""Stripe's objects and lists with every field filled: no two alike, none of a default."""

from __future__ import annotations

from typing import Any

from tests.stripe_gateway import stripe_json
from tests.stripe_gateway.recorded_calls import RESPONSES
from tests.stripe_gateway.stripe_json import OURS

START = 1_795_435_200


CARD = {
    "brand": "visa",
    "last4": "4242",
    "exp_month": 3,
    "exp_year": 2031,
    "fingerprint": "f",
    "wallet": {"type": "apple_pay"},
}


CHARGE = stripe_json.charge(
    created=START + 1,
    amount_captured=4_900,
    amount_refunded=300,
    balance_transaction={"fee": 175, "currency": "cad"},
    transfer="tr_1",
    transfer_group="group_pi_1",
    payment_method_details={"card": CARD},
)


DECLINE = {"code": "card_declined", "decline_code": "do_not_honor", "message": "Your card was declined."}


INTENT = stripe_json.intent(amount_received=4_800, latest_charge=CHARGE)


FAILED = stripe_json.intent("requires_payment_method", last_payment_error=DECLINE)


REFUND = {**RESPONSES["POST /v1/refunds"], "status": "failed", "failure_reason": "lost_or_stolen_card"}


ELSEWHERE = {**REFUND, "id": "re_2", "amount": 200, "status": "pending", "metadata": {}, "failure_reason": None}


DISPUTE = {
    **RESPONSES["GET /v1/disputes/du_1"],
    "created": START + 2,
    "status": "lost",
    "evidence_details": {"due_by": START + 600},
    "balance_transactions": [
        {"amount": -5_000, "fee": 1_500, "currency": "cad"},
        {"amount": 2_000, "fee": -500, "currency": "cad"},
    ],
}


WARNING = {**RESPONSES["GET /v1/radar/early_fraud_warnings/issfr_1"], "created": START + 3}


ACCOUNT = stripe_json.account(
    charges_enabled=True,
    payouts_enabled=False,
    country="US",
    default_currency="usd",
    capabilities={"card_payments": "active", "transfers": "pending"},
    requirements={"disabled_reason": "under_review", "currently_due": ["external_account", "tos_acceptance.date"]},
    settings={
        "card_payments": {"statement_descriptor_prefix": "MAPLE"},
        "payments": {"statement_descriptor": "MAPLE CLINIC"},
    },
)


TRANSFERS = [
    {
        "id": name,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": amount // 10,
        "created": START + created,
        "destination": destination,
        "metadata": {},
    }
    for name, amount, created, destination in (
        ("tr_3", 3_000, 30, "acct_main"),
        ("tr_of_another", 900, 20, "acct_north"),
        ("tr_2", 2_000, 20, "acct_main"),
        ("tr_1", 1_000, 40, "acct_main"),
    )
]


PAYOUT = {
    "id": "po_1",
    "object": "payout",
    "amount": 15_000,
    "arrival_date": START + 86_400,
    "automatic": True,
    "created": START + 50,
    "reconciliation_status": "completed",
    "status": "paid",
}


PAYOUTS = [
    PAYOUT,
    {**PAYOUT, "id": "po_of_today", "status": "in_transit", "reconciliation_status": "in_progress"},
    {**PAYOUT, "id": "po_by_hand", "automatic": False},
    {**PAYOUT, "id": "po_canceled", "status": "canceled"},
]


BACK = [{**PAYOUT, "id": "po_failed", "status": "failed"}, {**PAYOUT, "id": "po_hand_failed", "automatic": False}]


def source(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"object": kind, "id": name, **more}


def lines(*sources: Any) -> list[dict[str, Any]]:
    """Balance transactions, the newest first as Stripe lists them; no two alike."""
    made = [
        {
            "object": "balance_transaction",
            "id": f"txn_{number}",
            "amount": 1_000 + number,
            "fee": number,
            "net": 1_000,
            "currency": "cad",
            "created": START + number,
            "type": "charge",
            "source": each,
        }
        for number, each in enumerate(sources)
    ]
    return made[::-1]


def of(payment_id: str) -> dict[str, str]:
    return {**OURS, "payment_id": payment_id}


CREDIT = "Account credit"


ON_PLATFORM = lines(
    source("charge", "ch_1", metadata=of("pay_1"), payment_intent="pi_1"),
    source("charge", "ch_2", metadata={}, description=CREDIT, payment_intent="pi_2"),
    source("charge", "ch_edited", metadata=of("pay_9"), transfer_group="test/clinic_demo/pat_ben/pay_grouped/1"),
    source("charge", "ch_gone", metadata={}, description=CREDIT, payment_intent="pi_gone"),
    source("charge", "ch_of_a_shop", metadata={"order": "1"}, description="Shoes", payment_intent="pi_2"),
    source("refund", "re_1", metadata={**of("pay_1"), "refund_id": "ref_1"}, charge="ch_1", payment_intent="pi_1"),
    source("refund", "re_2", metadata={}, charge="ch_2", payment_intent="pi_gone"),
    source("refund", "re_3", metadata=None, charge="ch_of_last_month", payment_intent="pi_3"),
    source("refund", "re_of_another", metadata={"deployment": "other"}, charge="ch_1", payment_intent="pi_1"),
    source("dispute", "du_1", metadata={}, charge="ch_1", payment_intent="pi_1"),
    source("transfer", "tr_1", source_transaction="ch_1", destination_payment="py_1"),
    source("transfer", "tr_2", transfer_group="group_pi_2", destination_payment="py_2"),
    source("transfer", "tr_of_a_shop", transfer_group="other/clinic_demo/pat_ben/pay_1"),
    source("transfer_reversal", "trr_1", transfer="tr_1", destination_payment_refund="pyr_1"),
    source("transfer_reversal", "trr_3", transfer="tr_of_last_month"),
    source("topup", "tu_1"),
    "ch_not_expanded",
    None,
)


ON_ACCOUNT = lines(
    source("charge", "py_1", source_transfer="tr_1"),
    source("charge", "py_3", source_transfer="tr_of_last_month"),
    source("charge", "py_alone"),
    source("refund", "pyr_1", charge="py_1"),
    source("refund", "pyr_2", charge="py_2"),
    source("refund", "pyr_3", charge="py_of_last_month"),
    source("refund", "pyr_4", charge="py_gone"),
    source("application_fee", "fee_1"),
    "py_not_expanded",
    None,
)


IN_PAYOUT = [
    *lines(
        source("charge", "ch_1", metadata=of("pay_1")),
        source("charge", "py_1", source_transfer="tr_1"),
        source("refund", "re_1", metadata=of("pay_2"), charge="ch_1"),
    ),
    {**lines(source("payout", "po_1"))[0], "id": "txn_itself", "type": "payout", "net": -15_000},
    {**lines("po_failed")[0], "id": "txn_failed", "type": "payout_failure", "net": 700},
]


MOVED = {
    "refund": lines(REFUND),
    "refund_failure": lines(REFUND),
    "adjustment": lines(DISPUTE, {**DISPUTE, "id": "du_of_a_shop", "payment_intent": None}, "du_not_expanded", None),
    "payment_failure_refund": lines(ELSEWHERE, {**ELSEWHERE, "id": "re_of_a_shop", "payment_intent": None}),
}


INQUIRY = {**DISPUTE, "id": "du_2", "status": "warning_needs_response", "balance_transactions": []}


ENDPOINTS = [
    {
        "object": "webhook_endpoint",
        "id": f"we_{number}",
        "metadata": metadata,
        "enabled_events": ["charge.succeeded", "invoice.paid"],
        "api_version": version,
        "status": status,
        "url": f"https://api.example/{number}",
    }
    for number, (metadata, version, status) in enumerate(
        (
            ({"deployment": "test", "of": "platform"}, "2026-10-28.endive", "enabled"),
            ({"deployment": "test", "of": "connected"}, None, "disabled"),
            ({"deployment": "test", "of": "something"}, None, "disabled"),
            ({"deployment": "test"}, None, "enabled"),
            ({"deployment": "other", "of": "platform"}, None, "disabled"),
            ({}, None, "disabled"),
            (None, None, "disabled"),
        )
    )
]
