"""Registration of every route with Chalice."""

from __future__ import annotations

from chalice.app import Chalice

from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.auth.tokens import Tokens
from chalicelib.api.core.cross_origin import CrossOrigin
from chalicelib.api.core.framing import Framing
from chalicelib.api.core.serving import Server
from chalicelib.api.routes import OPERATOR_TABLE, TABLE
from chalicelib.bootstrap import Services


def register(app: Chalice, services: Services, keys: SigningKeys | None = None) -> None:
    """Serve every route with `services`. `keys` are those of the deployment's identity provider unless given."""
    settings = services.settings
    used = keys or SigningKeys(settings.token_jwks_url)
    tokens = Tokens(settings, used, services.clinics, services.public_documents)
    framing = Framing(services.clinics, is_open=settings.is_framed_by_any)
    server = Server(tokens, services, CrossOrigin(services.clinics), framing)
    for route in (*TABLE, *OPERATOR_TABLE):
        route.parameters.compose()
        server.register(app, route)
    for path in sorted({route.path for route in TABLE if route.is_for_portals}):
        server.register_preflight(app, path, (route.method for route in TABLE if route.path == path))
