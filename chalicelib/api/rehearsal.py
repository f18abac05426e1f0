"""A rehearsal: the requests that people wait for, of a made-up patient, before the first real one. See ADR 0067.

Code that has run is faster than code that hasn't. Nothing is sent, written, counted or kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice

from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.gateway_events import gateway_event
from chalicelib.api.registration import register
from chalicelib.api.routes import TABLE
from chalicelib.bootstrap import Adapters, Rehearsal, rehearsal
from chalicelib.config import Settings

TIMES = 2
"""ADR 0067 has what each time gives and takes."""
BALANCE, TOP_UPS, EVENTS = ("GET", "/v1/me/credit"), ("POST", "/v1/me/top-ups"), ("POST", "/v1/stripe/events")
ROUTES = tuple(route for route in TABLE if (route.method, route.path) in (BALANCE, TOP_UPS, EVENTS))
PROVIDER: Mapping[str, Any] = {
    "token_issuer": "https://rehearsal.invalid",
    "token_audience": "rehearsal",
    "token_claim_audience": "aud",
    "token_use": None,
    "token_roles": (),
    "token_operator_audience": None,
    **{f"token_claim_{name}": name for name in ("clinic", "role", "patient", "name")},
}
"""Settings of an identity provider that is no one's."""
BEARER = (
    "eyJhbGciOiJFUzI1NiIsImtpZCI6InJlaGVhcnNhbCIsInR5cCI6IkpXVCJ9"
    ".eyJpc3MiOiJodHRwczovL3JlaGVhcnNhbC5pbnZhbGlkIiwiYXVkIjoicmVoZWFyc2FsIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiJwYXRfcmVoZWFy"
    "c2FsIiwicGF0aWVudCI6InBhdF9yZWhlYXJzYWwiLCJjbGluaWMiOiJjbGluaWNfcmVoZWFyc2FsIiwicm9sZSI6InBhdGllbnQiLCJuYW1lIjoiUmVo"
    "ZWFyc2FsIn0"
    ".JHAH2sZ9WSGH9xEXah78embFl03hC3B6arUjWwXcD6hbilTz1rt7r3yja5XHvnlzz27FB_X7UN9NTNK1Ks09Bw"
)
"""The patient's token of that provider, until 2100. Its private key is no more; a key made at INIT would be the same in
each process that is restored from one snapshot.
"""
KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "_8Rc4kNxpGgNYHQnI0BPvGNyDLwUl92Rs-uYuTUNdB0",
    "y": "ciFNfvOcb2q6CXR1ZcRRr6jfMct_dfF0cgy9cWa1PSw",
    "kid": "rehearsal",
    "alg": "ES256",
    "use": "sig",
}


class NotRehearsed(Exception):
    """A rehearsed request was refused."""


def rehearse(adapters: Adapters, settings: Settings) -> None:
    """Serve each request to an app of its own, as if it came from API Gateway. Raises NotRehearsed."""
    apart = replace(settings, **PROVIDER)
    with rehearsal(adapters, apart) as given:
        # It has an environment of its own: in the process's, it would add its name to boto3's user agent.
        app = Chalice(app_name="rehearsal", configure_logs=False, env={})
        register(app, given.services, SigningKeys(apart.token_jwks_url, _published), ROUTES)
        for _ in range(TIMES):
            for event in _events(given):
                status = app(event, None)["statusCode"]
                if status not in (HTTPStatus.OK, HTTPStatus.CREATED):
                    raise NotRehearsed(f"{event['requestContext']['path']}: {status}")


def _events(given: Rehearsal) -> Iterator[dict[str, Any]]:
    patient = {"authorization": f"Bearer {BEARER}"}
    yield gateway_event(*BALANCE, headers=patient)
    top_up = json.dumps({"amount": given.amount, "location_id": given.location_id})
    yield gateway_event(*TOP_UPS, top_up, {**patient, "idempotency-key": "rehearsal"})
    yield gateway_event(*EVENTS, given.event.decode(), {"stripe-signature": given.signature})


def _published(_: str) -> bytes:
    return json.dumps({"keys": [KEY]}).encode()
