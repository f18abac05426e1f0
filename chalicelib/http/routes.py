"""Routes: each says who may call it, what it takes and what it answers. One that doesn't say who answers nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib import config
from chalicelib.credit.errors import CreditError
from chalicelib.http.call import Call
from chalicelib.http.caller import NOBODY, Caller, Role, Tokens
from chalicelib.http.problems import UNEXPECTED, Forbidden, problem
from chalicelib.http.signing_keys import SigningKeys
from chalicelib.telemetry import logger

B = TypeVar("B", bound=msgspec.Struct)
Roles = frozenset[Role] | None
Headers = dict[str, str | list[str]]
ANYONE: Roles = None
PAGED = frozenset({"limit", "cursor"})
HISTORY = PAGED | {"at"}
PRIVATE = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a value of one of the wire's types, or nothing."""

    body: object = None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row of the table that serves, documents and tests the API."""

    method: str
    path: str
    roles: Roles
    handler: Callable[..., Answer]
    takes: type[msgspec.Struct] | None
    answers: Mapping[HTTPStatus, type[Any] | None]
    query: frozenset[str]
    keyed: bool
    guarded: bool

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().split("\n")[0]


TABLE: list[Route] = []


class Routes:
    """The routes of one part of the API, on a Chalice blueprint."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name)

    def get(
        self,
        path: str,
        answers: Any,
        *,
        roles: Roles = NOBODY,
        query: frozenset[str] = frozenset(),
        or_else: Mapping[HTTPStatus, type[Any]] | None = None,
    ) -> Callable[[Handler], Handler]:
        """Serves `handler(call)`; `answers` is the type of a 200."""
        return self._route("GET", path, {HTTPStatus.OK: answers, **(or_else or {})}, roles, query=query)

    def act(
        self, method: str, path: str, answers: Any, *, roles: Roles = NOBODY, status: HTTPStatus = HTTPStatus.OK
    ) -> Callable[[Handler], Handler]:
        """Serves `handler(call)` for a method that changes something and takes no body."""
        return self._route(method, path, {status: answers}, roles)

    def change(
        self,
        method: str,
        path: str,
        takes: type[B],
        answers: Any,
        *,
        roles: Roles = NOBODY,
        status: HTTPStatus = HTTPStatus.OK,
        keyed: bool = False,
        guarded: bool = False,
    ) -> Callable[[Callable[[Call, B], Answer]], Callable[[Call, B], Answer]]:
        """Serves `handler(call, body)`. `keyed` needs an Idempotency-Key, `guarded` an If-Match."""

        def register(handler: Callable[[Call, B], Answer]) -> Callable[[Call, B], Answer]:
            def read_then_handle(call: Call) -> Answer:
                _ = keyed and call.idempotency_key, guarded and call.seen_version
                return handler(call, call.body(takes))

            read_then_handle.__doc__ = handler.__doc__
            read_then_handle.__name__ = handler.__name__
            self._route(method, path, {status: answers}, roles, takes=takes, keyed=keyed, guarded=guarded)(
                read_then_handle
            )
            return handler

        return register

    def _route(
        self,
        method: str,
        path: str,
        answers: Mapping[HTTPStatus, Any],
        roles: Roles,
        *,
        takes: type[msgspec.Struct] | None = None,
        query: frozenset[str] = frozenset(),
        keyed: bool = False,
        guarded: bool = False,
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            route = Route(
                method=method,
                path=path,
                roles=roles,
                handler=handler,
                takes=takes,
                answers=answers,
                query=query,
                keyed=keyed,
                guarded=guarded,
            )
            TABLE.append(route)
            self._serve(route)
            return handler

        return register

    def _serve(self, route: Route) -> None:
        def view(**path: str) -> Response:
            return serve(route, self.blueprint.current_request, path)

        name = f"{route.method}_{route.handler.__name__}"
        self.blueprint.route(route.path, methods=[route.method], content_types=["*/*"], name=name)(view)


def serve(route: Route, request: Request, path: Mapping[str, str]) -> Response:
    """Answers one request: who, then what. Every error becomes a problem; the unforeseen ones are logged, too."""
    try:
        call = Call(request, _caller(route, request), path, route.query)
        call.check_query()
        return _present(route.handler(call))
    except CreditError as error:
        logger.info("refused", extra={"route": route.path, "method": route.method, "code": error.code})
        return problem(error)
    except Exception as fault:
        frames = _frames(fault)
        logger.error("failed", extra={"route": route.path, "fault": type(fault).__name__, "frames": frames})
        return problem(UNEXPECTED)


def _frames(fault: BaseException) -> list[str]:
    """Where it happened, without the message: a message may hold what a log must not."""
    frames, trace = [], fault.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def _caller(route: Route, request: Request) -> Caller | None:
    if route.roles is None:
        return None
    caller = _tokens().caller(str(request.headers.get("authorization", "") or ""))
    if caller.role not in route.roles:
        raise Forbidden("Your role does not allow this.")
    return caller


@cache
def _tokens() -> Tokens:
    settings = config.load()
    return Tokens(settings, SigningKeys(settings.token_jwks_url))


def _present(answer: Answer) -> Response:
    headers: Headers = {**PRIVATE, **answer.headers}
    if answer.body is None:
        headers.pop("Content-Type")
        return Response(body="", status_code=answer.status, headers=headers)
    return Response(body=msgspec.json.encode(answer.body).decode(), status_code=answer.status, headers=headers)
