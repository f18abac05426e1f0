"""Stripe's webhook endpoints: one for the platform's own events, one for those of connected accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import stripe
from stripe.params import WebhookEndpointCreateParams, WebhookEndpointUpdateParams

from chalicelib.stripe_gateway.client import API_VERSION
from chalicelib.stripe_gateway.event_endpoints import CONNECTED, NEEDED, Endpoint, endpoints_of
from infra.ops.operate.keys import KeptSecret


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The endpoints of one deployment. Metadata names deployment and kind, which Stripe doesn't return."""

    client: stripe.StripeClient
    deployment: str
    url: str
    report: Callable[[str], None] = print

    def all(self) -> list[Endpoint]:
        """Return this deployment's endpoints, newest first."""
        return endpoints_of(self.client.v1, self.deployment)

    def fix(self, secret: KeptSecret, keep: Callable[[KeptSecret], None]) -> KeptSecret:
        """Create missing endpoints and correct wrong ones. Each new secret is stored before the next step."""
        for of in NEEDED:
            known = [one for one in self.all() if one.of == of and one.id in secret.endpoints]
            if not known:
                secret = self._make(of, secret, keep)
            for one in known:
                self._fix(one)
        return secret

    def begin_rotation(self, secret: KeptSecret, keep: Callable[[KeptSecret], None]) -> KeptSecret:
        """Add a second endpoint beside each: Stripe then sends every event twice, signed with either secret."""
        for of in NEEDED:
            secret = self._make(of, secret, keep)
        return secret

    def finish_rotation(self, secret: KeptSecret, keep: Callable[[KeptSecret], None]) -> KeptSecret:
        """Remove all but the newest endpoint of each kind, then their secrets."""
        ours = [one for one in self.all() if one.id in secret.endpoints]
        latest = {of: next(one.id for one in ours if one.of == of) for of in NEEDED}
        gone = {one.id for one in ours} - set(latest.values())
        for endpoint in sorted(gone):
            self.client.v1.webhook_endpoints.delete(endpoint)
            self.report(f"removed {endpoint}")
        secret = secret.without_endpoints(gone)
        keep(secret)
        return secret

    def _make(self, of: str, secret: KeptSecret, keep: Callable[[KeptSecret], None]) -> KeptSecret:
        params = {
            "url": self.url,
            "enabled_events": list(NEEDED[of]),
            "api_version": API_VERSION,
            "connect": of == CONNECTED,
            "metadata": {"deployment": self.deployment, "of": of},
        }
        made = self.client.v1.webhook_endpoints.create(cast(WebhookEndpointCreateParams, params))
        secret = secret.with_endpoint(made.id, made.secret or "")
        keep(secret)
        self.report(f"made {made.id} for the {of} events")
        return secret

    def _fix(self, one: Endpoint) -> None:
        """Correct an endpoint, except for its API version, which Stripe can't change: that needs a rotation."""
        if not one.faults:
            return
        params = {"enabled_events": list(NEEDED[one.of]), "url": self.url, "disabled": False}
        self.client.v1.webhook_endpoints.update(one.id, cast(WebhookEndpointUpdateParams, params))
        self.report(f"{one.id}: {'; '.join(one.faults)}: changed")
