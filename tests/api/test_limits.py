"""Rate limits over HTTP: by the address that the gateway saw, never by a header; the limit is in the response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.api.auth.client_fingerprint import client_fingerprint
from chalicelib.credit.rate_limits import LIMITS, STARTS_PER_HOUR, Scope, site_of
from tests.api.api import Api, Reply

BODY = {"amount": 5_000, "location_id": "loc_main"}
MOST = LIMITS[Scope.ADDRESS].starts


def start(api: Api, number: int, **headers: str) -> Reply:
    return api.post("/v1/me/top-ups", BODY, idempotency_key=f"key-{number}", **headers)


def starts(api: Api, source: str, **headers: str) -> Iterator[Reply]:
    """Patient after patient from one address, each several times, so that they are counted."""
    for number in range(2 * MOST):
        patient = replace(api.as_(patient=f"pat_{number // 5}"), source=source)
        yield start(patient, number, **headers)


def test_too_many_starts_return_429_with_retry_after(api: Api) -> None:
    patient = api.as_()
    replies = [start(patient, number) for number in range(STARTS_PER_HOUR + 1)]
    assert [reply.status for reply in replies] == [201] * STARTS_PER_HOUR + [429]
    assert replies[0].headers["ratelimit-policy"] == f'"patient";q={STARTS_PER_HOUR};w=3600'
    assert int(replies[-1].headers["retry-after"]) == 3_600
    assert replies[-1].headers["ratelimit"] == '"patient";r=0;t=3600'


def test_one_address_is_limited_across_patients(api: Api) -> None:
    replies = list(starts(api, "203.0.113.7"))
    refused = [reply for reply in replies if reply.status == 429]
    assert refused and refused[0].headers["ratelimit-policy"] == f'"address";q={MOST};w=3600'
    assert len(api.world.stripe.intents) <= MOST + 2
    elsewhere = replace(api.as_(patient="pat_new"), source="203.0.113.8")
    assert start(elsewhere, 999).status == 201


def test_forwarding_headers_do_not_change_the_address(api: Api) -> None:
    statuses = {start_status(api, number) for number in range(MOST + 5)}
    assert 429 in statuses


def start_status(api: Api, number: int) -> int:
    patient = replace(api.as_(patient=f"pat_{number // 5}"), source="203.0.113.7")
    made_up = f"198.51.100.{number % 250}"
    headers = {"x_forwarded_for": made_up, "forwarded": f"for={made_up}", "x_real_ip": made_up, "via": made_up}
    return start(patient, number, **headers).status


def test_an_ipv6_subnet_is_counted_as_one_address(api: Api) -> None:
    statuses = []
    for number in range(MOST + 5):
        patient = replace(api.as_(patient=f"pat_{number // 5}"), source=f"2001:db8:1:2::{number:x}")
        statuses.append(start(patient, number).status)
    assert 429 in statuses
    assert start(replace(api.as_(patient="pat_new"), source="2001:db8:1:3::1"), 999).status == 201


def test_the_subnets_of_an_ipv6_site_are_limited_together(api: Api) -> None:
    most = LIMITS[Scope.SITE].starts
    replies = []
    for number in range(most + 2):
        patient = replace(api.as_(patient=f"pat_{number}"), source=f"2001:db8:1:{number:x}::1")
        replies.append(start(patient, number))
    assert [reply.status for reply in replies] == [201] * most + [429] * 2
    assert replies[-1].headers["ratelimit-policy"] == f'"site";q={most};w=3600'
    assert start(replace(api.as_(patient="pat_new"), source="2001:db8:2::1"), 999).status == 201


def fingerprint(source: str) -> str | None:
    return client_fingerprint(source, "secret", "test")


def test_an_ipv4_address_mapped_to_ipv6_is_that_address() -> None:
    assert fingerprint("::ffff:203.0.113.7") == fingerprint("203.0.113.7") != fingerprint("203.0.113.8")
    assert fingerprint("::ffff:203.0.113.8") == fingerprint("::FFFF:cb00:7108") == fingerprint("203.0.113.8")
    assert fingerprint("::ffff:127.0.0.1") is None


@pytest.mark.parametrize(
    ("source", "site", "subnet"),
    [("2001:db8:1:2::9", True, True), ("2001:db8:1:3::1", True, False), ("2001:db8:2:2::1", False, False)],
)
def test_two_addresses_share_what_their_networks_share(source: str, site: bool, subnet: bool) -> None:
    one, other = fingerprint("2001:db8:1:2::1") or "", fingerprint(source) or ""
    assert (site_of(one) == site_of(other), one == other) == (site, subnet)


@pytest.mark.parametrize("source", ["203.0.113.7", "2001:db8::1"])
def test_the_stored_fingerprint_does_not_reveal_the_address(api: Api, source: str) -> None:
    start(replace(api.as_(), source=source), 1)
    (payment,) = api.world.ledger.all_payments()
    assert payment.address is not None and source not in payment.address and len(payment.address) == 24


@pytest.mark.parametrize("source", ["127.0.0.1", "::1", "", "not an address"])
def test_loopback_and_invalid_addresses_are_not_counted(api: Api, source: str) -> None:
    start(replace(api.as_(), source=source), 1)
    (payment,) = api.world.ledger.all_payments()
    assert payment.address is None


SECRET = "the distribution's"


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ({"x_origin_secret": SECRET, "x_viewer_address": "198.51.100.7"}, "198.51.100.7"),
        ({"x_origin_secret": "a guess", "x_viewer_address": "198.51.100.7"}, "203.0.113.9"),
        ({"x_origin_secret": "", "x_viewer_address": "198.51.100.7"}, "203.0.113.9"),
        ({"x_origin_secret": "é", "x_viewer_address": "198.51.100.7"}, "203.0.113.9"),
        ({"x_viewer_address": "198.51.100.7", "x_forwarded_for": "198.51.100.7"}, "203.0.113.9"),
    ],
)
def test_the_viewers_address_counts_only_through_our_distribution(sent: dict[str, str], counted: str, api: Api) -> None:
    services = api.world.services
    behind = api.on(replace(services, settings=replace(services.settings, origin_secret=SECRET)))
    reply = replace(behind.as_(), source="203.0.113.9").post(
        "/v1/me/top-ups", {"amount": 5000, "location_id": "loc_main"}, idempotency_key="k1", **sent
    )
    assert reply.status == 201
    (payment,) = api.world.ledger.all_payments()
    secret = services.stripe_keys.current().secret_key
    assert payment.address == client_fingerprint(counted, secret, services.settings.deployment)


def test_without_a_secret_no_header_is_believed(api: Api) -> None:
    reply = replace(api.as_(), source="203.0.113.9").post(
        "/v1/me/top-ups",
        {"amount": 5000, "location_id": "loc_main"},
        idempotency_key="k1",
        x_origin_secret="",
        x_viewer_address="198.51.100.7",
    )
    assert reply.status == 201
    (payment,) = api.world.ledger.all_payments()
    services = api.world.services
    secret = services.stripe_keys.current().secret_key
    assert payment.address == client_fingerprint("203.0.113.9", secret, services.settings.deployment)
