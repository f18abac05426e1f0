"""Stripe's client follows a rotated key, and is not made anew for each request."""

from __future__ import annotations

import pytest

from chalicelib.aws import limits
from chalicelib.stripe_gateway import client
from chalicelib.stripe_gateway.client import RotatingClient


def test_a_client_is_kept_while_its_key_is_in_use() -> None:
    clients = RotatingClient(lambda: "sk_test_1")
    assert clients.current() is clients.current()


@pytest.mark.parametrize(
    ("key", "livemode"),
    [("sk_live_1", True), ("rk_live_1", True), ("sk_test_1", False), ("rk_test_1", False)],
)
def test_a_restricted_key_has_its_mode_as_well(key: str, livemode: bool) -> None:
    assert RotatingClient(lambda: key).current().livemode is livemode


GATEWAY_S = 29
"""API Gateway ends a request after this long (docs.aws.amazon.com/apigateway, quotas)."""
STRIPE_CALLS = 2
"""A first top-up makes a customer and a PaymentIntent."""


def test_a_request_whose_calls_all_time_out_ends_before_the_gateway_does() -> None:
    stripe_s = (client.CONNECT_TIMEOUT_S + client.READ_TIMEOUT_S) * (client.RETRIES + 1)
    aws_s = (limits.CONNECT_TIMEOUT_S + limits.READ_TIMEOUT_S) * (limits.RETRIES + 1)
    assert stripe_s * STRIPE_CALLS < GATEWAY_S and aws_s < GATEWAY_S


def test_a_rotated_key_gets_a_new_client_in_its_own_mode() -> None:
    keys = iter(["sk_test_1", "sk_live_2", "sk_live_2"])
    clients = RotatingClient(lambda: next(keys))
    first, second = clients.current(), clients.current()
    assert second is not first and clients.current() is second
    assert (first.livemode, second.livemode) == (False, True)
