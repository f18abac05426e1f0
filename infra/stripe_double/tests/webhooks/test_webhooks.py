"""An event reaches the service signed, again and again until it is taken, or as badly as a test asks for."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls
from infra.stripe_double.tests.support.listener import Listener
from infra.stripe_double.tests.support.scenarios import new_intent, paid

PAID = ["charge.succeeded", "payment_intent.succeeded"]


@pytest.fixture
def endpoint(api: V1Services, listener: Listener) -> stripe.WebhookEndpoint:
    """An endpoint of this test's own, which hears of payments."""
    for old in api.webhook_endpoints.list({"limit": 100}).data:
        api.webhook_endpoints.delete(old.id)
    return api.webhook_endpoints.create({"url": listener.url, "enabled_events": [*PAID, "payment_intent.canceled"]})  # type: ignore[list-item]


def test_every_delivery_has_a_signature_that_the_sdk_accepts(
    api: V1Services, listener: Listener, endpoint: stripe.WebhookEndpoint
) -> None:
    paid(api)
    listener.wait(lambda seen: len(seen.arrivals) == 2)
    for arrival in listener.arrivals:
        secret = str(endpoint.secret)
        assert stripe.WebhookSignature.verify_header(arrival.body.decode(), arrival.signature, secret, 300)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.WebhookSignature.verify_header(arrival.body.decode(), arrival.signature, "whsec_other", 300)
    assert listener.types() == PAID


def test_a_refused_event_is_redelivered_until_accepted(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    listener.statuses = [500, 404, 302]
    api.payment_intents.cancel(new_intent(api).id)
    listener.wait(lambda seen: len(seen.arrivals) == 4)
    controls.settle()
    assert len({arrival.event["id"] for arrival in listener.arrivals}) == 1
    delivery = controls.get(f"/deliveries?event={listener.arrivals[0].event['id']}")["data"][0]
    assert (delivery["status"], delivery["attempts"], delivery["code"]) == ("delivered", 4, 200)


def test_an_event_that_is_never_taken_is_given_up(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    listener.statuses = [500] * 100
    intent = api.payment_intents.cancel(new_intent(api).id)
    controls.settle()
    assert len(listener.arrivals) == 6
    assert api.payment_intents.retrieve(intent.id).status == "canceled"
    assert controls.get("/deliveries?status=failed")["data"][-1]["event"] == listener.arrivals[0].event["id"]


def test_a_dropped_event_never_arrives_but_can_be_sent_again(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    controls.post("/webhook_rules", action="drop", types=["charge.*", "payment_intent.*"], count=3)
    paid(api)
    controls.settle()
    assert listener.arrivals == []
    dropped = controls.get("/deliveries?status=dropped")["data"][-2:]
    assert [delivery["type"] for delivery in dropped] == PAID
    controls.post(f"/events/{dropped[0]['event']}/redeliver", times=3)
    listener.wait(lambda seen: seen.types() == ["charge.succeeded"] * 3)


def test_a_duplicated_event_arrives_as_often_as_asked(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    controls.post("/webhook_rules", action="duplicate", types=["charge.succeeded"], times=4)
    paid(api)
    listener.wait(lambda seen: len(seen.arrivals) == 6)
    assert listener.types().count("charge.succeeded") == 5
    assert len({arrival.event["id"] for arrival in listener.arrivals}) == 2


def test_a_reordered_event_arrives_after_the_next(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    controls.post("/webhook_rules", action="reorder", types=["charge.succeeded"])
    paid(api)
    listener.wait(lambda seen: len(seen.arrivals) == 2)
    assert listener.types() == PAID[::-1]


def test_a_delayed_event_arrives_late(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    controls.post("/webhook_rules", action="delay", types=["charge.succeeded"], seconds=0.4)
    paid(api)
    listener.wait(lambda seen: len(seen.arrivals) == 2)
    assert listener.types() == PAID[::-1]
    listener.wait(lambda seen: bool(controls.get("/deliveries?type=charge.succeeded")["data"][-1]["delivered_at"]))
    delayed = controls.get("/deliveries?type=charge.succeeded")["data"][-1]
    charged = api.events.retrieve(delayed["event"]).created
    assert delayed["delivered_at"] >= charged + 0.4 and delayed["attempts"] == 1


def test_a_connected_accounts_events_go_to_connect_endpoints_only(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    api.webhook_endpoints.create({"url": listener.url, "enabled_events": ["account.updated"], "connect": True})
    api.webhook_endpoints.create({"url": listener.url, "enabled_events": ["account.updated"], "connect": False})
    controls.post("/accounts", id="acct_watched", country="US", default_currency="usd")
    controls.post("/accounts/acct_watched", charges_enabled=False, disabled_reason="rejected.fraud")
    controls.settle()
    assert listener.types() == ["account.updated"] * 2
    told = listener.arrivals[-1].event
    assert told["account"] == "acct_watched" and told["data"]["object"]["charges_enabled"] is False
    assert told["data"]["object"]["requirements"]["disabled_reason"] == "rejected.fraud"
    assert told["data"]["previous_attributes"]["charges_enabled"] is True


def test_a_disabled_endpoint_hears_nothing(
    api: V1Services, listener: Listener, controls: Controls, endpoint: stripe.WebhookEndpoint
) -> None:
    api.webhook_endpoints.update(endpoint.id, {"disabled": True})
    paid(api)
    controls.settle()
    assert listener.arrivals == []
