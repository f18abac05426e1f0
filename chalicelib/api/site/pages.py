"""The pages that people see. They hold no data: everything they show, they ask the API for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib.api.core.bridge import bridge
from chalicelib.api.site.page_headers import Headers, security_headers

if TYPE_CHECKING:
    from chalicelib.api.site.assets import Asset, Site

FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"

pages = Blueprint(__name__)


@cache
def site() -> Site:
    """Read when a page is first asked for: no other route's cold start pays for it."""
    from chalicelib.api.site.assets import read_site

    return read_site()


@pages.route("/", methods=["GET"])
def front() -> Response:
    """To My Account, under whatever stage or base path the API is served from."""
    path = str(pages.current_request.context.get("path") or "/").strip("/")
    return Response("", status_code=302, headers={"Location": f"/{path}/account" if path else "/account"})


@pages.route("/account", methods=["GET"])
def account() -> Response:
    """My Account, for patients: one page, whose views are in the address's fragment."""
    return _send(site().pages["account.html"], ASK_EACH_TIME)


@pages.route("/clinic", methods=["GET"])
def clinic() -> Response:
    """The clinic's side, for staff: one page, whose views are in the address's fragment."""
    return _send(site().pages["clinic.html"], ASK_EACH_TIME)


@pages.route("/docs", methods=["GET"])
def docs() -> Response:
    """The API's document for people."""
    return _send(reference(), ASK_EACH_TIME)


@cache
def reference() -> Asset:
    from chalicelib.api.core.headers import tag_of
    from chalicelib.api.endpoints.meta import described
    from chalicelib.api.openapi.reference import reference_page
    from chalicelib.api.site.assets import Asset

    page = reference_page(described())
    return Asset(page, "text/html; charset=utf-8", tag_of(page))


@pages.route("/web/config.json", methods=["GET"])
def page_config() -> Response:
    """Where the pages sign in, who may embed them, where Stripe's script is. Nothing in it is secret."""
    settings = bridge.services.settings
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
    }
    return Response(content, headers={"Cache-Control": ASK_EACH_TIME, **security_headers(settings)})


@pages.route("/web/{name}", methods=["GET"])
def asset(name: str) -> Response:
    """A file of the pages, from a list made when the process started; everything else is not found."""
    return _find(name)


@pages.route("/web/{name}/{file}", methods=["GET"])
def asset_in_folder(name: str, file: str) -> Response:
    """The same, for a file in a folder of the pages."""
    return _find(f"{name}/{file}")


def _find(path: str) -> Response:
    found = site().assets.get(path)
    if found is None:
        headers: Headers = {"Content-Type": "text/plain; charset=utf-8", **security_headers(bridge.services.settings)}
        return Response("Not found.", status_code=404, headers=headers)
    query = pages.current_request.query_params
    current = query is not None and query.get("v") == site().version
    return _send(found, FOREVER if current else ASK_EACH_TIME)


def _send(found: Asset, cache: str) -> Response:
    headers: Headers = {"ETag": found.etag, "Cache-Control": cache, **security_headers(bridge.services.settings)}
    if found.etag in str(pages.current_request.headers.get("if-none-match", "")):
        return Response("", status_code=304, headers=headers)
    return Response(found.body, headers={"Content-Type": found.content_type, **headers})
