"""Every call to Stripe as it goes over the wire: method, path, parameters and idempotency key.

`python -m tests.stripe_gateway.recorded_calls` writes `calls.json` again, whose diff is what a reviewer reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.position import Move
from chalicelib.credit.records import Refund
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.gateway import StripePayments
from tests.fakes.examples import ANA, account, payment
from tests.fakes.small import NOON, FakeClock
from tests.stripe_gateway.stripe_json import OURS, charge, intent
from tests.stripe_gateway.stripe_json import account as account_json

FILE = Path(__file__).with_name("calls.json")
Call = dict[str, Any]
PAID = payment("pay_1", payment_intent_id="pi_1", charge_id="ch_1", application_fee=150)
REFUND = Refund(
    id="ref_1",
    patient=ANA,
    payment_id="pay_1",
    amount=700,
    currency="cad",
    reason="Moved away",
    request_hash="0" * 32,
    requested_at=NOON + timedelta(hours=1),
    requested_by=Actor("staff", "usr_sam"),
)
CARD = {"brand": "visa", "last4": "4242", "exp_month": 1, "exp_year": 2030, "fingerprint": "f"}
METHOD = {"id": "pm_1", "object": "payment_method", "type": "card", "card": CARD, "customer": "cus_1"}
RESPONSES: dict[str, Any] = {
    "POST /v1/customers": {"id": "cus_1", "object": "customer"},
    "POST /v1/payment_intents": intent("requires_payment_method"),
    "GET /v1/payment_intents/pi_1": intent(),
    "POST /v1/payment_intents/pi_1/cancel": intent("canceled"),
    "GET /v1/charges/ch_1": charge(transfer="tr_1", transfer_group="group_pi_1"),
    "GET /v1/transfers/tr_1": {
        "id": "tr_1",
        "object": "transfer",
        "amount": 5_000,
        "amount_reversed": 0,
        "created": 1,
        "destination": "acct_main",
        "metadata": {},
    },
    "POST /v1/refunds": {
        "id": "re_1",
        "object": "refund",
        "amount": 700,
        "currency": "cad",
        "metadata": {**OURS, "refund_id": "ref_1"},
        "payment_intent": "pi_1",
        "status": "succeeded",
    },
    "GET /v1/disputes/du_1": {
        "id": "du_1",
        "object": "dispute",
        "amount": 5_000,
        "balance_transactions": [],
        "charge": "ch_1",
        "created": 1,
        "currency": "cad",
        "livemode": False,
        "payment_intent": "pi_1",
        "reason": "fraudulent",
        "status": "needs_response",
    },
    "GET /v1/radar/early_fraud_warnings/issfr_1": {
        "id": "issfr_1",
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": "ch_1",
        "created": 1,
        "fraud_type": "misc",
        "livemode": False,
        "payment_intent": "pi_1",
    },
    "GET /v1/accounts/acct_main": account_json(),
    "GET /v1/account": account_json(),
    "POST /v1/account_links": {"object": "account_link", "url": "https://connect.stripe.com/x"},
    "GET /v1/customers/cus_1/payment_methods": {"object": "list", "data": [METHOD], "has_more": False, "url": "/v1/x"},
}
EMPTY = {"object": "list", "data": [], "has_more": False, "url": "/v1/x"}

CALLS: dict[str, Callable[[StripePayments], object]] = {
    "create_customer": lambda stripes: stripes.create_customer(ANA),
    "create_customer, of another clinic": lambda stripes: stripes.create_customer(
        PatientKey("clinic_other", ANA.patient_id)
    ),
    "create_customer, in place of a deleted one": lambda stripes: stripes.create_customer(ANA, in_place_of="cus_0"),
    "start": lambda stripes: stripes.start(PAID, "cus_1"),
    "start, at the platform": lambda stripes: stripes.start(replace(PAID, account_id=None), "cus_1"),
    "start, with the clinic's words on the card statement": lambda stripes: stripes.start(
        replace(PAID, id="pay_2", statement_suffix="MAIN ST"), "cus_1"
    ),
    "start, again on another account": lambda stripes: stripes.start(replace(PAID, intent_attempt=1), "cus_1"),
    "find": lambda stripes: stripes.find(PAID, "cus_1"),
    "find_started": lambda stripes: stripes.find_started(PAID, "cus_1"),
    "others": lambda stripes: stripes.others(replace(PAID, intent_attempt=1), "cus_1"),
    "outcome": lambda stripes: stripes.outcome("pi_1", PAID),
    "cancel": lambda stripes: stripes.cancel("pi_1", PAID),
    "pointer": lambda stripes: stripes.pointer("pi_1"),
    "fraud_warning": lambda stripes: stripes.fraud_warning("issfr_1"),
    "cards": lambda stripes: stripes.cards("cus_1"),
    "remove_card": lambda stripes: stripes.remove_card("cus_1", "pm_1"),
    "account": lambda stripes: stripes.account(account()),
    "account, of the platform itself": lambda stripes: stripes.account(account(is_platform=True)),
    "own_account_id": lambda stripes: stripes.own_account_id(),
    "onboarding_link": lambda stripes: stripes.onboarding_link(account(), "https://credit.example/clinic"),
    "refund": lambda stripes: stripes.refund(PAID, REFUND),
    "refund, again after a failure": lambda stripes: stripes.refund(PAID, replace(REFUND, attempt=1)),
    "refund, of a reversed transfer": lambda stripes: stripes.refund(PAID, replace(REFUND, reverse_transfer=True)),
    "find_refund": lambda stripes: stripes.find_refund(PAID, REFUND),
    "refunds_of": lambda stripes: stripes.refunds_of(PAID),
    "dispute": lambda stripes: stripes.dispute("du_1"),
    "holdings": lambda stripes: stripes.holdings(PAID, ["du_1"]),
    "move, back to the platform": lambda stripes: stripes.move(PAID, Move(500, "tr_1", ("pay_1", "1"))),
    "move, to the account": lambda stripes: stripes.move(PAID, Move(500, None, ("pay_1", "2"))),
}


class Recorder(stripe.HTTPClient):
    """The SDK's transport, which keeps what was sent and responds from `RESPONSES`."""

    name = "recorder"

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Call] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        asked, parts = dict(headers or {}), urlsplit(url)
        sent = {"call": f"{method.upper()} {parts.path}", "parameters": dict(parse_qsl(post_data or parts.query))}
        key = asked.get("Idempotency-Key")
        kept = {"idempotency_key": key} if key and method == "post" else {}
        on = {"stripe_account": asked["Stripe-Account"]} if "Stripe-Account" in asked else {}
        self.sent.append({**sent, **kept, **on})
        return json.dumps(self.response(str(sent["call"]))), 200, {}

    def response(self, call: str) -> Any:
        """The body of the response to a call, named as in `RESPONSES`."""
        return RESPONSES.get(call, EMPTY)

    def close(self) -> None:
        """Nothing was opened."""


def recorded() -> dict[str, list[Call]]:
    """Return the requests of each of `CALLS`. A key that the SDK invents, for want of our own, is named as such."""
    return {name: _sent_by(call) for name, call in CALLS.items()}


def _sent_by(call: Callable[[StripePayments], object]) -> list[Call]:
    transport = Recorder()
    call(StripePayments(FixedClient(new_client("sk_test_1", transport)), "test", FakeClock()))
    for sent in transport.sent:
        if "-" in sent.get("idempotency_key", ""):
            sent["idempotency_key"] = "another one each time"
    return transport.sent


if __name__ == "__main__":
    FILE.write_text(json.dumps(recorded(), indent=1, sort_keys=True) + "\n", "utf-8")
