"""Routes: an endpoint's annotations declare its callers, parameters and responses; the decorator its address.

    @routes.post("/v1/me/top-ups", error_codes=("location_inactive",))
    def start_my_top_up(request: PatientRequest, body: TopUpCreate, services: Services) -> Created[StartedTopUp]:

What serves, documents and tests the API is made from these declarations. An endpoint that names no roles does not
register.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from chalicelib.api.auth.principal import Roles
from chalicelib.api.core.csv import Table
from chalicelib.api.core.parameters import (
    CsvBody,
    DryRunOrIdempotencyKey,
    IdempotencyKey,
    IfMatchVersion,
    NotDeclared,
    Parameters,
    SignedBody,
    parameters_of,
)
from chalicelib.api.core.responses import RESPONSE_TYPES, ApiResponse, NoContent
from chalicelib.credit.rate_limits import Scope

Endpoint = TypeVar("Endpoint", bound=Callable[..., ApiResponse])
PLACEHOLDER = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row of the table that serves, documents and tests the API."""

    method: str
    path: str
    endpoint: Callable[..., ApiResponse]
    parameters: Parameters
    responses: Mapping[HTTPStatus, Any]
    error_codes: frozenset[str]
    rate_limit: Scope | None
    head: bool
    csv: Callable[[Any], Table] | None = None

    @property
    def methods(self) -> list[str]:
        return [self.method, "HEAD"] if self.head else [self.method]

    @property
    def is_for_portals(self) -> bool:
        """Whether a page of the clinic's own portal may call it from another origin."""
        return self.path.startswith("/v1/me/")

    @property
    def writes(self) -> bool:
        """Whether it is refused in a read-only stage."""
        return self.method != "GET"

    @property
    def name(self) -> str:
        return self.endpoint.__name__

    @property
    def summary(self) -> str:
        return inspect.getdoc(self.endpoint) or ""

    @property
    def roles(self) -> Roles:
        return self.parameters.request.roles

    @property
    def body(self) -> type[msgspec.Struct] | None:
        return self.parameters.body

    @property
    def query(self) -> tuple[str, ...]:
        return self.parameters.query.__struct_fields__

    @property
    def path_ids(self) -> list[str]:
        return PLACEHOLDER.findall(self.path)

    @property
    def idempotent(self) -> bool:
        """Whether it takes an Idempotency-Key."""
        return self._takes(IdempotencyKey) or self.has_dry_run

    @property
    def has_dry_run(self) -> bool:
        """Whether it requires an Idempotency-Key only where it writes."""
        return self._takes(DryRunOrIdempotencyKey)

    @property
    def requires_if_match(self) -> bool:
        return self._takes(IfMatchVersion)

    @property
    def is_signed(self) -> bool:
        """Whether Stripe signs its body."""
        return self._takes(SignedBody)

    @property
    def takes_csv(self) -> bool:
        """Whether its body is a CSV file."""
        return self._takes(CsvBody)

    @property
    def is_tagged(self) -> bool:
        """Whether its responses have an ETag, so that a client that polls gets a 304 while nothing has changed."""
        return self.method == "GET" and set(self.responses) == {HTTPStatus.OK}

    def _takes(self, kind: Any) -> bool:
        return kind in get_type_hints(self.endpoint).values()


@dataclass(slots=True)
class Routes:
    """The routes of one resource."""

    declared: list[Route] = field(default_factory=list)

    def get(
        self,
        path: str,
        *,
        error_codes: Iterable[str] = (),
        rate_limit: Scope | None = None,
        head: bool = False,
        csv: Callable[[Any], Table] | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        """`csv` makes a table of the body, for callers that accept text/csv."""
        return self._route("GET", path, error_codes, rate_limit, head=head, csv=csv)

    def post(
        self, path: str, *, error_codes: Iterable[str] = (), rate_limit: Scope | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        return self._route("POST", path, error_codes, rate_limit)

    def put(self, path: str, *, error_codes: Iterable[str] = ()) -> Callable[[Endpoint], Endpoint]:
        return self._route("PUT", path, error_codes)

    def patch(self, path: str, *, error_codes: Iterable[str] = ()) -> Callable[[Endpoint], Endpoint]:
        return self._route("PATCH", path, error_codes)

    def delete(
        self, path: str, *, error_codes: Iterable[str] = (), rate_limit: Scope | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        return self._route("DELETE", path, error_codes, rate_limit)

    def _route(
        self,
        method: str,
        path: str,
        error_codes: Iterable[str],
        rate_limit: Scope | None = None,
        head: bool = False,
        csv: Callable[[Any], Table] | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        """Registers an endpoint. Raises NotDeclared for one whose annotations are not a whole contract."""

        def register(endpoint: Endpoint) -> Endpoint:
            route = Route(
                method=method,
                path=path,
                endpoint=endpoint,
                parameters=parameters_of(endpoint),
                responses=_responses(endpoint),
                error_codes=frozenset(error_codes),
                rate_limit=rate_limit,
                head=head,
                csv=csv,
            )
            declared = route.parameters.path.__struct_fields__ if route.parameters.path else ()
            if set(declared) != set(route.path_ids):
                raise NotDeclared(f"{endpoint.__name__} does not take exactly the ids in {path}")
            self.declared.append(route)
            return endpoint

        return register


def _responses(endpoint: Callable[..., Any]) -> Mapping[HTTPStatus, Any]:
    """The type of the body by status, from the return annotation. None for a response without a body."""
    declared = get_type_hints(endpoint).get("return")
    options = get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)
    found = {}
    for option in options:
        kind = get_origin(option) or option
        if kind not in RESPONSE_TYPES:
            raise NotDeclared(f"{endpoint.__name__} does not declare what it returns")
        found[kind.status] = None if kind is NoContent else get_args(option)[0]
    return found
