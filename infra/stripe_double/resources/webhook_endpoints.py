"""Webhook endpoints: https://docs.stripe.com/api/webhook_endpoints. The secret is shown once, when one is created."""

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id, token
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import BOOLEAN, METADATA, PAGE, STRING, Many, Required, Table
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.storage.listing import page
from infra.stripe_double.storage.session import Session


def create(session: Session, params: Params) -> Json:
    """Register an address; `connect` makes it listen to connected accounts instead of to the platform."""
    endpoint = new_endpoint(session, new_id("we"), params["url"], params.get("connect", False))
    endpoint |= {
        "enabled_events": params["enabled_events"],
        "description": params.get("description") or None,
        "metadata": merged({}, params),
        "api_version": params.get("api_version"),
    }
    session.save(endpoint)
    return endpoint | {"secret": session.hidden(endpoint["id"])["secret"]}


def new_endpoint(session: Session, identifier: str, url: str, connect: bool, secret: str | None = None) -> Json:
    """Store an endpoint that listens to everything; raises for an address that isn't HTTP."""
    if not url.startswith(("http://", "https://")):
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid")
    body: Json = {
        "id": identifier,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": session.now(),
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
    return session.add(body, {"connect": connect, "secret": secret or f"whsec_{token(32)}"})


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one endpoint, without its secret."""
    return session.get("webhook_endpoint", identifier, "id")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change where an endpoint is, what it hears, or whether it hears anything."""
    endpoint = session.get("webhook_endpoint", identifier, "id")
    endpoint |= {name: params[name] for name in ("url", "enabled_events", "description") if name in params}
    endpoint["metadata"] = merged(endpoint["metadata"], params)
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    return session.save(endpoint)


def delete(session: Session, _params: Params, identifier: str) -> Json:
    """Forget an endpoint and what was queued for it."""
    session.get("webhook_endpoint", identifier, "id")
    session.store.change(
        "UPDATE deliveries SET status = 'abandoned' WHERE endpoint = ? AND status = 'pending'", identifier
    )
    session.remove(identifier)
    return {"id": identifier, "object": "webhook_endpoint", "deleted": True}


def list_all(session: Session, params: Params) -> Json:
    """Return the endpoints, newest first."""
    return page(session, "webhook_endpoint", params, "/v1/webhook_endpoints")


_CHANGES: Table = {"description": STRING, "metadata": METADATA}
_ONE = "/v1/webhook_endpoints/{id}"
OPERATIONS = (
    Operation(
        "webhook_endpoints.create",
        "POST",
        "/v1/webhook_endpoints",
        create,
        {
            **_CHANGES,
            "url": Required(STRING),
            "enabled_events": Required(Many(STRING)),
            "api_version": STRING,
            "connect": BOOLEAN,
        },
    ),
    Operation("webhook_endpoints.list", "GET", "/v1/webhook_endpoints", list_all, PAGE),
    Operation("webhook_endpoints.retrieve", "GET", _ONE, retrieve),
    Operation(
        "webhook_endpoints.update",
        "POST",
        _ONE,
        update,
        {**_CHANGES, "url": STRING, "enabled_events": Many(STRING), "disabled": BOOLEAN},
    ),
    Operation("webhook_endpoints.delete", "DELETE", _ONE, delete, expands=False),
)
