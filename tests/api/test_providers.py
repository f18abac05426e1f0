"""Tokens as each provider documents them are accepted by configuration alone, and the log tells why one was not."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import config
from chalicelib.config import Misconfigured
from tests.api.api import Api, served
from tests.api.tokens import claims, signed, without
from tests.fakes.settings import AUDIENCE, ENVIRONMENT
from tests.fakes.world import World

TIMES = ("iat", "exp")


def lasting(body: dict[str, Any]) -> dict[str, Any]:
    """The claims without times: tests may run long after this module was read."""
    return {name: value for name, value in body.items() if name not in TIMES}


def issued(body: dict[str, Any]) -> str:
    """A token with these claims, issued now."""
    now = claims()
    return signed({**{name: now[name] for name in TIMES}, **body})


PATIENT = without(without(lasting(claims()), "role"), "name")
STAFF = without(lasting(claims("staff")), "role")
NAMED = "https://clinic.example/"

Shape = tuple[dict[str, str], dict[str, Any], str]
SHAPES: dict[str, Shape] = {
    "Auth0: own claims are URLs, and an API's audience comes beside userinfo's": (
        {f"TOKEN_CLAIM_{name}": NAMED + name.lower() for name in ("CLINIC", "ROLE", "PATIENT", "NAME")},
        {
            **without(without(PATIENT, "clinic"), "patient"),
            "aud": [AUDIENCE, "https://tenant.auth0.example/userinfo"],
            NAMED + "clinic": "clinic_demo",
            NAMED + "role": ["patient"],
            NAMED + "patient": "pat_ana",
        },
        "/v1/me/credit",
    ),
    "Cognito: an access token has client_id and token_use instead of aud, and groups": (
        {"TOKEN_CLAIM_AUDIENCE": "client_id", "TOKEN_USE": "access", "TOKEN_CLAIM_ROLE": "cognito:groups"},
        {
            **without(STAFF, "aud"),
            "client_id": AUDIENCE,
            "token_use": "access",
            "cognito:groups": ["staff", "full_access"],
        },
        "/v1/clinic/payment-accounts",
    ),
    "Entra: app roles in a list, in the directory's own names": (
        {"TOKEN_CLAIM_ROLE": "roles", "TOKEN_ROLES": "Credit.Admin=full_access, Credit.Staff=staff"},
        {**STAFF, "ver": "2.0", "roles": ["Credit.Admin", "Other.Role"]},
        "/v1/clinic/payment-accounts",
    ),
    "Okta: groups with Everyone among them": (
        {"TOKEN_CLAIM_ROLE": "groups", "TOKEN_ROLES": "Reception=staff"},
        {**STAFF, "groups": ["Everyone", "Reception"]},
        "/v1/clinic/billing-settings",
    ),
    "Keycloak: roles nested in realm_access, and account in the audience": (
        {"TOKEN_CLAIM_ROLE": "realm_access.roles"},
        {**STAFF, "aud": ["account", AUDIENCE], "realm_access": {"roles": ["offline_access", "staff"]}},
        "/v1/clinic/billing-settings",
    ),
    "Keycloak: roles of a client whose id has periods": (
        {"TOKEN_CLAIM_ROLE": "resource_access.ca.maple.credit-2.0.roles"},
        {
            **STAFF,
            "resource_access": {"account": {"roles": ["view-profile"]}, "ca.maple.credit-2.0": {"roles": ["staff"]}},
        },
        "/v1/clinic/billing-settings",
    ),
    "Auth0: an object under a URL": (
        {f"TOKEN_CLAIM_{name}": f"{NAMED}app_metadata.{name.lower()}" for name in ("CLINIC", "ROLE", "PATIENT")},
        {
            **without(without(PATIENT, "clinic"), "patient"),
            NAMED + "app_metadata": {"clinic": "clinic_demo", "role": "patient", "patient": "pat_ana"},
        },
        "/v1/me/credit",
    ),
    "Google: given_name and family_name, the role from a claim of the broker": (
        {},
        {**PATIENT, "role": "patient", "given_name": "Ana", "family_name": "Núñez"},
        "/v1/me/credit",
    ),
}


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\n", "\x00", "\ufeff", "\u2028", "\ud800"])
@pytest.mark.parametrize("name", ["TOKEN_ISSUER", "TOKEN_AUDIENCE", "TOKEN_CLAIM_ROLE", "TOKEN_USE", "OIDC_CLIENT_ID"])
def test_a_setting_that_only_looks_right_is_refused_at_start(name: str, character: str) -> None:
    with pytest.raises(Misconfigured, match=f"{name} holds a character that cannot be seen"):
        config.read({**ENVIRONMENT, name: f"gro{character}ups"})


def with_settings(world: World, **environment: str) -> Api:
    services = replace(world.services, settings=config.read({**ENVIRONMENT, **environment}))
    return Api(world, served(services))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_a_provider_s_documented_token_is_accepted_by_configuration(world: World, shape: Shape) -> None:
    environment, body, path = shape
    assert with_settings(world, **environment).with_token(issued(body)).get(path).status == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"client_id": ["another"]},
        {"token_use": "id"},
        {"token_use": None},
        {"client_id": None},
    ],
    ids=str,
)
def test_another_client_s_or_kind_of_cognito_token_is_refused(world: World, changed: dict[str, Any]) -> None:
    environment, body, path = SHAPES[next(name for name in SHAPES if name.startswith("Cognito"))]
    api = with_settings(world, **environment)
    assert api.with_token(issued(body | changed)).get(path).status == 401
    assert api.with_token(issued({**body, "aud": AUDIENCE, **changed})).get(path).status == 401


CAUSES: dict[str, dict[str, Any]] = {
    "audience, in aud": {"aud": "another"},
    "role, in role": {"role": "admin"},
    "clinic, in clinic": {"clinic": 7},
    "patient, in patient": {"patient": None},
    "ExpiredSignatureError": {"exp": 1},
    "InvalidIssuerError": {"iss": "https://evil.example"},
}


@pytest.mark.parametrize("cause", CAUSES)
def test_the_log_tells_why_a_token_was_refused_and_the_answer_does_not(
    api: Api, caplog: pytest.LogCaptureFixture, cause: str
) -> None:
    caplog.set_level(logging.INFO)
    reply = api.with_token(signed({**claims(), **CAUSES[cause]})).get("/v1/me/credit")
    assert (reply.status, reply.json["code"]) == (401, "invalid_token")
    assert caplog.records[-1].__dict__["cause"] == [cause]
    assert cause not in reply.body and "Ana" not in str(caplog.records[-1].__dict__)


@pytest.mark.parametrize("text", ["Admin", "Admin=", "=staff", "Admin=root"])
def test_a_role_that_does_not_exist_is_refused_at_start(world: World, text: str) -> None:
    with pytest.raises(Misconfigured, match="TOKEN_ROLES"):
        with_settings(world, TOKEN_ROLES=text)
