"""A route has what its endpoint and its verb declare, and the document is made of the routes as it was committed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.csv import Table
from chalicelib.api.core.pagination import PageQuery
from chalicelib.api.core.parameters import (
    CsvBody,
    DryRunOrIdempotencyKey,
    IdempotencyKey,
    IfMatchVersion,
    NoQuery,
    SignedBody,
)
from chalicelib.api.core.problem_codes import by_status
from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.core.responses import Accepted, Created, NoContent, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.openapi.document import document
from chalicelib.api.routes import TABLE
from chalicelib.api.schemas.common import LocationRef, Money
from chalicelib.bootstrap import Services
from chalicelib.credit.rate_limits import Scope
from infra.contract.files import CURRENT, as_text
from tests.api.test_declarations import AVAILABLE, MoneyPath


def simple(request: PatientRequest) -> Ok[Money]:
    """Return money."""
    return Ok(AVAILABLE)


def whole(
    request: StaffRequest,
    path: MoneyPath,
    query: PageQuery,
    body: LocationRef,
    key: IdempotencyKey,
    version: IfMatchVersion,
    services: Services,
) -> Created[Money] | Accepted[LocationRef] | NoContent:
    return NoContent()


def dry(request: StaffRequest, key: DryRunOrIdempotencyKey, file: CsvBody) -> Ok[Money]:
    return Ok(AVAILABLE)


def signed(request: PatientRequest, event: SignedBody) -> Ok[Money]:
    return Ok(AVAILABLE)


def table_of(_: Money) -> Table:
    return Table((), ())


VERBS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("GET", Routes.get),
    ("POST", Routes.post),
    ("PUT", Routes.put),
    ("PATCH", Routes.patch),
    ("DELETE", Routes.delete),
)


@pytest.mark.parametrize(("verb", "declare"), VERBS)
def test_a_route_has_the_method_of_its_verb_and_nothing_that_was_not_declared(
    verb: str, declare: Callable[..., Any]
) -> None:
    routes = Routes()
    assert declare(routes, "/v1/me/money")(simple) is simple
    (route,) = routes.declared
    assert (route.method, route.path, route.endpoint, route.methods) == (verb, "/v1/me/money", simple, [verb])
    assert (route.error_codes, route.rate_limit, route.head, route.csv) == (frozenset(), None, False, None)
    assert (route.name, route.summary, route.roles) == ("simple", "Return money.", frozenset({Role.PATIENT}))
    assert (route.body, route.query, route.path_ids, route.parameters.query) == (None, (), [], NoQuery)
    assert route.responses == {HTTPStatus.OK: Money}
    assert (route.writes, route.is_tagged, route.is_for_portals) == (verb != "GET", verb == "GET", True)
    assert not (route.idempotent or route.requires_if_match or route.is_signed or route.takes_csv or route.has_dry_run)


@pytest.mark.parametrize(("verb", "declare"), [each for each in VERBS if each[0] in ("GET", "POST", "DELETE")])
def test_a_route_has_the_codes_and_the_limit_that_were_declared(verb: str, declare: Callable[..., Any]) -> None:
    routes = Routes()
    declare(routes, "/v1/money", error_codes=("not_found",), rate_limit=Scope.CLINIC)(simple)
    (route,) = routes.declared
    assert (route.method, route.error_codes, route.rate_limit) == (verb, frozenset({"not_found"}), Scope.CLINIC)
    assert not route.is_for_portals


@pytest.mark.parametrize("declare", [Routes.put, Routes.patch])
def test_a_route_that_replaces_has_the_codes_that_were_declared(declare: Callable[..., Any]) -> None:
    routes = Routes()
    declare(routes, "/v1/money", error_codes=("not_found",))(simple)
    assert routes.declared[0].error_codes == {"not_found"}


def test_a_route_that_is_read_may_have_a_table_and_a_head() -> None:
    routes = Routes()
    routes.get("/v1/money", head=True, csv=table_of)(simple)
    (route,) = routes.declared
    assert (route.methods, route.head, route.csv) == (["GET", "HEAD"], True, table_of)


def test_a_route_has_all_that_its_endpoint_declares() -> None:
    routes = Routes()
    routes.post("/v1/clinic/money/{id}")(whole)
    (route,) = routes.declared
    assert (route.body, route.query, route.path_ids) == (LocationRef, ("limit", "cursor"), ["id"])
    assert route.responses == {
        HTTPStatus.CREATED: Money,
        HTTPStatus.ACCEPTED: LocationRef,
        HTTPStatus.NO_CONTENT: None,
    }
    assert (route.idempotent, route.requires_if_match, route.has_dry_run) == (True, True, False)
    assert (route.parameters.services, set(route.parameters.headers)) == (True, {"key", "version"})
    assert route.summary == "" and not route.is_tagged


def test_a_route_knows_a_file_a_dry_run_and_a_signature() -> None:
    routes = Routes()
    routes.post("/v1/file")(dry)
    routes.post("/v1/signed")(signed)
    first, second = routes.declared
    assert (first.takes_csv, first.has_dry_run, first.idempotent, first.is_signed) == (True, True, True, False)
    assert (second.takes_csv, second.has_dry_run, second.idempotent, second.is_signed) == (False, False, False, True)


def test_codes_are_grouped_by_status_in_order() -> None:
    found = by_status(
        ["not_found", "read_only", "invalid_json", "temporarily_unavailable", "invalid_event", "not_found"]
    )
    assert list(found.items()) == [
        (HTTPStatus.BAD_REQUEST, ["invalid_event", "invalid_json"]),
        (HTTPStatus.NOT_FOUND, ["not_found"]),
        (HTTPStatus.SERVICE_UNAVAILABLE, ["read_only", "temporarily_unavailable"]),
    ]
    with pytest.raises(KeyError):
        by_status(["no_such_code"])


def test_the_document_made_anew_is_the_one_that_was_committed() -> None:
    """The one that is served is made once per process; this one now. A change that is meant: `make openapi`."""
    assert as_text(document(TABLE)) == CURRENT.read_text("utf-8")
