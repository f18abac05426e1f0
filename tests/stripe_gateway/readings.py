"""Stripe's lists, events and objects with every field filled, and what becomes of each: `readings.json`.

`python -m tests.stripe_gateway.readings` writes it again; a reviewer reads the diff.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.stripe_gateway.client import Client, FixedClient, new_client
from chalicelib.stripe_gateway.event_endpoints import StripeEventEndpoints, endpoints_of
from chalicelib.stripe_gateway.events import EVENTS, read_event
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements
from tests.fakes.small import NOON, FakeClock
from tests.stripe_gateway import stripe_json
from tests.stripe_gateway.recorded_calls import CALLS, EMPTY, METHOD, RESPONSES, Call, Recorder
from tests.stripe_gateway.stripe_json import OURS, SECRET, encoded, event, signature

FILE = Path(__file__).with_name("readings.json")
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
    source("charge", "ch_indexed", metadata={}, description=CREDIT, payment_intent="pi_indexed"),
    source("charge", "ch_gone", metadata={}, description=CREDIT, payment_intent="pi_gone"),
    source("charge", "ch_of_a_shop", metadata={"order": "1"}, description="Shoes", payment_intent="pi_2"),
    source("refund", "re_1", metadata={**of("pay_1"), "refund_id": "ref_1"}, charge="ch_1", payment_intent="pi_1"),
    source("refund", "re_2", metadata={}, charge="ch_2", payment_intent="pi_gone"),
    source("refund", "re_3", metadata=None, charge="ch_of_last_month", payment_intent="pi_3"),
    source("refund", "re_of_another", metadata={"deployment": "other"}, charge="ch_1", payment_intent="pi_1"),
    source("dispute", "du_1", metadata={}, charge="ch_1", payment_intent="pi_1"),
    source("transfer", "tr_1", source_transaction="ch_1", destination_payment="py_1"),
    source("transfer", "tr_2", transfer_group="group_pi_2", destination_payment="py_2"),
    source("transfer", "tr_of_a_shop", transfer_group="order_7"),
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

OBJECTS: Mapping[str, Any] = {
    "POST /v1/customers": {"id": "cus_1", "object": "customer"},
    "POST /v1/payment_intents": INTENT,
    "GET /v1/payment_intents/pi_1": INTENT,
    "POST /v1/payment_intents/pi_1/cancel": stripe_json.intent("canceled"),
    "GET /v1/payment_intents/pi_2": stripe_json.intent(id="pi_2", metadata=of("pay_2")),
    "GET /v1/payment_intents/pi_3": stripe_json.intent(id="pi_3", metadata=of("pay_3")),
    "GET /v1/payment_intents/pi_indexed": stripe_json.intent(id="pi_indexed", metadata={}),
    "GET /v1/charges/ch_1": CHARGE,
    "GET /v1/charges/py_of_last_month": source("charge", "py_of_last_month", source_transfer="tr_of_last_month"),
    "GET /v1/transfers/tr_of_last_month": source("transfer", "tr_of_last_month", transfer_group="group_pi_3"),
    "POST /v1/transfers": TRANSFERS[0],
    "POST /v1/transfers/tr_1/reversals": {"id": "trr_1", "object": "transfer_reversal"},
    "POST /v1/refunds": REFUND,
    "GET /v1/refunds": {**EMPTY, "data": [ELSEWHERE, REFUND]},
    "GET /v1/disputes/du_1": DISPUTE,
    "GET /v1/disputes": {**EMPTY, "data": [INQUIRY, DISPUTE, {**INQUIRY, "id": "du_3", "payment_intent": None}]},
    "GET /v1/radar/early_fraud_warnings/issfr_1": WARNING,
    "GET /v1/radar/early_fraud_warnings": {
        **EMPTY,
        "data": [{**WARNING, "id": "issfr_2", "payment_intent": None}, WARNING],
    },
    "GET /v1/accounts/acct_main": ACCOUNT,
    "GET /v1/account": {**ACCOUNT, "id": "acct_own"},
    "POST /v1/account_links": {"object": "account_link", "url": "https://connect.stripe.com/x"},
    "GET /v1/customers/cus_1/payment_methods": {**EMPTY, "data": [{**METHOD, "card": CARD}]},
    "GET /v1/payouts/po_1": PAYOUT,
    "GET /v1/payouts/po_old": {**PAYOUT, "id": "po_old", "amount": 14_000},
    "GET /v1/webhook_endpoints": {**EMPTY, "data": ENDPOINTS},
}
UNFINISHED = [
    stripe_json.intent("requires_action", id="pi_8", metadata=of("pay_2")),
    stripe_json.intent("processing", id="pi_5", metadata={**OURS, "attempt": "1", "note": "added at Stripe"}),
    stripe_json.intent("requires_action", id="pi_4", client_secret=None),
    stripe_json.intent("canceled", id="pi_6"),
    stripe_json.intent(id="pi_7"),
]


class FullStripe(Recorder):
    """Responds with the objects above; anything else is missing."""

    def request(self, *asked: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        body, _, headers = super().request(*asked, **options)
        return body, 404 if "error" in json.loads(body) else 200, headers

    def response(self, call: str) -> Any:
        asked: Call = self.sent[-1]
        given, on = asked["parameters"], asked.get("stripe_account")
        listed = self._listed(call, given, on)
        if listed is not None:
            return {**EMPTY, "data": listed}
        return OBJECTS.get(call, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})

    def _listed(self, call: str, given: Mapping[str, str], on: str | None) -> list[Any] | None:
        match call:
            case "GET /v1/balance_transactions" if "payout" in given:
                return IN_PAYOUT
            case "GET /v1/balance_transactions" if "type" in given:
                return MOVED[given["type"]]
            case "GET /v1/balance_transactions":
                return ON_ACCOUNT if on else ON_PLATFORM
            case "GET /v1/payouts":
                return BACK if given.get("status") == "failed" else PAYOUTS
            case "GET /v1/transfers":
                return [each for each in TRANSFERS if (each["id"] == "tr_3") == given["transfer_group"].startswith("d")]
            case "GET /v1/payment_intents":
                return [*UNFINISHED, INTENT]
        return None


def indexed(intent_id: str) -> PaymentRef | None:
    """The ledger's payment of a PaymentIntent whose metadata was removed."""
    return PaymentRef(PatientKey("clinic_demo", "pat_ben"), "pay_indexed") if intent_id == "pi_indexed" else None


def statements(client: Client) -> StripeStatements:
    return StripeStatements(FixedClient(client), "test", indexed)


LATER = NOON + timedelta(days=1)
LISTS: Mapping[str, Callable[[Client], Any]] = {
    "statement, of accounts": lambda client: statements(client).statement(NOON, LATER, ["acct_main"]),
    "statement, of all time": lambda client: len(statements(client).statement(None, LATER, []).transactions),
    "statement, with open payouts": lambda client: statements(client).statement(
        NOON, LATER, ["acct_main"], ["acct_main/po_old", "acct_north/po_1", "/po_1"], platform_payouts=True
    ),
    "payout": lambda client: statements(client).payout("acct_main", "po_1"),
    "payout, that is missing": lambda client: statements(client).payout("acct_main", "po_9"),
    "movements": lambda client: list(StripeMovements(FixedClient(client), "test").movements(NOON)),
    "endpoints_of": lambda client: [(one, one.faults) for one in endpoints_of(client.v1, "test")],
    "disabled": lambda client: StripeEventEndpoints(FixedClient(client), "test").disabled(),
}
EVENT_SUBJECTS: Mapping[str, Any] = {
    "account": {"id": "ca_1", "object": "application"},
    "capability": {"id": "card_payments", "object": "capability"},
    "charge": CHARGE,
    "charge.dispute": DISPUTE,
    "payment_intent": INTENT,
    "payment_intent.payment_failed": FAILED,
    "payout": PAYOUT,
    "radar": WARNING,
    "refund": REFUND,
    "refund.created": ELSEWHERE,
}


NAMES = (*CALLS, *LISTS, *EVENTS)


def subject_of(kind: str) -> Any:
    """The object of an event, by the longest part of its name."""
    parts = kind.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next(EVENT_SUBJECTS[name] for name in names if name in EVENT_SUBJECTS)


def read(kind: str) -> Any:
    on = {"account": "acct_main"} if kind.startswith(("account", "capability", "payout")) else {}
    body = encoded(event(kind, subject_of(kind), **on))
    return read_event(body, signature(body), (SECRET,), "test")


def reading(name: str) -> Any:
    """Return what becomes of a response or an event; the requests beside it where `calls.json` has none."""
    if name in EVENTS:
        return _plain(partial(read, name))
    transport = FullStripe()
    if name in LISTS:
        returned = _plain(partial(LISTS[name], _client(transport)))
        return {"returned": returned, "sent": transport.sent}
    return _plain(partial(CALLS[name], StripePayments(FixedClient(_client(transport)), "test", FakeClock())))


def _client(transport: Recorder) -> Client:
    return new_client("sk_test_1", transport)


def _plain(ask: Callable[[], Any]) -> Any:
    try:
        return json.loads(msgspec.json.encode(ask(), order="deterministic"))
    except CreditError as fault:
        return f"{type(fault).__name__}: {fault}"


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: reading(name) for name in NAMES}, indent=1) + "\n", "utf-8")
