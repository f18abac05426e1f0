"""Replay of Stripe's events of a time span through the webhook, after a long outage."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import requests
import stripe
from stripe.params import EventListParams

from chalicelib.stripe_gateway.events import CONNECTED_EVENTS, EVENTS

MOST_TYPES = 20
"""How many types Stripe lists at once (docs.stripe.com/api/events/list)."""
TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Replay:
    """Stripe keeps events for 30 days. Replaying one twice has no effect, so the span may be generous."""

    client: stripe.StripeClient
    url: str
    webhook_secret: str
    report: Callable[[str], None] = print

    def between(self, since: datetime, until: datetime) -> tuple[int, int]:
        """Send Stripe's events of that time, oldest first; return how many were accepted and how many refused."""
        taken = refused = 0
        for event in sorted(self._events(since, until), key=lambda event: event.created):
            answer = self._send(event)
            if answer.ok:
                taken += 1
            else:
                refused += 1
                self.report(f"{event.id} {event.type}: {answer.status_code}")
        return taken, refused

    def _events(self, since: datetime, until: datetime) -> Iterator[stripe.Event]:
        """The platform's, then those of each connected account: what a Connect endpoint receives."""
        span = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
        yield from self._listed(EVENTS, span, {})
        for account in self.client.v1.accounts.list({"limit": 100}).auto_paging_iter():
            for event in self._listed(CONNECTED_EVENTS, span, {"stripe_account": account.id}):
                event.account = account.id
                yield event

    def _listed(
        self, types: Sequence[str], span: dict[str, int], options: stripe.RequestOptions
    ) -> Iterator[stripe.Event]:
        for start in range(0, len(types), MOST_TYPES):
            params = {"created": span, "types": list(types[start : start + MOST_TYPES]), "limit": 100}
            found = self.client.v1.events.list(cast(EventListParams, params), options)
            yield from reversed(list(found.auto_paging_iter()))

    def _send(self, event: stripe.Event) -> requests.Response:
        body = json.dumps(event.to_dict()).encode()
        now = int(time.time())
        signed = hmac.new(self.webhook_secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={now},v1={signed}"}
        return requests.post(self.url, data=body, headers=headers, timeout=TIMEOUT_S)
