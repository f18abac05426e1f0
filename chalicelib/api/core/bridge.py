"""The services that the app registered, for endpoints that aren't given them as an argument yet."""

from __future__ import annotations

from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.auth.tokens import Tokens
from chalicelib.bootstrap import Services


class Bridge:
    services: Services
    tokens: Tokens

    def use(self, services: Services) -> None:
        self.services = services
        self.tokens = Tokens(services.settings, SigningKeys(services.settings.token_jwks_url))


bridge = Bridge()
