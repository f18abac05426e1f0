"""The doctor's checks of Stripe find each fault alone, name what fixes it, and are silent about what is right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from unittest import mock

import pytest
import stripe

from chalicelib.config import StripeKeys
from chalicelib.credit.errors import Unavailable
from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.checks import StripeChecks, is_secret_key
from chalicelib.stripe_gateway.client import API_VERSION, FixedClient, new_client
from chalicelib.stripe_gateway.event_endpoints import NEEDED
from tests.stripe_gateway.recorded_calls import EMPTY, Recorder
from tests.stripe_gateway.stripe_json import account

URL = "https://api.example/stripe"
KEYS = "python -m infra.ops.operate STAGE stripe-keys"
WEBHOOKS = "python -m infra.ops.operate STAGE webhooks"
ROTATE = "python -m infra.ops.operate STAGE rotate-webhooks begin, then finish"
FINISH = "python -m infra.ops.operate STAGE rotate-webhooks finish"
STORED = StripeKeys("sk_test_1", ("whsec_1", "whsec_2"), ("we_platform", "we_connected"))


def endpoint(of: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "object": "webhook_endpoint",
        "id": f"we_{of}",
        "metadata": {"deployment": "maple", "of": of},
        "enabled_events": list(NEEDED[of]),
        "api_version": API_VERSION,
        "status": "enabled",
        "url": URL,
    }
    return usual | changes


PLATFORM, CONNECTED = endpoint("platform"), endpoint("connected")


class Stripe(Recorder):
    """Responds with an account, or refuses with a status, and with endpoints."""

    def __init__(self, endpoints: Sequence[Mapping[str, Any]] = (PLATFORM, CONNECTED), status: int = 200) -> None:
        super().__init__()
        self._endpoints = endpoints
        self._status = status

    def request(self, *asked: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        body, status, headers = super().request(*asked, **options)
        if self._status == status:
            return body, status, headers
        return json.dumps({"error": {"type": "invalid_request_error"}}), self._status, {"stripe-should-retry": "false"}

    def response(self, call: str) -> Any:
        return account() if call == "GET /v1/account" else {**EMPTY, "data": list(self._endpoints)}


def checks(
    stripes: Stripe | None = None,
    *,
    mode: str = "test",
    publishable_key: str = "pk_test_1",
    stored: StripeKeys = STORED,
) -> StripeChecks:
    return StripeChecks(
        clients=FixedClient(new_client("sk_test_1", stripes or Stripe())),
        deployment="maple",
        mode=mode,
        publishable_key=publishable_key,
        stored_keys=lambda: stored,
        webhook_url=lambda: URL,
    )


def test_nothing_is_found_where_all_is_right() -> None:
    right = checks()
    assert [*right.keys(), *right.api_version(), *right.endpoints()] == []


@pytest.mark.parametrize("mode", ["live", "test"])
@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("sk_live_1aZ_", "live"),
        ("rk_live_1", "live"),
        ("sk_test_1", "test"),
        ("rk_test_1aZ_", "test"),
        ("pk_live_1", None),
        ("sk_live_", None),
        ("sk_live_1-", None),
        (" sk_live_1", None),
        ("sk_test_1\n", None),
        ("", None),
    ],
)
def test_a_secret_key_is_of_one_mode(key: str, of: str | None, mode: str) -> None:
    assert is_secret_key(key, mode) is (of == mode)


SECRET_KEY = Finding("The stage is in live mode and its secret key is not.", KEYS)
PUBLISHABLE_KEY = Finding("The stage is in live mode and its publishable key is not.", "Change it in infra/stages")


@pytest.mark.parametrize(
    ("secret", "publishable", "found"),
    [
        ("sk_live_1", "pk_live_1", []),
        ("sk_test_1", "pk_live_1", [SECRET_KEY]),
        ("rk_live_1", "pk_test_1", [PUBLISHABLE_KEY]),
        ("sk_test_1", "pk_test_1", [SECRET_KEY, PUBLISHABLE_KEY]),
    ],
)
def test_keys_of_the_other_mode_are_found(secret: str, publishable: str, found: list[Finding]) -> None:
    stored = StripeKeys(secret, ("whsec_1",))
    assert list(checks(mode="live", publishable_key=publishable, stored=stored).keys()) == found


def test_a_webhook_secret_that_is_none_is_found() -> None:
    found = checks(stored=StripeKeys("sk_test_1", ("whsec_1", "sk_test_1"))).keys()
    assert list(found) == [Finding("A webhook secret does not begin with whsec_.", WEBHOOKS)]


def test_a_key_that_stripe_does_not_accept_is_found() -> None:
    assert list(checks(Stripe(status=401)).keys()) == [Finding("Stripe does not accept the secret key.", KEYS)]


def test_a_restricted_key_that_may_not_read_the_account_is_accepted() -> None:
    assert list(checks(Stripe(status=403)).keys()) == []


@pytest.mark.parametrize("check", [StripeChecks.keys, StripeChecks.endpoints])
def test_stripe_that_does_not_answer_is_unavailable_and_no_finding(check: Any) -> None:
    with pytest.raises(Unavailable):
        list(check(checks(Stripe(status=500))))


def test_an_sdk_of_another_version_is_found() -> None:
    with mock.patch.object(stripe, "api_version", "2020-01-01"):
        found = list(checks().api_version())
    said = f"The SDK pins 2020-01-01, the code {API_VERSION}."
    assert found == [Finding(said, "Bring both together in the code")]


def no_endpoint(of: str) -> Finding:
    return Finding(f"Stripe has no endpoint for the {of} events whose secret is known here.", WEBHOOKS)


STRAY = Finding("we_stray is signed with a secret that isn't stored here.", "Remove it at Stripe")
FAULTS: Mapping[str, tuple[Sequence[Mapping[str, Any]], list[Finding]]] = {
    "no endpoint": ((), [no_endpoint("platform"), no_endpoint("connected")]),
    "no endpoint of a kind": ((PLATFORM,), [no_endpoint("connected")]),
    "an endpoint of another deployment": (
        (PLATFORM, endpoint("connected", metadata={"deployment": "oak", "of": "connected"})),
        [no_endpoint("connected")],
    ),
    "an endpoint whose secret is not stored": (
        (PLATFORM, CONNECTED, endpoint("platform", id="we_stray")),
        [STRAY],
    ),
    "only an endpoint whose secret is not stored": (
        (CONNECTED, endpoint("platform", id="we_stray", url="https://elsewhere.example")),
        [no_endpoint("platform"), STRAY],
    ),
    "an endpoint that sends elsewhere": (
        (PLATFORM, endpoint("connected", url="https://elsewhere.example")),
        [Finding(f"we_connected sends to https://elsewhere.example and not to {URL}.", WEBHOOKS)],
    ),
    "an endpoint that is off": (
        (endpoint("platform", status="disabled"), CONNECTED),
        [Finding("we_platform is disabled.", WEBHOOKS)],
    ),
    "an endpoint of another version": (
        (endpoint("platform", api_version="2020-01-01"), CONNECTED),
        [Finding(f"we_platform speaks 2020-01-01 and not {API_VERSION}.", ROTATE)],
    ),
    "an endpoint of no version": (
        (PLATFORM, endpoint("connected", api_version=None)),
        [Finding(f"we_connected speaks the account default and not {API_VERSION}.", ROTATE)],
    ),
    "events that are not sent, or not handled": (
        (PLATFORM, endpoint("connected", enabled_events=[*sorted(NEEDED["connected"])[2:], "b.paid", "a.paid"])),
        [
            Finding(f"we_connected does not send {', '.join(sorted(NEEDED['connected'])[:2])}.", WEBHOOKS),
            Finding("we_connected sends unhandled events: a.paid, b.paid.", WEBHOOKS),
        ],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_an_endpoint_is_found_alone_with_what_fixes_it(name: str) -> None:
    endpoints, found = FAULTS[name]
    assert list(checks(Stripe(endpoints)).endpoints()) == found


def test_an_unfinished_rotation_is_found() -> None:
    stored = StripeKeys("sk_test_1", ("whsec_1",), ("we_platform", "we_next", "we_connected"))
    both = (endpoint("platform", id="we_next"), PLATFORM, CONNECTED)
    found = list(checks(Stripe(both), stored=stored).endpoints())
    said = "Stripe sends the platform events 2 times: a rotation is not finished."
    assert found == [Finding(said, FINISH)]
