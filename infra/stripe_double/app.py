"""The double as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from infra.stripe_double.api.endpoint import api
from infra.stripe_double.api.engine import Engine
from infra.stripe_double.api.loopback import LoopbackOnly
from infra.stripe_double.api.transport import DropsConnections
from infra.stripe_double.browser import routes as browser
from infra.stripe_double.controls import routes as controls
from infra.stripe_double.resources.accounts import new_account, switch
from infra.stripe_double.resources.webhook_endpoints import new_endpoint
from infra.stripe_double.settings import Settings
from infra.stripe_double.storage.session import Session, unit_of_work
from infra.stripe_double.storage.store import Store
from infra.stripe_double.webhooks.sender import Sender

_METHODS = ["GET", "POST", "DELETE", "OPTIONS"]


def build(settings: Settings) -> ASGIApp:
    """Open the state and return the application; its lifespan runs the webhook thread."""
    store = Store(settings.state / "stripe.sqlite3")
    engine = Engine(store, settings)
    with unit_of_work(store, settings) as session:
        _prepare(session, settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sender = Sender(store, settings)
        sender.start()
        yield
        sender.stop()
        store.close()

    routes = [
        *controls.routes(engine),
        *browser.routes(engine),
        Route("/v1/{path:path}", api(engine), methods=_METHODS),
    ]
    return DropsConnections(LoopbackOnly(Starlette(routes=routes, lifespan=lifespan)))


def _prepare(session: Session, settings: Settings) -> None:
    """Make the platform's own account and the endpoints named on the command line, where they aren't there yet."""
    if session.find("account", settings.platform_account) is None:
        account = new_account(session, settings.platform_account, settings.platform_country, settings.platform_currency)
        session.save(account | {"controller": {"type": "account"}, "type": "standard"})
        switch(session, session.get("account", account["id"], "id"), charges=True, payouts=True)
    for identifier, connect in (("we_local", False), ("we_local_connect", True)):
        session.remove(identifier)
        if settings.webhook_url is not None:
            new_endpoint(session, identifier, settings.webhook_url, connect, settings.webhook_secret)
