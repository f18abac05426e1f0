"""A small OpenID Connect provider for one machine: it signs in the demo person that is chosen.

For people: authorization code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 3.1), public clients on loopback.
For a demo clinic's own software: client credentials (RFC 6749, section 4.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import FormData, QueryParams
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.devstack.demo import person as demo_person
from infra.devstack.identity import pages
from infra.devstack.identity.codes import Codes, Grant, is_challenge, is_loopback
from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.systems import SYSTEM_LIFETIME_S, system_of
from infra.devstack.identity.tokens import LIFETIME_S, Claims, sign
from infra.devstack.settings import AUDIENCE, CLIENT_ID

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
HOSTS = ("127.0.0.1", "localhost")
"""A name that was rebound to this machine is none of them."""
PASSED_ON = ("client_id", "redirect_uri", "code_challenge", "code_challenge_method", "response_type", "state", "nonce")


class NotAllowed(Exception):
    """A request that must not be answered with a redirect: it may not come from a page of this product."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider's endpoints. `codes` are in memory; the keys are in a file."""

    issuer: str
    keys: KeyFile
    codes: Codes = field(default_factory=Codes)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/jwks.json", self.jwks),
                Route("/authorize", self.authorize, methods=["GET"]),
                Route("/authorize", self.choose, methods=["POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/token", self.preflight, methods=["OPTIONS"]),
                Route("/logout", self.logout),
                Route("/keys/rotate", self.rotate, methods=["POST"]),
            ],
            exception_handlers={NotAllowed: _explain},
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False)],
        )

    async def discovery(self, request: Request) -> Response:
        """Return the document of OpenID Connect Discovery 1.0."""
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks.json",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile"],
            "claims_supported": ["sub", "name", "clinic", "role", "patient"],
        }
        return JSONResponse(document, headers=_open_to_pages(request))

    async def jwks(self, request: Request) -> Response:
        """Return the public keys, newest first (RFC 7517)."""
        published = {"keys": [key.public_jwk() for key in self.keys.published()]}
        return JSONResponse(published, headers={"Cache-Control": "max-age=60", **_open_to_pages(request)})

    async def rotate(self, request: Request) -> Response:
        """Sign with a new key from now on; a test control, so JSON only: no page of another site can send that."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"error": "Send application/json."}, 415)
        return JSONResponse({"kid": self.keys.rotate()[0].kid})

    async def authorize(self, request: Request) -> Response:
        """Return the sign-in page for a request that may lead to a code."""
        asked = _asked(request.query_params)
        error = _error(asked)
        if error:
            return _back(asked, {"error": error[0], "error_description": error[1]})
        return HTMLResponse(pages.sign_in(asked), headers=PAGE_HEADERS)

    async def choose(self, request: Request) -> Response:
        """Send the chosen person back to the page, with a code."""
        form = await request.form()
        asked, person = _asked(form), demo_person(str(form.get("person", "")))
        if person is None or _error(asked):
            raise NotAllowed("That is none of the demo people, or the sign-in was not begun on this page.")
        grant = Grant(
            person=person.id,
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce"),
        )
        return _back(asked, {"code": self.codes.give(grant)})

    async def token(self, request: Request) -> Response:
        """Exchange a code and its verifier, or a system's credentials, for tokens."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        headers = {"Cache-Control": "no-store", **_open_to_pages(request)}
        if form.get("grant_type") == "client_credentials":
            return self._system_token(request.headers.get("authorization", ""), headers)
        if form.get("grant_type") != "authorization_code":
            return JSONResponse({"error": "unsupported_grant_type"}, 400, headers)
        grant = self.codes.redeem(
            form.get("code", ""),
            client_id=form.get("client_id", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
        )
        if grant is None:
            return JSONResponse({"error": "invalid_grant"}, 400, headers)
        return JSONResponse(self._tokens(grant), headers=headers)

    def _system_token(self, authorization: str, headers: Mapping[str, str]) -> Response:
        clinic = system_of(authorization)
        if clinic is None:
            refused = {**headers, "WWW-Authenticate": 'Basic realm="token"'}
            return JSONResponse({"error": "invalid_client"}, 401, refused)
        claims = Claims.made_up("system", clinic, None, None)
        token = sign(claims, self.keys.signing(), issuer=self.issuer, audience=AUDIENCE, lifetime_s=SYSTEM_LIFETIME_S)
        given = {"access_token": token, "token_type": "Bearer", "expires_in": SYSTEM_LIFETIME_S}
        return JSONResponse(given, headers=dict(headers))

    def _tokens(self, grant: Grant) -> dict[str, str | int]:
        person = demo_person(grant.person)
        assert person is not None, "codes are given to demo people only"
        claims, key = Claims.of(person), self.keys.signing()
        more: dict[str, Any] = {"nonce": grant.nonce} if grant.nonce else {}
        return {
            "access_token": sign(claims, key, issuer=self.issuer, audience=AUDIENCE),
            "id_token": sign(claims, key, issuer=self.issuer, audience=grant.client_id, **more),
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
            "scope": "openid profile",
        }

    async def preflight(self, request: Request) -> Response:
        """Return CORS headers for the pages, which have another port."""
        allowed = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type"}
        return Response(status_code=204, headers={**allowed, **_open_to_pages(request)})

    async def logout(self, request: Request) -> Response:
        """Redirect back, as RP-initiated logout does; there are no sessions here to end."""
        back = request.query_params.get("post_logout_redirect_uri", "")
        if not is_loopback(back):
            return PlainTextResponse("You are signed out.", headers=PAGE_HEADERS)
        state = request.query_params.get("state")
        return _redirect(back, {"state": state} if state else {})


def _asked(given: QueryParams | FormData) -> dict[str, str]:
    """Return the relevant parameters for a known client and address; raises NotAllowed for any other."""
    asked = {name: str(given[name]) for name in PASSED_ON if name in given}
    if asked.get("client_id") != CLIENT_ID:
        raise NotAllowed(f"Unknown client_id. The pages here are {CLIENT_ID!r}.")
    if not is_loopback(asked.get("redirect_uri", "")):
        raise NotAllowed("redirect_uri must be a page on this machine: http://127.0.0.1:PORT/... without a fragment.")
    return asked


def _error(asked: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a request's error as RFC 6749 section 4.1.2.1 names it, or None."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if asked.get("code_challenge_method") != "S256":
        return "invalid_request", "code_challenge_method must be S256"
    if not is_challenge(asked.get("code_challenge", "")):
        return "invalid_request", "code_challenge must be 43 characters of base64url"
    return None


def _back(asked: Mapping[str, str], answer: dict[str, str]) -> Response:
    return _redirect(asked["redirect_uri"], answer | ({"state": asked["state"]} if "state" in asked else {}))


def _redirect(address: str, answer: Mapping[str, str]) -> Response:
    separator = "&" if "?" in address else "?"
    target = f"{address}{separator}{urlencode(answer)}" if answer else address
    return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})


def _open_to_pages(request: Request) -> dict[str, str]:
    """Return CORS headers for a page on this machine, and none for any other."""
    origin = request.headers.get("origin", "")
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if is_loopback(origin) else {"Vary": "Origin"}


async def _explain(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), status_code=400, headers=PAGE_HEADERS)
