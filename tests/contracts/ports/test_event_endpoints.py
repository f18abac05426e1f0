"""Endpoints of this deployment that are disabled at Stripe are counted; others' are not. The adapter on the double."""

from __future__ import annotations

import pytest

from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.event_endpoints import StripeEventEndpoints
from infra.stripe_double.settings import Settings
from tests.contracts.ports.stripe_in_process import URL, stripe_in_process
from tests.fakes.small import FakeClock


def test_only_this_deployments_disabled_endpoints_are_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    with stripe_in_process(tmp_path_factory.mktemp("stripe"), FakeClock()) as (_, transport):
        client = new_client(Settings.secret_key, transport, URL)
        endpoints = StripeEventEndpoints(FixedClient(client), "test")
        ours, other = (
            client.v1.webhook_endpoints.create(
                {"url": "https://api.example/events", "enabled_events": ["*"], "metadata": {"deployment": name}}
            )
            for name in ("test", "other")
        )
        assert endpoints.disabled() == 0
        client.v1.webhook_endpoints.update(other.id, {"disabled": True})
        assert endpoints.disabled() == 0
        client.v1.webhook_endpoints.update(ours.id, {"disabled": True})
        assert endpoints.disabled() == 1
