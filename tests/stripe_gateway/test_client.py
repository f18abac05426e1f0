"""Stripe's client follows a rotated key, and is not made anew for each request."""

from __future__ import annotations

from chalicelib.stripe_gateway.client import RotatingClient


def test_a_client_is_kept_while_its_key_is_in_use() -> None:
    clients = RotatingClient(lambda: "sk_test_1")
    assert clients.current() is clients.current()


def test_a_rotated_key_gets_a_new_client_in_its_own_mode() -> None:
    keys = iter(["sk_test_1", "sk_live_2", "sk_live_2"])
    clients = RotatingClient(lambda: next(keys))
    first, second = clients.current(), clients.current()
    assert second is not first and clients.current() is second
    assert (first.livemode, second.livemode) == (False, True)
