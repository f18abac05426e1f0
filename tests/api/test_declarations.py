"""An endpoint's annotations are its contract: what it does not declare, it cannot do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chalicelib.api.core.parameters import NotDeclared
from chalicelib.api.core.request import ApiRequest, PatientRequest, StaffRequest
from chalicelib.api.core.responses import Created, NoContent, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.schemas.common import Id, LocationRef, Money

AVAILABLE = Money(5_000, "cad")


class MoneyPath(msgspec.Struct):
    id: Id


def no_request() -> Ok[Money]:
    return Ok(AVAILABLE)


def untyped_request(request: Any) -> Ok[Money]:
    return Ok(AVAILABLE)


def request_without_roles(request: ApiRequest) -> Ok[Money]:
    return Ok(AVAILABLE)


def unknown_parameter(request: StaffRequest, account: str) -> Ok[Money]:
    return Ok(AVAILABLE)


def query_without_type(request: StaffRequest, query: dict[str, str]) -> Ok[Money]:
    return Ok(AVAILABLE)


def path_of_another_route(request: StaffRequest, path: MoneyPath) -> Ok[Money]:
    return Ok(AVAILABLE)


def plain_return(request: StaffRequest) -> Money:
    return AVAILABLE


@pytest.mark.parametrize(
    "endpoint",
    [
        no_request,
        untyped_request,
        request_without_roles,
        unknown_parameter,
        query_without_type,
        path_of_another_route,
        plain_return,
    ],
    ids=lambda endpoint: endpoint.__name__,
)
def test_an_endpoint_that_declares_no_whole_contract_is_not_registered(endpoint: Callable[..., Any]) -> None:
    routes = Routes()
    with pytest.raises(NotDeclared):
        routes.get("/v1/money")(endpoint)
    assert routes.declared == []


# What follows is checked by mypy: `warn_unused_ignores` fails `make check` as soon as one of these lines is accepted.
routes = Routes()


@routes.get("/v1/checked/body")
def another_body(request: PatientRequest) -> Ok[Money]:
    return Ok(LocationRef("loc_main", "Main Street"))  # type: ignore[arg-type]


@routes.get("/v1/checked/status")
def another_status(request: PatientRequest) -> Ok[Money]:
    return Created(AVAILABLE)  # type: ignore[return-value]


@routes.get("/v1/checked/bare")
def bare_body(request: PatientRequest) -> Ok[Money]:
    return AVAILABLE  # type: ignore[return-value]


@routes.get("/v1/checked/nothing")
def no_body(request: PatientRequest) -> Ok[Money]:
    return NoContent()  # type: ignore[return-value]


@routes.get("/v1/checked/actor")
def actor_of_a_patient(request: PatientRequest) -> Ok[str]:
    return Ok(str(request.actor))  # type: ignore[attr-defined]


def test_mypy_checks_an_endpoints_response_against_its_declaration() -> None:
    with pytest.raises(NotDeclared):
        routes.get("/v1/checked/undeclared")(plain_return)  # type: ignore[type-var]
    assert len(routes.declared) == 5
