"""Checks of what is set up at Stripe: keys, their mode, and the webhook endpoints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import stripe

from chalicelib.config import StripeKeys, is_publishable_key
from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.client import API_VERSION, ClientProvider
from chalicelib.stripe_gateway.errors import translate_errors
from chalicelib.stripe_gateway.event_endpoints import NEEDED, Endpoint, endpoints_of

KEYS = "python -m infra.ops.operate STAGE stripe-keys"
WEBHOOKS = "python -m infra.ops.operate STAGE webhooks"
ROTATE = "python -m infra.ops.operate STAGE rotate-webhooks begin, then finish"


def is_secret_key(key: str, mode: str) -> bool:
    """Whether this looks like a secret or restricted key of Stripe's `mode`, `live` or `test`."""
    return re.fullmatch(rf"(sk|rk)_{mode}_[A-Za-z0-9_]+", key) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeChecks:
    """Each method is a check. `webhook_url` is where Stripe must send events. Raises Unavailable, RefusedByStripe."""

    clients: ClientProvider
    deployment: str
    mode: str
    publishable_key: str
    stored_keys: Callable[[], StripeKeys]
    webhook_url: Callable[[], str]

    def keys(self) -> Iterator[Finding]:
        """Check that all keys are of the stage's mode and that Stripe accepts the secret one."""
        mode, stored = self.mode, self.stored_keys()
        if not is_secret_key(stored.secret_key, mode):
            yield Finding(f"The stage is in {mode} mode and its secret key is not.", KEYS)
        if not is_publishable_key(self.publishable_key, mode):
            yield Finding(f"The stage is in {mode} mode and its publishable key is not.", "Change it in infra/stages")
        if not all(each.startswith("whsec_") for each in stored.webhook_secrets):
            yield Finding("A webhook secret does not begin with whsec_.", WEBHOOKS)
        if not self._is_accepted():
            yield Finding("Stripe does not accept the secret key.", KEYS)

    def _is_accepted(self) -> bool:
        v1 = self.clients.current().v1
        with translate_errors():
            try:
                v1.accounts.retrieve_current()
            except stripe.AuthenticationError:
                return False
            except stripe.PermissionError:
                return True  # A restricted key that may not read the account is one of Stripe's all the same.
        return True

    def api_version(self) -> Iterator[Finding]:
        """Check that the SDK pins the API version that the code was written for."""
        if stripe.api_version != API_VERSION:
            fix = "Bring both together in the code"
            yield Finding(f"The SDK pins {stripe.api_version}, the code {API_VERSION}.", fix)

    def endpoints(self) -> Iterator[Finding]:
        """Check for one enabled endpoint of each kind, with exactly the events that are handled."""
        known, url, v1 = self.stored_keys().endpoint_ids, self.webhook_url(), self.clients.current().v1
        with translate_errors():
            found = endpoints_of(v1, self.deployment)
        for of in NEEDED:
            usable = [one for one in found if one.of == of and one.id in known]
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
            if one.id not in known:
                yield Finding(f"{one.id} is signed with a secret that isn't stored here.", "Remove it at Stripe")


def _faults(one: Endpoint, url: str) -> Iterator[Finding]:
    if one.url != url:
        yield Finding(f"{one.id} sends to {one.url} and not to {url}.", WEBHOOKS)
    for fault in one.faults:
        yield Finding(f"{one.id} {fault}.", ROTATE if "speaks" in fault else WEBHOOKS)
