"""Events: https://docs.stripe.com/api/events. Emitting one stores it and queues its deliveries in one go."""

from fnmatch import fnmatchcase

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING, Many
from infra.stripe_double.core.types import PLATFORM, Json, Params
from infra.stripe_double.settings import API_VERSION
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session
from infra.stripe_double.webhooks.queue import endpoints_for, enqueue


def emit(session: Session, event_type: str, body: Json, previous: Json | None = None, livemode: bool = False) -> Json:
    """Record that something happened to `body`; `previous` holds the old values of what changed."""
    data: Json = {"object": body}
    if previous is not None:
        data["previous_attributes"] = previous
    event: Json = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": session.now(),
        "data": data,
        "livemode": livemode,
        "pending_webhooks": len(endpoints_for(session, event_type)),
        "request": {"id": session.request_id, "idempotency_key": session.idempotency_key},
        "type": event_type,
    }
    if session.account != PLATFORM:
        event["account"] = session.account
    session.add(event)
    enqueue(session, event)
    return event


def emit_update(session: Session, event_type: str, body: Json, before: Json) -> Json:
    """Emit an update whose `previous_attributes` are what differs from `before`."""
    changed = {name: before.get(name) for name in body if body[name] != before.get(name)}
    return emit(session, event_type, body, changed)


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one event."""
    return session.get("event", identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return events, newest first, of one `type` (which may end in `.*`) or of several `types`."""
    wanted = params.get("types") or []
    if wanted and params.get("type"):
        raise invalid("You may only specify one of these parameters: type, types.", "type")
    if params.get("type", "").endswith("*") or wanted:
        return _of_types(session, params, wanted or [params["type"]])
    return page(session, "event", params, "/v1/events", type=params.get("type"))


def _of_types(session: Session, params: Params, patterns: list[str]) -> Json:
    rows = session.store.rows("SELECT DISTINCT json_extract(body, '$.type') AS type FROM objects WHERE kind = 'event'")
    types = [row["type"] for row in rows if any(fnmatchcase(row["type"], pattern) for pattern in patterns)]
    return page(session, "event", params, "/v1/events", type=types)


OPERATIONS = (
    Operation("events.retrieve", "GET", "/v1/events/{id}", retrieve),
    Operation(
        "events.list",
        "GET",
        "/v1/events",
        list_all,
        {**LISTED, "type": STRING, "types": Many(STRING)},
    ),
)
