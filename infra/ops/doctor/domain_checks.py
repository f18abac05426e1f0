"""Stripe: the domains on which the payment form offers wallets."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.client import Client, FixedClient
from chalicelib.stripe_gateway.payment_domains import PaymentDomainCheck
from infra.ops.operate.environment import StageEnvironment, enter
from infra.ops.operate.payment_domains import origins


def payment_domains(deployed: StageEnvironment) -> Iterator[Finding]:
    """See PaymentDomainCheck."""
    client = Client(deployed.stripe.v1, livemode=deployed.stage.mode == "live")
    clinics = enter(deployed.environment()).clinics
    yield from PaymentDomainCheck(clients=FixedClient(client), origins=lambda: origins(deployed, clinics))()
