"""A replay sends every event of its time, holds few of them, and goes on where it was cut off."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import stripe

from chalicelib.stripe_gateway.events import CONNECTED_EVENTS, EVENTS
from infra.ops.operate.replay import Replay
from infra.ops.operate.replay_progress import Progress, begin

SINCE = datetime(2026, 11, 24, 12, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=3)
SECRET = "whsec_" + "1" * 24


class CutOffError(Exception):
    """The operator's connection, or laptop."""


class Lists(stripe.HTTPClient):
    """Stripe's lists of events, by account (None is the platform), the newest first, and of accounts."""

    name = "lists"

    def __init__(self, events: Mapping[str | None, list[dict[str, Any]]]) -> None:
        super().__init__()
        self.events, self.listed, self.breaks_at = events, list[str](), ""

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        path, given = urlsplit(url).path, parse_qsl(urlsplit(url).query)
        if path == "/v1/accounts":
            return self._page([{"id": name, "object": "account"} for name in self.events if name], given)
        account = (headers or {}).get("Stripe-Account")
        asked = dict(given)
        span = range(int(asked["created[gte]"]), int(asked["created[lte]"]) + 1)
        self.listed.append(account or f"{datetime.fromtimestamp(span.start, UTC):%H:%M}")
        if self.listed[-1] == self.breaks_at:
            raise CutOffError
        types = {value for name, value in given if name.startswith("types[")}
        found = [each for each in self.events[account] if each["created"] in span and each["type"] in types]
        return self._page(found, given)

    def _page(self, found: list[dict[str, Any]], given: list[tuple[str, str]]) -> tuple[str, int, Mapping[str, str]]:
        after, limit = dict(given).get("starting_after"), int(dict(given)["limit"])
        start = next((number + 1 for number, each in enumerate(found) if each["id"] == after), 0)
        page = {"object": "list", "url": "/v1/events", "has_more": start + limit < len(found)}
        return json.dumps({**page, "data": found[start : start + limit]}), 200, {}

    def close(self) -> None:
        pass


@dataclass
class Webhook:
    """The stage's webhook: `refused` has the statuses that an event gets before it is accepted."""

    refused: dict[str, list[int]] = field(default_factory=dict)
    got: Counter[str] = field(default_factory=Counter)
    accounts: dict[str, str | None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, url: str, body: bytes, signature: str) -> int:
        stripe.WebhookSignature.verify_header(body.decode(), signature, SECRET, 300)
        event = json.loads(body)
        with self.lock:
            waiting = self.refused.get(event["id"], [])
            if waiting:
                return waiting.pop(0)
            self.got[event["id"]] += 1
            self.accounts[event["id"]] = event.get("account")
        return 200


def event(name: str, minutes: int, kind: str = EVENTS[0]) -> dict[str, Any]:
    created = int((SINCE + timedelta(minutes=minutes)).timestamp())
    return {"id": name, "object": "event", "type": kind, "created": created, "data": {"object": {}}}


def replayed(lists: Lists, webhook: Webhook, progress: Progress, said: list[str] | None = None) -> tuple[int, int]:
    client = stripe.StripeClient("sk_test_local", http_client=lists, max_network_retries=0)
    report = (said if said is not None else []).append
    return Replay(client, "https://stage/", SECRET, progress, report, webhook, pause=lambda seconds: None).run()


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return begin("prod-now", SINCE, UNTIL, tmp_path)


def test_every_event_of_the_platform_and_of_each_account_is_sent(progress: Progress) -> None:
    ours = [event(f"evt_{number}", number % 180) for number in range(450)]
    outside = [event("evt_before", -1), event("evt_after", 181), event("evt_other", 5, "invoice.paid")]
    theirs = event("evt_theirs", 30, CONNECTED_EVENTS[0])
    lists, webhook = Lists({None: [*ours, *outside], "acct_1": [theirs], "acct_2": []}), Webhook()
    taken, refused = replayed(lists, webhook, progress)
    assert set(webhook.got) == {each["id"] for each in ours} | {"evt_theirs"} and refused == 0
    assert webhook.accounts["evt_theirs"] == "acct_1" and webhook.accounts["evt_0"] is None
    assert taken == sum(webhook.got.values()) and max(webhook.got.values()) <= 2


def test_a_replay_that_was_cut_off_sends_only_what_was_not_done(progress: Progress, tmp_path: Path) -> None:
    events = {None: [event(f"evt_{hour}", 60 * hour + 30) for hour in range(3)], "acct_1": [], "acct_2": []}
    lists, webhook = Lists(events), Webhook()
    for breaks_at in ("14:00", "acct_2"):
        lists.breaks_at = breaks_at
        with pytest.raises(CutOffError):
            replayed(lists, webhook, begin("prod-now", SINCE, UNTIL + timedelta(days=1), tmp_path))
    lists.breaks_at, lists.listed = "", []
    later = begin("prod-now", SINCE, UNTIL + timedelta(days=1), tmp_path)
    assert later.is_resumed and later.until == UNTIL
    replayed(lists, webhook, later)
    assert set(lists.listed) == {"acct_2"} and set(webhook.got.values()) == {1} and len(webhook.got) == 3
    assert not begin("prod-now", SINCE, UNTIL, tmp_path).is_resumed, "it ended"


def test_a_line_that_was_half_written_is_not_taken_for_a_part_that_is_done(progress: Progress) -> None:
    progress.finish("acct_1")
    with progress.path.open("a") as file:
        file.write('"acct_2')
    resumed = begin("prod-now", SINCE, UNTIL, progress.path.parent)
    assert resumed.is_done("acct_1") and not resumed.is_done("acct_2")


def test_events_are_sent_before_the_last_is_listed(progress: Progress) -> None:
    """Two million don't fit in memory: of one window, no more than a batch is held."""
    lists = Lists({None: [event(f"evt_{number}", 30) for number in range(1_000)]})
    seen: list[int] = []

    def counting(url: str, body: bytes, signature: str) -> int:
        seen.append(len(lists.listed))
        return 200

    client = stripe.StripeClient("sk_test_local", http_client=lists, max_network_retries=0)
    Replay(client, "https://stage/", SECRET, progress, lambda line: None, counting).run()
    assert seen[0] == 1 and seen[-1] >= 10


def test_an_event_that_the_stage_has_no_room_for_is_sent_again(progress: Progress) -> None:
    lists = Lists({None: [event("evt_throttled", 10), event("evt_wrong", 20), event("evt_down", 30)]})
    webhook = Webhook({"evt_throttled": [429, 503, 0], "evt_wrong": [400], "evt_down": [503] * 6})
    said: list[str] = []
    assert replayed(lists, webhook, progress, said) == (1, 2)
    assert sorted(line for line in said if "evt_" in line) == [
        f"evt_down {EVENTS[0]}: 503",
        f"evt_wrong {EVENTS[0]}: 400",
    ]
