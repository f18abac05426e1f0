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
from chalicelib.stripe_gateway.client import Client, FixedClient, new_client
from chalicelib.stripe_gateway.event_endpoints import StripeEventEndpoints, endpoints_of
from chalicelib.stripe_gateway.events import EVENTS, read_event
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements
from tests.fakes.small import NOON, FakeClock
from tests.stripe_gateway import stripe_json
from tests.stripe_gateway.recorded_calls import CALLS, EMPTY, METHOD, Call, Recorder
from tests.stripe_gateway.stripe_json import OURS, SECRET, encoded, event, signature
from tests.stripe_gateway.stripe_lists import (
    ACCOUNT,
    BACK,
    CARD,
    CHARGE,
    DISPUTE,
    ELSEWHERE,
    ENDPOINTS,
    FAILED,
    IN_PAYOUT,
    INQUIRY,
    INTENT,
    MOVED,
    ON_ACCOUNT,
    ON_PLATFORM,
    PAYOUT,
    PAYOUTS,
    REFUND,
    TRANSFERS,
    WARNING,
    of,
    source,
)

FILE = Path(__file__).with_name("readings.json")


OBJECTS: Mapping[str, Any] = {
    "POST /v1/customers": {"id": "cus_1", "object": "customer"},
    "POST /v1/payment_intents": INTENT,
    "GET /v1/payment_intents/pi_1": INTENT,
    "POST /v1/payment_intents/pi_1/cancel": stripe_json.intent("canceled"),
    "GET /v1/payment_intents/pi_2": stripe_json.intent(id="pi_2", metadata=of("pay_2")),
    "GET /v1/payment_intents/pi_3": stripe_json.intent(
        id="pi_3", metadata=of("pay_9"), transfer_group="test/clinic_demo/pat_ana/pay_3"
    ),
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


def statements(client: Client) -> StripeStatements:
    return StripeStatements(FixedClient(client), "test")


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
