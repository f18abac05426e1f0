"""Routes: each says who may call it, what it takes and what it answers. One that doesn't say who answers nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.api.auth.principal import DENY_ALL, PATIENTS, Principal, Role
from chalicelib.api.core.bridge import bridge
from chalicelib.api.core.headers import COMMON, JSON, Headers, is_known, tag_of
from chalicelib.api.core.problems import UNEXPECTED, Forbidden, problem
from chalicelib.api.core.request import Call
from chalicelib.api.core.request_log import log_failed, log_refused
from chalicelib.credit.errors import CreditError

B = TypeVar("B", bound=msgspec.Struct)
Roles = frozenset[Role] | None
ANYONE: Roles = None
PAGED = frozenset({"limit", "cursor"})
HISTORY = PAGED | {"at"}


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
    refuses: frozenset[str]

    @property
    def limited(self) -> bool:
        """Whether its answers say how often it may be called."""
        return self.keyed and self.roles == PATIENTS

    @property
    def is_tagged(self) -> bool:
        """Whether its answers have an ETag, so that who asks again is told that nothing changed."""
        return self.method == "GET" and set(self.answers) == {HTTPStatus.OK}

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
        roles: Roles = DENY_ALL,
        query: frozenset[str] = frozenset(),
        or_else: Mapping[HTTPStatus, type[Any]] | None = None,
        refuses: Iterable[str] = (),
    ) -> Callable[[Handler], Handler]:
        """Serves `handler(call)`; `answers` is the type of a 200, `refuses` the codes that are the route's own."""
        answered = {HTTPStatus.OK: answers, **(or_else or {})}
        return self._route("GET", path, answered, roles, query=query, refuses=refuses)

    def act(
        self,
        method: str,
        path: str,
        answers: Any,
        *,
        roles: Roles = DENY_ALL,
        status: HTTPStatus = HTTPStatus.OK,
        refuses: Iterable[str] = (),
    ) -> Callable[[Handler], Handler]:
        """Serves `handler(call)` for a method that changes something and takes no body."""
        return self._route(method, path, {status: answers}, roles, refuses=refuses)

    def change(
        self,
        method: str,
        path: str,
        takes: type[B],
        answers: Any,
        *,
        roles: Roles = DENY_ALL,
        status: HTTPStatus = HTTPStatus.OK,
        keyed: bool = False,
        guarded: bool = False,
        refuses: Iterable[str] = (),
    ) -> Callable[[Callable[[Call, B], Answer]], Callable[[Call, B], Answer]]:
        """Serves `handler(call, body)`. `keyed` needs an Idempotency-Key, `guarded` an If-Match."""

        def register(handler: Callable[[Call, B], Answer]) -> Callable[[Call, B], Answer]:
            def read_then_handle(call: Call) -> Answer:
                _ = keyed and call.idempotency_key, guarded and call.seen_version
                return handler(call, call.body(takes))

            read_then_handle.__doc__ = handler.__doc__
            read_then_handle.__name__ = handler.__name__
            serve_it = self._route(
                method, path, {status: answers}, roles, takes=takes, keyed=keyed, guarded=guarded, refuses=refuses
            )
            serve_it(read_then_handle)
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
        refuses: Iterable[str] = (),
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
                refuses=frozenset(refuses),
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
        return _present(route.handler(call), route, call)
    except CreditError as error:
        log_refused(route, error)
        return problem(error)
    except Exception as fault:
        log_failed(route, fault)
        return problem(UNEXPECTED)


def _caller(route: Route, request: Request) -> Principal | None:
    if route.roles is None:
        return None
    caller = bridge.tokens.caller(str(request.headers.get("authorization", "") or ""))
    if caller.role not in route.roles:
        raise Forbidden("Your role does not allow this.")
    return caller


def _present(answer: Answer, route: Route, call: Call) -> Response:
    if answer.body is None:
        return Response(body="", status_code=answer.status, headers=_with_common(answer.headers))
    body = msgspec.json.encode(answer.body).decode()
    headers = _with_common({**JSON, **answer.headers})
    if route.is_tagged:
        tag = str(headers.setdefault("ETag", tag_of(body)))
        if is_known(tag, call.header("if-none-match")):
            headers.pop("Content-Type")
            return Response(body="", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body=body, status_code=answer.status, headers=headers)


def _with_common(headers: Mapping[str, str]) -> Headers:
    return {**COMMON, **headers}
