"""Serving: one request to one response. Every error becomes a problem; unexpected ones are logged without details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from chalice.app import Chalice, Request, Response

from chalicelib.api.auth.tokens import Tokens
from chalicelib.api.core.cross_origin import CrossOrigin
from chalicelib.api.core.csv import wants_csv
from chalicelib.api.core.framing import Framing
from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.merged import as_merged, was_amid_a_merge
from chalicelib.api.core.problems import UNEXPECTED, Forbidden, problem_response
from chalicelib.api.core.request import ApiRequest
from chalicelib.api.core.request_log import log_failed, log_refused
from chalicelib.api.core.responses import (
    COMMON,
    CSV,
    JSON,
    ApiResponse,
    Headers,
    NoContent,
    etag_of,
    matches,
    rate_limit_policy,
)
from chalicelib.api.core.routing import Route
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError, NotFound, Unavailable
from chalicelib.credit.merge import PatientMerged


@dataclass(frozen=True, slots=True)
class Server:
    """Server of the routes with one deployment's services."""

    tokens: Tokens
    services: Services
    cross_origin: CrossOrigin
    framing: Framing

    def serve(self, route: Route, request: Request, path: Mapping[str, str]) -> Response:
        http = HttpRequest(request, path, self.services.settings.origin_secret)
        admitted: ApiRequest | None = None
        try:
            admitted = route.parameters.request.admit(http, self.tokens)
            self.framing.require_own(http, admitted.of_clinic)
            if route.writes:
                self.services.read_only.require_writable(admitted.of_clinic)
            response = _response(self._call_merged(route, http, admitted, path), route, http)
        except CreditError as error:
            log_refused(route, error)
            response = problem_response(error)
        except Exception as fault:  # noqa: BLE001 - the caller is told nothing of it, and the log everything
            log_failed(route, fault)
            response = problem_response(UNEXPECTED)
        if route.is_for_portals:
            clinic_id = admitted.of_clinic if admitted else None
            response.headers.update(self.cross_origin.headers(http, clinic_id))
        return response

    def _call_merged(
        self, route: Route, http: HttpRequest, request: ApiRequest, path: Mapping[str, str]
    ) -> ApiResponse:
        """Look only after a refusal: a merged patient has nothing, so that nothing is found."""
        try:
            return self._call(route, http, request)
        except (NotFound, PatientMerged) as error:
            if was_amid_a_merge(request, path, self.services):
                with suppress(NotFound, PatientMerged):
                    return self._call(route, http, request)
            other = as_merged(request, route.path, path, self.services)
            if other:
                return self._call(route, http, other)
            if isinstance(error, PatientMerged):  # A report of Stripe's that came amid the steps of a merge.
                raise Unavailable from error
            raise

    def _call(self, route: Route, http: HttpRequest, request: ApiRequest) -> ApiResponse:
        parameters = route.parameters
        arguments: dict[str, object] = {"request": request}
        arguments.update(parameters.read(http))
        if parameters.services:
            arguments["services"] = self.services
        return route.endpoint(**arguments)

    def register(self, app: Chalice, route: Route) -> None:
        app.route(route.path, methods=route.methods, content_types=["*/*"], name=f"{route.method}_{route.name}")(
            self._view(app, route)
        )

    def register_preflight(self, app: Chalice, path: str, methods: Iterable[str]) -> None:
        """Let a browser ask whether the page of a portal may call the path."""
        allowed = ", ".join(sorted(methods))

        def preflight(**_: str) -> Response:
            assert app.current_request is not None, "Chalice sets it before it calls a view"
            return self._preflight(HttpRequest(app.current_request, {}), allowed)

        app.route(path, methods=["OPTIONS"], name=f"OPTIONS_{path}")(preflight)

    def _preflight(self, http: HttpRequest, methods: str) -> Response:
        try:
            headers = self.cross_origin.preflight(http, methods)
        except CreditError as error:
            return problem_response(error)
        if not headers:
            return problem_response(Forbidden("This page's origin is not one of the clinic's portal origins."))
        return Response(body="", status_code=HTTPStatus.NO_CONTENT, headers={**COMMON, **headers})

    def _view(self, app: Chalice, route: Route) -> Callable[..., Response]:
        def view(**path: str) -> Response:
            request = app.current_request
            assert request is not None, "Chalice sets it before it calls a view"
            response = self.serve(route, request, path)
            if request.method == "HEAD":
                response.body = ""
            return response

        return view


def _response(answered: ApiResponse, route: Route, http: HttpRequest) -> Response:
    headers: Headers = dict(COMMON)
    if route.rate_limit is not None:
        headers["RateLimit-Policy"] = rate_limit_policy(route.rate_limit)
    if isinstance(answered, NoContent):
        return Response(body="", status_code=answered.status, headers=headers)
    body, media_type = _body(answered.body, route, http)
    headers |= answered.headers
    if route.csv:
        headers["Vary"] = "Accept"
    if route.is_tagged:
        etag = str(headers.setdefault("ETag", etag_of(body)))
        if matches(etag, http.header("if-none-match")):
            return Response(body="", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body=body, status_code=answered.status, headers={**media_type, **headers})


def _body(answered: object, route: Route, http: HttpRequest) -> tuple[str, Mapping[str, str]]:
    if route.csv and wants_csv(http.header("accept")):
        return route.csv(answered).encode(), CSV
    return msgspec.json.encode(answered).decode(), JSON
