"""This deployment's webhook endpoints, at Stripe: one for the platform's own events, one for connected accounts'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe import V1Services

from chalicelib.stripe_gateway.client import API_VERSION, ClientProvider
from chalicelib.stripe_gateway.errors import translate_errors
from chalicelib.stripe_gateway.events import CONNECTED_EVENTS, EVENTS

PAGE = 100
PLATFORM, CONNECTED = "platform", "connected"
NEEDED = {PLATFORM: EVENTS, CONNECTED: CONNECTED_EVENTS}
"""The events that Stripe must send to each of the two: derived from what the code handles."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of this deployment's endpoints, as Stripe describes it."""

    id: str
    of: str
    events: frozenset[str]
    api_version: str | None
    status: str
    url: str

    @property
    def faults(self) -> list[str]:
        """Return what is wrong with it, as half sentences."""
        wrong = []
        missing, spare = set(NEEDED[self.of]) - self.events, self.events - set(NEEDED[self.of])
        if missing:
            wrong.append(f"does not send {', '.join(sorted(missing))}")
        if spare:
            wrong.append(f"sends unhandled events: {', '.join(sorted(spare))}")
        if self.api_version != API_VERSION:
            wrong.append(f"speaks {self.api_version or 'the account default'} and not {API_VERSION}")
        if self.status != "enabled":
            wrong.append(f"is {self.status}")
        return wrong


def endpoints_of(v1: V1Services, deployment: str) -> list[Endpoint]:
    """Return the deployment's endpoints, newest first: metadata names it and the kind, which the operator's command
    writes."""
    return [_endpoint(one) for one in _held(v1, deployment) if one["metadata"].get("of") in NEEDED]


def _held(v1: V1Services, deployment: str) -> list[Mapping[str, Any]]:
    held = [each.to_dict() for each in v1.webhook_endpoints.list({"limit": PAGE}).auto_paging_iter()]
    return [each for each in held if (each.get("metadata") or {}).get("deployment") == deployment]


def _endpoint(held: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        id=held["id"],
        of=held["metadata"]["of"],
        events=frozenset(held["enabled_events"]),
        api_version=held.get("api_version"),
        status=held["status"],
        url=held["url"],
    )


class StripeEventEndpoints:
    """See services.ports.EventEndpoints."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    def disabled(self) -> int:
        with translate_errors():
            held = _held(self._clients.current().v1, self._deployment)
        return sum(each.get("status") != "enabled" for each in held)
