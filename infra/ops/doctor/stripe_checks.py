"""Stripe: keys, their mode, the webhook endpoints, and its clock."""

from __future__ import annotations

from collections.abc import Iterator

import stripe

from chalicelib.stripe_gateway.client import API_VERSION
from infra.ops.doctor.findings import Finding
from infra.ops.operate.environment import StageEnvironment
from infra.ops.operate.keys import is_secret_key
from infra.ops.operate.webhooks import NEEDED, Endpoint, Webhooks

KEYS = "python -m infra.ops.operate STAGE stripe-keys"
WEBHOOKS = "python -m infra.ops.operate STAGE webhooks"
ROTATE = "python -m infra.ops.operate STAGE rotate-webhooks begin, then finish"


def keys(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that all keys are of the stage's mode and that Stripe accepts the secret one."""
    mode, secret = deployed.stage.mode, deployed.secret
    if not is_secret_key(secret.secret_key, mode):
        yield Finding(f"The stage is in {mode} mode and its secret key is not.", KEYS)
    if f"_{mode}_" not in deployed.stage.parameters.get("StripePublishableKey", ""):
        yield Finding(f"The stage is in {mode} mode and its publishable key is not.", "Change it in infra/stages")
    if not all(each.startswith("whsec_") for each in secret.webhook_secrets):
        yield Finding("A webhook secret does not begin with whsec_.", WEBHOOKS)
    try:
        deployed.stripe.v1.accounts.retrieve_current()
    except stripe.AuthenticationError:
        yield Finding("Stripe does not accept the secret key.", KEYS)


def api_version(_deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that the SDK pins the API version that the code was written for."""
    if stripe.api_version != API_VERSION:
        yield Finding(f"The SDK pins {stripe.api_version}, the code {API_VERSION}.", "Bring both together in the code")


def endpoints(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check for one enabled endpoint of each kind, with exactly the events that are handled."""
    secret, url = deployed.secret, deployed.webhook_url
    found = Webhooks(deployed.stripe, deployed.stage.deployment, url).all()
    for of in NEEDED:
        usable = [one for one in found if one.of == of and one.id in secret.endpoints]
        if not usable:
            yield Finding(f"Stripe has no endpoint for the {of} events whose secret is known here.", WEBHOOKS)
        elif len(usable) > 1:
            yield Finding(
                f"Stripe sends the {of} events {len(usable)} times: a rotation is not finished.",
                "python -m infra.ops.operate STAGE rotate-webhooks finish",
            )
        for one in usable:
            yield from _faults(one, url)
    for one in found:
        if one.id not in secret.endpoints:
            yield Finding(f"{one.id} is signed with a secret that isn't stored here.", "Remove it at Stripe")


def _faults(one: Endpoint, url: str) -> Iterator[Finding]:
    if one.url != url:
        yield Finding(f"{one.id} sends to {one.url} and not to {url}.", WEBHOOKS)
    for fault in one.faults:
        yield Finding(f"{one.id} {fault}.", ROTATE if "speaks" in fault else WEBHOOKS)
