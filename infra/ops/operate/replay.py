"""Replay of Stripe's events of a time span through the webhook, after a long outage."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import islice
from typing import Protocol, cast

import requests
import stripe
from stripe.params import EventListParams

from chalicelib.stripe_gateway.events import CONNECTED_EVENTS, EVENTS
from infra.ops.operate.replay_progress import Progress

MOST_TYPES = 20
"""How many types Stripe lists at once (docs.stripe.com/api/events/list)."""
TIMEOUT_S = 30.0
WINDOW = timedelta(hours=1)
"""A part of the platform's events: what is sent again of a run that stopped is at most so much."""
AT_ONCE = 20
TRIES = 6
PAUSE_S = 0.5
WORTH_REPEATING = (0, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
"""Responses of the stage's throttle and of an outage; 0 stands for none."""


class Send(Protocol):
    """A POST of `body` to the webhook; returns its status, or 0 if there was no response."""

    def __call__(self, url: str, body: bytes, signature: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Events that are listed together: a window of the platform's, or all of one connected account."""

    name: str
    types: Sequence[str]
    since: datetime
    until: datetime
    account: str | None = None


def post(url: str, body: bytes, signature: str) -> int:
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
    try:
        return requests.post(url, data=body, headers=headers, timeout=TIMEOUT_S).status_code
    except requests.RequestException:
        return 0


@dataclass(frozen=True, slots=True)
class Replay:
    """Stripe keeps events for 30 days. Replaying one twice has no effect, so the span may be generous.

    Events are sent as they are listed, in any order, some at once and no more than a batch of them in memory.
    """

    client: stripe.StripeClient
    url: str
    webhook_secret: str
    progress: Progress
    report: Callable[[str], None] = print
    send: Send = post
    pause: Callable[[float], None] = time.sleep

    def run(self) -> tuple[int, int]:
        """Send the events of the parts that are not done; return how many were accepted and how many refused."""
        taken = refused = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for part in self._parts():
                if self.progress.is_done(part.name):
                    continue
                accepted, sent = 0, 0
                for results in self._sent(part, pool):
                    accepted, sent = accepted + sum(results), sent + len(results)
                self.progress.finish(part.name)
                taken, refused = taken + accepted, refused + sent - accepted
                if sent:
                    self.report(f"{part.name}: {accepted} of {sent}")
        self.progress.end()
        return taken, refused

    def _parts(self) -> Iterator[Part]:
        """The platform's, the oldest first; then those of each connected account: what a Connect endpoint receives."""
        start, until = self.progress.since, self.progress.until
        while start < until:
            end = min(start + WINDOW, until)
            yield Part(f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", EVENTS, start, end)
            start = end
        for account in self.client.v1.accounts.list({"limit": 100}).auto_paging_iter():
            yield Part(account.id, CONNECTED_EVENTS, self.progress.since, until, account.id)

    def _sent(self, part: Part, pool: ThreadPoolExecutor) -> Iterator[list[bool]]:
        events = self._listed(part)
        while batch := list(islice(events, 5 * AT_ONCE)):
            yield list(pool.map(self._accepted, batch))

    def _listed(self, part: Part) -> Iterator[stripe.Event]:
        # Both ends count, so that an event at the edge of two windows is sent twice and none is left out.
        span = {"gte": int(part.since.timestamp()), "lte": int(part.until.timestamp())}
        options: stripe.RequestOptions = {"stripe_account": part.account} if part.account else {}
        for start in range(0, len(part.types), MOST_TYPES):
            params = {"created": span, "types": list(part.types[start : start + MOST_TYPES]), "limit": 100}
            found = self.client.v1.events.list(cast(EventListParams, params), options)
            for event in found.auto_paging_iter():
                if part.account:
                    event.account = part.account
                yield event

    def _accepted(self, event: stripe.Event) -> bool:
        """Send the event, again while the stage asks for it. Its refusal is reported."""
        body, status = json.dumps(event.to_dict()).encode(), 0
        for attempt in range(TRIES):
            status = self.send(self.url, body, self._signature(body))
            if status not in WORTH_REPEATING:
                break
            self.pause(PAUSE_S * 2**attempt)
        is_accepted = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        if not is_accepted:
            self.report(f"{event.id} {event.type}: {status or 'no response'}")
        return is_accepted

    def _signature(self, body: bytes) -> str:
        now = int(time.time())
        signed = hmac.new(self.webhook_secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return f"t={now},v1={signed}"
