"""A session for Stripe's SDK with its certificates read at INIT: requests reads them for each new connection."""

from __future__ import annotations

import ssl
from typing import Any

import requests
import stripe
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context


class AdapterWithCertificates(HTTPAdapter):
    """Connections with a context that has the certificates and verifies servers; requests' own bundle isn't read."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, ssl_context=self._context, **named)

    def build_connection_pool_key_attributes(self, request: PreparedRequest, verify: Any, cert: Any = None) -> Any:
        return super().build_connection_pool_key_attributes(request, verify=bool(verify), cert=cert)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the pool as it is: it requires a certificate, and the context verifies it."""


def https_session(bundle: str | None = None) -> requests.Session:
    """A session that trusts the certificates in the file `bundle`, which is Stripe's own unless given."""
    context = create_urllib3_context()
    context.load_verify_locations(bundle or stripe.ca_bundle_path)
    session = requests.Session()
    session.mount("https://", AdapterWithCertificates(context))
    return session
