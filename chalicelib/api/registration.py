"""Registration of every route with Chalice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from chalice.app import Chalice

from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.auth.tokens import Tokens
from chalicelib.api.core.cross_origin import CrossOrigin
from chalicelib.api.core.framing import Framing
from chalicelib.api.core.routing import Route
from chalicelib.api.core.serving import Server
from chalicelib.api.gateway_events import gateway_event
from chalicelib.api.routes import OPERATOR_TABLE, TABLE
from chalicelib.aws.warm_up import Questions
from chalicelib.bootstrap import Services

ROUTES = (*TABLE, *OPERATOR_TABLE)


def register(app: Chalice, services: Services, keys: SigningKeys, routes: Sequence[Route] = ROUTES) -> None:
    """Serve the routes with `services`. `keys` are those of the deployment's identity provider."""
    register_routes(app, server_of(services, keys), routes)


def server_of(services: Services, keys: SigningKeys) -> Server:
    """The server of the routes, with nothing registered."""
    settings = services.settings
    tokens = Tokens(settings, keys, services.clinics, services.public_documents, services.own_providers)
    framing = Framing(services.clinics, is_open=settings.is_framed_by_any)
    return Server(tokens, services, CrossOrigin(services.clinics), framing)


def register_routes(app: Chalice, server: Server, routes: Sequence[Route]) -> None:
    """Serve the routes, and a browser's question whether a portal's page may call them."""
    for route in routes:
        route.parameters.compose()
        server.register(app, route)
    for path in sorted({route.path for route in routes if route.is_for_portals}):
        server.register_preflight(app, path, (route.method for route in routes if route.path == path))


def first_questions(app: Chalice, services: Services, keys: SigningKeys) -> Questions:
    """Whatever the first request of a process asks that no caller decides, and a request of its own."""
    return {
        "signing keys": keys.load,
        "read-only switch, own providers": lambda: (services.read_only.current(), services.own_providers.exist()),
        "Stripe's keys": services.stripe_keys.current,
        "health": partial(app, gateway_event("GET", "/v1/health"), None),
    }
