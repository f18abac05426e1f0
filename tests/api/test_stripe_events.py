"""Stripe's webhook: 2xx only once the event is durable, so that Stripe retries; no input breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.rate_limits import DECLINES_PER_TOP_UP
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.api.api import Api, Reply
from tests.fakes.examples import ANA
from tests.fakes.examples import account as described
from tests.fakes.faults import FaultPlan, When
from tests.fakes.payments import DECLINED
from tests.fakes.settings import SECRET
from tests.stripe_gateway.stripe_json import OURS, account, charge, encoded, event, intent, signature

EVENTS = "/v1/stripe/events"


def post(api: Api, value: Any, **headers: str) -> Reply:
    body = value if isinstance(value, bytes) else encoded(value)
    return api.post(EVENTS, body, **{"stripe_signature": signature(body, SECRET), **headers})


def paid(started: Payment, **changes: Any) -> dict[str, Any]:
    metadata = {**OURS, "payment_id": started.id}
    about = charge(metadata=metadata, payment_intent=started.payment_intent_id, amount_captured=5_000)
    return event("charge.succeeded", {**about, **changes})


def test_a_repeated_event_credits_once(api: Api) -> None:
    sent = paid(api.world.started())
    replies = [post(api, sent) for _ in range(20)]
    assert {(reply.status, reply.body) for reply in replies} == {(200, '{"received":true}')}
    assert api.world.ledger.credit(ANA).balance == 5_000 and len(api.world.ledger.all_entries(ANA)) == 1


def test_an_event_before_its_payment_is_refused_so_that_stripe_retries(api: Api) -> None:
    reply = post(api, event("charge.succeeded", charge()))
    assert (reply.status, reply.json["code"]) == (409, "not_written_yet")


@pytest.mark.parametrize("metadata", [{}, {**OURS, "deployment": "production"}])
def test_another_deployments_event_is_acknowledged_and_ignored(api: Api, metadata: dict[str, str]) -> None:
    assert post(api, event("charge.succeeded", charge(metadata=metadata))).status == 200
    assert api.world.ledger.in_quarantine == {}


@pytest.mark.parametrize(
    "tampered",
    [
        {"amount_captured": 4_999},
        {"currency": "usd"},
        {"transfer_data": {"destination": "acct_thief"}},
        {"transfer_data": None},
        {"payment_intent": "pi_other"},
    ],
)
def test_a_tampered_event_is_quarantined_and_credits_nothing(api: Api, tampered: dict[str, Any]) -> None:
    assert post(api, paid(api.world.started(), **tampered)).status == 200
    assert api.world.ledger.credit(ANA).balance == 0 and set(api.world.ledger.in_quarantine) == {"evt_1Qabc"}


def test_a_live_event_credits_nothing_here(api: Api) -> None:
    sent = paid(api.world.started(), livemode=True)
    assert post(api, {**sent, "livemode": True}).status == 200
    assert api.world.ledger.credit(ANA).balance == 0 and api.world.ledger.in_quarantine


@pytest.mark.parametrize("header", ["", "t=1,v1=abc", "é", "t=1", f"t=1,v1={'a' * 5_000}"])
def test_an_event_with_an_invalid_signature_is_rejected(api: Api, header: str) -> None:
    reply = post(api, paid(api.world.started()), stripe_signature=header)
    assert (reply.status, reply.json["code"]) == (400, "invalid_signature")
    assert api.world.ledger.credit(ANA).balance == 0


@pytest.mark.parametrize("body", [b"[]", b"null", b"not json", b"[" * 200_000, b'{"id":1}'])
def test_a_signed_body_that_is_no_event_is_rejected(api: Api, body: bytes) -> None:
    reply = post(api, body)
    assert (reply.status, reply.json["code"]) == (400, "invalid_event")


def test_an_oversized_body_is_rejected_before_its_signature_is_checked(api: Api) -> None:
    assert post(api, b" " * 262_145, stripe_signature="t=1,v1=0").status == 413


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(2))
def test_an_event_is_acknowledged_only_once_it_is_durable(api: Api, at: int, when: When) -> None:
    sent = paid(api.world.started())
    failing = api.on(api.world.guarded(FaultPlan(at, when)).services)
    assert post(failing, sent).status == 503
    assert post(failing, sent).status == 200
    assert api.world.ledger.credit(ANA).balance == 5_000 and len(api.world.ledger.all_entries(ANA)) == 1


def test_the_event_of_the_last_declined_card_that_a_top_up_may_have_closes_it(api: Api) -> None:
    """No browser needs to tell of it: a card tester's would not."""
    started = api.world.started()
    intent_id = str(started.payment_intent_id)
    about = {"id": intent_id, "metadata": {**OURS, "payment_id": started.id}}
    problem = {"code": "card_declined", "message": "Your card was declined."}
    for number in range(DECLINES_PER_TOP_UP):
        assert api.world.now(started).status is PaymentStatus.PENDING
        api.world.stripe.say(intent_id, PaymentReportKind.FAILED, error=DECLINED, charge_id=f"ch_{number}")
        failed = intent("requires_payment_method", **about, last_payment_error=problem)
        failed["latest_charge"] = f"ch_{number}"
        sent = event("payment_intent.payment_failed", failed, id=f"evt_{number}")
        assert post(api, sent).status == 200
    assert api.world.now(started).status is PaymentStatus.CANCELED


def test_a_disabled_account_stops_the_top_up_offer(api: Api) -> None:
    offered = api.as_().get("/v1/me/credit").json["top_up"]
    assert offered["enabled"] and offered["reason"] is None
    api.world.stripe.accounts["acct_main"] = described("acct_main", charges_enabled=False)
    assert post(api, event("account.updated", account(), account="acct_main")).status == 200
    offered = api.as_().get("/v1/me/credit").json["top_up"]
    assert (offered["enabled"], offered["reason"]) == (False, "primary_account_not_eligible")
    assert post(api, event("account.updated", account(id="acct_stranger"))).status == 200
