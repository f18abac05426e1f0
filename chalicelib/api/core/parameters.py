"""Parameters of endpoints: each annotation names a part of the request."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NewType, get_type_hints

import msgspec

from chalicelib.api.core.decoding import compose, decode_body, decode_path, decode_query
from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.request import ApiRequest

IdempotencyKey = NewType("IdempotencyKey", str)
"""The Idempotency-Key header; it is required."""
DryRunOrIdempotencyKey = NewType("DryRunOrIdempotencyKey", str)
"""The Idempotency-Key header, or an empty text; it is required unless `dry_run` is true."""
IfMatchVersion = NewType("IfMatchVersion", int)
"""The version in the If-Match header; it is required."""

LARGEST_EVENT = 262_144


class NotDeclared(TypeError):
    """An endpoint does not declare who may call it, or a parameter or response that the API cannot describe."""


@dataclass(frozen=True, slots=True)
class SignedBody:
    """A body of Stripe's, not yet verified, and its Stripe-Signature header."""

    body: bytes
    signature: str

    @classmethod
    def of(cls, http: HttpRequest) -> SignedBody:
        return cls(http.raw_body(LARGEST_EVENT), http.header("stripe-signature"))


@dataclass(frozen=True, slots=True)
class CsvBody:
    """A CSV file, not yet decoded."""

    content: bytes

    @classmethod
    def of(cls, http: HttpRequest) -> CsvBody:
        return cls(http.csv_body)


def _unless_dry_run(http: HttpRequest) -> str:
    """A key that was sent is checked in any case."""
    is_dry_run = http.query.get("dry_run") == ["true"]
    return "" if is_dry_run and "idempotency-key" not in http.chalice.headers else http.idempotency_key


class NoQuery(msgspec.Struct, forbid_unknown_fields=True):
    """The query of an endpoint that declares none: every parameter is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of one endpoint, from its annotations."""

    request: type[ApiRequest]
    query: type[msgspec.Struct] = NoQuery
    body: type[msgspec.Struct] | None = None
    path: type[msgspec.Struct] | None = None
    headers: dict[str, Callable[[HttpRequest], object]]
    services: bool

    def compose(self) -> None:
        """Do at INIT what decoding does at the first request."""
        compose(self.body, self.query, self.path)

    def read(self, http: HttpRequest) -> dict[str, Any]:
        """The arguments that come from the request. Raises Invalid, NotFound and the problems of a request."""
        query = decode_query(http.query, self.query)
        found: dict[str, Any] = {} if self.query is NoQuery else {"query": query}
        found.update({name: read(http) for name, read in self.headers.items()})
        if self.body:
            found["body"] = decode_body(http.json_body, self.body)
        if self.path:
            found["path"] = decode_path(http.path, self.path)
        return found


HEADERS: dict[Any, Callable[[HttpRequest], object]] = {
    IdempotencyKey: lambda http: http.idempotency_key,
    IfMatchVersion: lambda http: http.if_match_version,
    DryRunOrIdempotencyKey: _unless_dry_run,
    SignedBody: SignedBody.of,
    CsvBody: CsvBody.of,
}
STRUCTS = ("query", "body", "path")


def parameters_of(endpoint: Callable[..., Any]) -> Parameters:
    """Raises NotDeclared for an endpoint whose request type names no roles, or a parameter of no known kind."""
    hints = get_type_hints(endpoint)
    names = list(inspect.signature(endpoint).parameters)
    request = hints.get("request")
    if not (isinstance(request, type) and issubclass(request, ApiRequest)):
        raise NotDeclared(f"{endpoint.__name__} has no `request` whose type names its roles")
    if request.roles is not None and not request.roles:
        raise NotDeclared(f"{endpoint.__name__} admits no role")
    structs = {name: _struct(endpoint, name, hints[name]) for name in names if name in STRUCTS}
    headers = {name: HEADERS[hints[name]] for name in names if hints[name] in HEADERS}
    unknown = set(names) - {"request", "services", *structs, *headers}
    if unknown:
        raise NotDeclared(f"{endpoint.__name__} takes {', '.join(sorted(unknown))}, which no request has")
    return Parameters(request=request, headers=headers, services="services" in names, **structs)


def _struct(endpoint: Callable[..., Any], name: str, kind: Any) -> type[msgspec.Struct]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    raise NotDeclared(f"{name} of {endpoint.__name__} is no msgspec.Struct")
