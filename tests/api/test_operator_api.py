"""Operators add, change and close clinics with a role of their own; each act is recorded, and no one else gets in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib import config
from chalicelib.api.auth.principal import Role
from chalicelib.api.core.routing import Route
from chalicelib.api.routes import OPERATOR_TABLE, TABLE
from chalicelib.config import Misconfigured
from tests.api.api import Api, served
from tests.api.test_clinics_providers import KEYCLOAK, OKTA, Minter, give
from tests.api.test_roles import CLOSED, called
from tests.api.tokens import bad_tokens, claims, ec_key, signed, token, without
from tests.deploy.conftest import CLINIC
from tests.fakes.examples import account
from tests.fakes.settings import AUDIENCE, ENVIRONMENT
from tests.fakes.world import World

OPERATORS = "account-credit-operators"
BODY = {name: value for name, value in CLINIC.items() if name != "id"} | {
    "accounts": [{"id": "acct_new", "name": "New"}],
    "portal_origins": ["https://portal.new.example"],
}
CASES = {f"{route.method} {route.path}": route for route in OPERATOR_TABLE}
ROUTES = {
    "GET /operator/v1/clinics",
    "GET /operator/v1/clinics/{clinic_id}",
    "PUT /operator/v1/clinics/{clinic_id}",
    "POST /operator/v1/clinics/{clinic_id}/close",
    "POST /operator/v1/clinics/{clinic_id}/reopen",
    "GET /operator/v1/clinics/{clinic_id}/acts",
}


def operators_token(**changes: Any) -> str:
    body = without(claims("staff"), "clinic") | {"aud": OPERATORS, "role": ["operator"], "sub": "dee@ops.example"}
    return signed(body | changes)


@dataclass
class Operator:
    """A client of the operators' API with one token."""

    app: Chalice
    token: str | None = None

    def call(self, route: str, clinic_id: str = "clinic_demo", body: Any = None, **query: str) -> tuple[int, Any]:
        method, path = route.split(" ")
        sent = {"content-type": "application/json"} if body is not None else {}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        event = {
            "requestContext": {"httpMethod": method, "resourcePath": path, "path": path, "identity": {"sourceIp": ""}},
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
            "pathParameters": {"clinic_id": clinic_id} if "{" in path else None,
            "stageVariables": None,
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        answer = self.app(event, None)
        return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None


def body_of(route: Route) -> Any:
    return {"Reason": {"reason": "left"}, "ClinicPut": BODY}.get(route.body.__name__) if route.body else None


def app(world: World, **environment: str) -> Chalice:
    settings = config.read({**ENVIRONMENT, "TOKEN_OPERATOR_AUDIENCE": OPERATORS, **environment})
    return served(replace(world.services, settings=settings))


@pytest.fixture
def operator(world: World) -> Operator:
    world.stripe.accounts["acct_new"] = account("acct_new")
    return Operator(app(world), operators_token())


def test_the_operators_routes_are_these_and_none_is_the_contracts() -> None:
    assert set(CASES) == ROUTES
    assert not {route.path for route in TABLE} & {route.path for route in OPERATOR_TABLE}
    assert not [route.path for route in TABLE if route.path.startswith("/operator")]


@pytest.mark.parametrize("route", CASES.values(), ids=list(CASES))
def test_no_token_of_a_clinic_and_no_invalid_one_is_an_operators(world: World, route: Route) -> None:
    served_app, name = app(world), f"{route.method} {route.path}"
    refused = {role: token(role) for role in Role} | bad_tokens()
    refused |= {
        "the role without the audience": operators_token(aud=AUDIENCE),
        "the audience without the role": operators_token(role="full_access"),
        "an operator of a clinic": operators_token(clinic="clinic_demo"),
        "an operator who is a patient": operators_token(patient="pat_ana"),
        "another issuer": operators_token(iss="https://evil.example"),
        "expired": operators_token(exp=1),
        "a stranger's key": signed(without(claims(), "clinic") | {"aud": OPERATORS, "role": "operator"}, ec_key("x")),
    }
    for kind, value in refused.items():
        assert Operator(served_app, value).call(name, body=body_of(route))[0] == 401, kind
    assert Operator(served_app).call(name, body=body_of(route))[0] == 401
    assert world.clinics.operator_acts == []


def test_a_clinics_own_provider_cannot_make_operators(world: World) -> None:
    give(world, OKTA, KEYCLOAK)
    for provider, key in ((OKTA, ec_key("okta-1")), (replace(OKTA, audience=OPERATORS), ec_key("okta-1"))):
        minted = Minter(provider, key).token("clinic_demo", "operator", aud=OPERATORS, role="operator")
        assert Operator(app(world), minted).call("GET /operator/v1/clinics")[0] == 401


def test_an_operators_token_opens_no_route_of_a_clinic(world: World) -> None:
    api = Api(world, app(world)).with_token(operators_token())
    for route in CLOSED:
        assert called(api, route).status == 401, route.path


def test_without_an_audience_there_are_no_operators(world: World) -> None:
    assert Operator(served(world.services), operators_token()).call("GET /operator/v1/clinics")[0] == 401
    with pytest.raises(Misconfigured, match="TOKEN_OPERATOR_AUDIENCE must not be TOKEN_AUDIENCE"):
        app(world, TOKEN_OPERATOR_AUDIENCE=AUDIENCE)


def test_a_clinic_is_added_changed_closed_and_every_act_is_listed(operator: Operator) -> None:
    status, made = operator.call("PUT /operator/v1/clinics/{clinic_id}", "clinic_new", BODY)
    assert (status, made["id"], made["locations"]) == (200, "clinic_new", ["loc_main", "loc_north"])
    assert made["profile"]["portal_origins"] == ["https://portal.new.example"]
    renamed = BODY | {"name": "Renamed"}
    assert operator.call("PUT /operator/v1/clinics/{clinic_id}", "clinic_new", renamed)[0] == 200
    status, closed = operator.call("POST /operator/v1/clinics/{clinic_id}/close", "clinic_new", {"reason": "left"})
    assert status == 200 and closed["closed_because"] == "left"
    _, listed = operator.call("GET /operator/v1/clinics/{clinic_id}/acts", "clinic_new")
    assert [act["kind"] for act in listed["items"]] == ["clinic.closed", "clinic.changed", "clinic.added"]
    assert {act["by"]["id"] for act in listed["items"]} == {"dee@ops.example"}
    assert listed["items"][1]["changes"] == [{"field": "name", "before": BODY["name"], "after": "Renamed"}]


def test_clinics_are_listed_page_by_page_and_shown_one_by_one(operator: Operator) -> None:
    _, first = operator.call("GET /operator/v1/clinics", limit="1")
    _, second = operator.call("GET /operator/v1/clinics", limit="1", cursor=first["next_cursor"])
    assert [page["items"][0]["id"] for page in (first, second)] == ["clinic_demo", "clinic_other"]
    assert second["next_cursor"] is None
    assert operator.call("GET /operator/v1/clinics/{clinic_id}")[1]["id"] == "clinic_demo"
    assert operator.call("GET /operator/v1/clinics/{clinic_id}", "clinic_nowhere")[0] == 404


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"country": "DE"}, 400, "country"),
        ({"time_zone": "Toronto"}, 400, "time_zone"),
        ({"hue": "red"}, 400, "hue"),
        ({"accounts": [{"id": "acct_other", "name": "Taken"}]}, 409, None),
    ],
)
def test_a_clinic_that_could_not_work_is_refused_by_field(
    operator: Operator, world: World, changes: dict[str, Any], status: int, field: str | None
) -> None:
    answered, problem = operator.call("PUT /operator/v1/clinics/{clinic_id}", "clinic_new", BODY | changes)
    assert answered == status and (field is None or [error["field"] for error in problem["errors"]] == [field])
    assert "clinic_new" not in world.clinics.clinic_ids() and world.clinics.operator_acts == []
