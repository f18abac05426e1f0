"""The site as this machine serves it, beside the API. On AWS the same files come from S3 by CloudFront."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from chalice.app import Chalice, Request, Response

from chalicelib.api.core.responses import Headers, etag_of, matches
from chalicelib.config import Settings
from infra.site.build import Asset, Site
from infra.site.page_config import configured
from infra.site.page_headers import security_headers

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one deployment."""

    settings: Settings
    site: Site

    def register(self, app: Chalice) -> None:
        """Serve the documents and their files."""
        app.route("/", methods=["GET", "HEAD"], name="/")(_bound(app, self.front))
        for name in self.site.pages:
            app.route(f"/{name}", methods=["GET", "HEAD"], name=f"/{name}")(_bound(app, self._page(name)))
        app.route("/web/{name}", methods=["GET", "HEAD"], name="/web/{name}")(_bound(app, self.asset))

    def front(self, request: Request) -> Response:
        """Redirect to My Account: a relative address, because the path before it is the caller's to write."""
        stage = quote(str(request.context.get("path") or "/").rpartition("/")[2], safe="")
        location = f"./{stage}/account" if stage else "./account"
        return Response(
            "", status_code=302, headers={"Location": location, "Cache-Control": REVALIDATE, **self._headers}
        )

    def _page(self, name: str) -> Callable[[Request], Response]:
        written = self.site.pages[name]
        body = configured(written.body, self.settings)
        page = Asset(body, written.content_type, etag_of(body))
        return lambda request: self._send(request, page, REVALIDATE)

    def asset(self, request: Request, name: str) -> Response:
        """A file of the bundle, from the list that was made when it was read; any other name is not found."""
        found = self.site.assets.get(f"web/{name}")
        if found is None:
            headers: Headers = {
                "Content-Type": "text/plain; charset=utf-8",
                "Cache-Control": "no-store",
                **self._headers,
            }
            return Response("Not found.", status_code=404, headers=headers)
        return self._send(request, found, IMMUTABLE)

    def _send(self, request: Request, found: Asset, caching: str) -> Response:
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
