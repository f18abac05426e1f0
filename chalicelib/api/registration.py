"""Registering the API with the app."""

from __future__ import annotations

from chalice.app import Chalice

from chalicelib.api.core.bridge import bridge
from chalicelib.api.endpoints.clinic import clinic
from chalicelib.api.endpoints.meta import meta
from chalicelib.api.endpoints.portal import portal
from chalicelib.api.endpoints.spending import spending
from chalicelib.api.endpoints.stripe_webhook import stripe_events
from chalicelib.api.site.pages import pages
from chalicelib.bootstrap import Services


def register(app: Chalice, services: Services) -> None:
    """Serve the API and the pages with `services`."""
    bridge.use(services)
    for routes in (portal, clinic, spending, stripe_events, meta):
        app.register_blueprint(routes.blueprint)
    app.register_blueprint(pages)
