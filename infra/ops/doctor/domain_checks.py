"""Stripe: the domains on which the payment form offers wallets."""

from __future__ import annotations

from collections.abc import Iterator

import stripe

from chalicelib.services.ports.checks import Finding
from infra.ops.operate import payment_domains as domains
from infra.ops.operate.environment import StageEnvironment, enter

REGISTER = "python -m infra.ops.operate STAGE payment-domains"


def payment_domains(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that Apple Pay and Google Pay are active on every domain that shows the payment form."""
    needed = domains.payment_domains(deployed, enter(deployed.environment()).clinics)
    try:
        for name in needed.names:
            yield from _faults(name, needed.find(name))
    except stripe.PermissionError as fault:
        yield Finding(
            f"The key cannot read payment method domains: {fault.user_message}",
            "Give the restricted key write access to payment method domains at Stripe",
        )


def _faults(name: str, found: domains.PaymentDomain | None) -> Iterator[Finding]:
    if found is None:
        yield Finding(f"{name} is not registered at Stripe, so no wallet is offered there.", REGISTER)
        return
    for fault in found.faults:
        yield Finding(f"{name} at Stripe: {fault}.", REGISTER)
