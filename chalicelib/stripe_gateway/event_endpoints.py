"""This deployment's webhook endpoints, at Stripe: which of them Stripe, or a person, disabled."""

from __future__ import annotations

from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import translate_errors

PAGE = 100


class StripeEventEndpoints:
    """See services.ports.EventEndpoints. Metadata names the deployment; the operator's command writes it."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    def disabled(self) -> int:
        with translate_errors():
            found = self._clients.current().v1.webhook_endpoints.list({"limit": PAGE}).auto_paging_iter()
            held = [each.to_dict() for each in found]
        ours = (each for each in held if (each.get("metadata") or {}).get("deployment") == self._deployment)
        return sum(each.get("status") != "enabled" for each in ours)
