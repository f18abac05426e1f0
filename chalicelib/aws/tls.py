"""Trusted certificates, read at INIT: botocore reads them for each new connection, which takes 17 ms of CPU."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any, TypeVar

from botocore.httpsession import URLLib3Session, create_urllib3_context, get_cert_path

C = TypeVar("C")


class SessionWithCertificates(URLLib3Session):
    """A session whose context has the certificates. Servers are verified as before."""

    def _setup_ssl_cert(self, conn: Any, url: str, verify: Any) -> None:
        super()._setup_ssl_cert(conn, url, verify)  # type: ignore[misc]  # Its types leave it out.
        conn.ca_certs = None


@cache
def _context(bundle: str) -> ssl.SSLContext:
    context: ssl.SSLContext = create_urllib3_context()
    context.load_verify_locations(bundle)
    return context


def with_certificates(client: C) -> C:
    """The same client of boto3, its certificates read. One without TLS, or that verifies nothing, stays as it is.

    botocore has no setting for it, so its session is changed in place.
    """
    endpoint: Any = client._endpoint  # type: ignore[attr-defined]
    session = endpoint.http_session
    if endpoint.host.startswith("https:") and session._verify:
        session._manager.connection_pool_kw["ssl_context"] = _context(get_cert_path(session._verify))
        session.__class__ = SessionWithCertificates
    return client
