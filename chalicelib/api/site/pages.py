"""The pages that people see. They contain no data: they ask the API for everything they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from chalice.app import Chalice, Request, Response

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.responses import Headers, etag_of, matches
from chalicelib.api.openapi.reference import reference_page
from chalicelib.api.routes import openapi_document
from chalicelib.api.site.assets import Asset, Site, read_site
from chalicelib.api.site.page_headers import security_headers
from chalicelib.config import Settings

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


@cache
def site() -> Site:
    """Read once per process, when a page is first requested."""
    return read_site()


@cache
def reference() -> Asset:
    """The API reference."""
    page = reference_page(openapi_document())
    return Asset(page, "text/html; charset=utf-8", etag_of(page))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one deployment."""

    settings: Settings

    def register(self, app: Chalice) -> None:
        """Serve the pages and their files, each below the stage or base path that the API has."""
        views: dict[str, Callable[..., Response]] = {
            "/": self.front,
            "/account": lambda request: self._send(request, site().pages["account.html"]),
            "/clinic": lambda request: self._send(request, site().pages["clinic.html"]),
            "/docs": lambda request: self._send(request, reference()),
            "/web/config.json": self.config,
            "/web/{name}": self.asset,
            "/web/{name}/{file}": lambda request, name, file: self.asset(request, f"{name}/{file}"),
        }
        for path, view in views.items():
            app.route(path, methods=["GET", "HEAD"], name=path)(_bound(app, view))

    def front(self, request: Request) -> Response:
        """Redirect to My Account: a relative address, because the path before it is the caller's to write."""
        stage = quote(str(request.context.get("path") or "/").rpartition("/")[2], safe="")
        location = f"./{stage}/account" if stage else "./account"
        return Response(
            "", status_code=302, headers={"Location": location, "Cache-Control": REVALIDATE, **self._headers}
        )

    def config(self, request: Request) -> Response:
        """The pages' configuration: sign-in, embedding origins, Stripe.js. None of it is secret."""
        settings = self.settings
        content = {
            "client_id": settings.oidc_client_id,
            "authorize_url": settings.oidc_authorize_url,
            "token_url": settings.oidc_token_url,
            "logout_url": settings.oidc_logout_url,
            "audience": settings.token_audience,
            "stripe_js_url": settings.stripe_js_url,
            "embed_origins": list(settings.embed_origins),
            "logo_origins": list(settings.logo_origins),
            "claims": {
                "clinic": settings.token_claim_clinic,
                "role": settings.token_claim_role,
                "patient": settings.token_claim_patient,
                "name": settings.token_claim_name,
            },
            "roles": {**{role.value: role.value for role in Role}, **dict(settings.token_roles)},
        }
        return Response(content, headers={"Cache-Control": REVALIDATE, **self._headers})

    def asset(self, request: Request, name: str) -> Response:
        """A file of the pages, from the list that was made when they were read; any other name is not found."""
        found = site().assets.get(name)
        if found is None:
            headers: Headers = {
                "Content-Type": "text/plain; charset=utf-8",
                "Cache-Control": "no-store",
                **self._headers,
            }
            return Response("Not found.", status_code=404, headers=headers)
        query = request.query_params
        current = query is not None and query.get("v") == site().version
        return self._send(request, found, IMMUTABLE if current else REVALIDATE)

    def _send(self, request: Request, found: Asset, caching: str = REVALIDATE) -> Response:
        headers: Headers = {"ETag": found.etag, "Cache-Control": caching, **self._headers}
        if matches(found.etag, str(request.headers.get("if-none-match", "") or "")):
            return Response("", status_code=304, headers=headers)
        return Response(found.body, headers={"Content-Type": found.content_type, **headers})

    @property
    def _headers(self) -> Headers:
        return security_headers(self.settings)


def _bound(app: Chalice, view: Callable[..., Response]) -> Callable[..., Response]:
    def serve(**path: str) -> Response:
        request = app.current_request
        assert request is not None, "Chalice sets it before it calls a view"
        response = view(request, **path)
        if request.method == "HEAD":
            response.body = ""
        return response

    return serve
