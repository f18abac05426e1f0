"""Stripe: keys, their mode, and the webhook endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.config import StripeKeys
from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.checks import StripeChecks
from chalicelib.stripe_gateway.client import Client, FixedClient
from infra.ops.operate.environment import StageEnvironment


def keys(deployed: StageEnvironment) -> Iterator[Finding]:
    """See StripeChecks.keys."""
    yield from _checks(deployed).keys()


def api_version(deployed: StageEnvironment) -> Iterator[Finding]:
    """See StripeChecks.api_version."""
    yield from _checks(deployed).api_version()


def endpoints(deployed: StageEnvironment) -> Iterator[Finding]:
    """See StripeChecks.endpoints."""
    yield from _checks(deployed).endpoints()


def _checks(deployed: StageEnvironment) -> StripeChecks:
    stage, held = deployed.stage, deployed.secret
    return StripeChecks(
        clients=FixedClient(Client(deployed.stripe.v1, livemode=stage.mode == "live")),
        deployment=stage.deployment,
        mode=stage.mode,
        publishable_key=stage.parameters.get("StripePublishableKey", ""),
        stored_keys=lambda: StripeKeys(held.secret_key, held.webhook_secrets, tuple(held.endpoints)),
        webhook_url=lambda: deployed.webhook_url,
    )
