"""The delivery queue. A rule taken when an event is queued decides what goes wrong with it on the way."""

import time

from infra.stripe_double.core.types import PLATFORM, Json
from infra.stripe_double.storage.rules import take_rule
from infra.stripe_double.storage.session import Session
from infra.stripe_double.storage.store import load

HOLD_S = 5.0
"""How long a reordered event waits for a later one to overtake it."""


def endpoints_for(session: Session, event_type: str) -> list[str]:
    """Return the ids of the enabled endpoints that listen to this type in this scope."""
    rows = session.store.rows("SELECT body, hidden FROM objects WHERE kind = 'webhook_endpoint' ORDER BY seq")
    wants_connect = session.account != PLATFORM
    return [
        endpoint["id"]
        for endpoint, hidden in ((load(row["body"]), load(row["hidden"])) for row in rows)
        if hidden["connect"] == wants_connect and _listens(endpoint, event_type)
    ]


def _listens(endpoint: Json, event_type: str) -> bool:
    return endpoint["status"] == "enabled" and bool({"*", event_type} & set(endpoint["enabled_events"]))


def enqueue(session: Session, event: Json) -> None:
    """Queue an event for every endpoint, by the rule that matches its type."""
    for endpoint in endpoints_for(session, event["type"]):
        rule = take_rule(session.store, "webhook", event["type"]) or {"action": "deliver"}
        _queue(session, event, endpoint, rule)
        if rule["action"] != "reorder":
            _release_held(session, endpoint)


def _queue(session: Session, event: Json, endpoint: str, rule: Json) -> None:
    action, now = rule["action"], time.time()
    if action == "drop":
        add_delivery(session, event, endpoint, now, status="dropped")
    elif action == "reorder":
        add_delivery(session, event, endpoint, now + rule.get("seconds", HOLD_S), held=1)
    else:
        due = now + (rule.get("seconds", 0.0) if action == "delay" else 0.0)
        for _ in range(1 + (rule.get("times", 1) if action == "duplicate" else 0)):
            add_delivery(session, event, endpoint, due)


def add_delivery(
    session: Session, event: Json, endpoint: str, due: float, status: str = "pending", held: int = 0
) -> int:
    """Queue one delivery for Unix time `due`; return its number."""
    session.store.queue()
    return session.store.insert(
        "deliveries", event=event["id"], type=event["type"], endpoint=endpoint, status=status, due=due, held=held
    )


def _release_held(session: Session, endpoint: str) -> None:
    """Let what was held follow the delivery that has just been queued: due a moment later, so that it comes second."""
    session.store.queue()
    session.store.change(
        "UPDATE deliveries SET held = 0, due = ? WHERE endpoint = ? AND held = 1 AND status = 'pending'",
        time.time() + 0.05,
        endpoint,
    )
