"""A clinic's own identity provider speaks for that clinic, and no other provider does: every pair is tried."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from jwt import PyJWS

from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.services.clinics.own_providers import LIFE as OWN_PROVIDERS_LIFE
from tests.api.api import Api, served
from tests.api.tokens import Key, claims, ec_key, key_set, rsa_key, without
from tests.fakes.examples import lakeside, maple
from tests.fakes.faults import FaultPlan
from tests.fakes.settings import AUDIENCE, ISSUER
from tests.fakes.world import World
from tests.figures import Figure

DEPLOYMENT = IdentityProvider(issuer=ISSUER, audience=AUDIENCE, jwks_url="https://identity.example/keys")
OKTA = IdentityProvider(
    issuer="https://maple.okta.example",
    audience="maple-credit",
    jwks_url="https://maple.okta.example/keys",
    claim_clinic="credit.clinic",
    claim_role="groups",
    roles=(("Reception", "staff"), ("Patients", "patient")),
)
KEYCLOAK = IdentityProvider(
    issuer="https://id.lakeside.example/realms/lakeside",
    audience="credit",
    jwks_url="https://id.lakeside.example/certs",
    claim_role="realm_access.roles",
)
SHARED = "https://accounts.shared.example"
MAPLE_AT_SHARED = IdentityProvider(issuer=SHARED, audience="maple-client", jwks_url=f"{SHARED}/keys")
LAKESIDE_AT_SHARED = replace(MAPLE_AT_SHARED, audience="lakeside-client", claim_clinic="org")
SETTINGS_PATH, CREDIT_PATH = "/v1/clinic/billing-settings", "/v1/me/credit"


@dataclass(frozen=True)
class Minter:
    """An identity provider that signs whatever it likes, with the keys that it publishes."""

    provider: IdentityProvider
    key: Key

    def token(self, clinic: str, role: str = "staff", /, **changes: Any) -> str:
        names, body = self.provider, without(without(claims("staff", clinic), "clinic"), "role")
        told = {"iss": names.issuer, names.claim_audience: names.audience}
        nested = {**_at(names.claim_clinic, clinic), **_at(names.claim_role, [role])}
        whole = json.dumps({**body, **told, **nested, **changes}).encode()
        return PyJWS().encode(whole, self.key.private, self.key.algorithm, {"kid": self.key.kid})


def _at(path: str, value: object) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {first: _at(rest, value) if rest else value}


MINTERS = {
    "the deployment": Minter(DEPLOYMENT, ec_key()),
    "Maple's Okta": Minter(OKTA, ec_key("okta-1")),
    "Lakeside's Keycloak": Minter(KEYCLOAK, rsa_key("keycloak-1")),
}


def give(world: World, maple_s: IdentityProvider | None, lakeside_s: IdentityProvider | None) -> Api:
    for clinic, provider in ((maple(), maple_s), (lakeside(), lakeside_s)):
        world.clinics.provision(replace(clinic, profile=replace(clinic.profile, identity_provider=provider)))
    for minter in MINTERS.values():
        world.public_documents.published[minter.provider.jwks_url] = json.dumps(key_set(minter.key)).encode()
    return Api(world, served(world.open.services))


ASSIGNMENTS = {
    "none": (None, None),
    "Maple's": (OKTA, None),
    "Lakeside's": (None, KEYCLOAK),
    "both": (OKTA, KEYCLOAK),
    "crossed": (KEYCLOAK, OKTA),
    "one for both": (OKTA, OKTA),
}


def test_only_the_provider_that_a_clinic_names_mints_its_tokens(world: World, figure: Figure) -> None:
    cells = 0
    for named in ASSIGNMENTS.values():
        api = give(world, *named)
        for minter in MINTERS.values():
            for clinic, own in zip(("clinic_demo", "clinic_other"), named, strict=True):
                reply = api.with_token(minter.token(clinic)).get(SETTINGS_PATH)
                assert (reply.status == 200) == (minter.provider == (own or DEPLOYMENT)), (named, minter, clinic)
                assert reply.status in (200, 401)
                cells += 1
    figure(f"identity providers: {cells} pairs of provider and clinic, each clinic's own alone admitted")


LIES: dict[str, dict[str, Any]] = {
    "the issuer of the clinic's provider": {"iss": OKTA.issuer, "aud": OKTA.audience},
    "the deployment's issuer": {"iss": ISSUER, "aud": AUDIENCE, "clinic": "clinic_demo", "role": "staff"},
    "two issuers": {"iss": [KEYCLOAK.issuer, OKTA.issuer]},
    "two clinics": {"clinic": ["clinic_other", "clinic_demo"]},
    "the clinic where Maple's provider has it": {"credit": {"clinic": "clinic_demo"}, "groups": ["Reception"]},
    "the other clinic where this provider has it": {"clinic": "clinic_demo", "credit": {"clinic": "clinic_demo"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_clinic_s_provider_can_t_lie_its_way_into_another_clinic(world: World, lie: str) -> None:
    """Lakeside's provider signs with its good key, and finds Maple's data nowhere."""
    api, keycloak = give(world, OKTA, KEYCLOAK), MINTERS["Lakeside's Keycloak"]
    truth = api.with_token(keycloak.token("clinic_other")).get(SETTINGS_PATH)
    reply = api.with_token(keycloak.token("clinic_other", **LIES[lie])).get(SETTINGS_PATH)
    assert reply.status == 401 or (reply.status, reply.json) == (200, truth.json)


def test_a_key_of_one_provider_under_another_s_key_id_is_refused(world: World) -> None:
    api = give(world, OKTA, KEYCLOAK)
    stolen = Minter(OKTA, Key("okta-1", ec_key("thief").private))
    assert api.with_token(stolen.token("clinic_demo", "Reception")).get(SETTINGS_PATH).status == 401
    assert api.with_token(MINTERS["Maple's Okta"].token("clinic_demo", "Reception")).get(SETTINGS_PATH).status == 200


@pytest.mark.parametrize("clinic", ["clinic_demo", "clinic_other"])
def test_clinics_at_one_issuer_are_told_apart_by_audience_and_clinic(world: World, clinic: str) -> None:
    api = give(world, MAPLE_AT_SHARED, LAKESIDE_AT_SHARED)
    key = ec_key("shared-1")
    world.public_documents.published[f"{SHARED}/keys"] = json.dumps(key_set(key)).encode()
    for provider in (MAPLE_AT_SHARED, LAKESIDE_AT_SHARED):
        own = (provider == MAPLE_AT_SHARED) == (clinic == "clinic_demo")
        status = api.with_token(Minter(provider, key).token(clinic)).get(SETTINGS_PATH).status
        assert status == (200 if own else 401)


def test_a_clinic_in_a_claim_that_is_another_clinics_admits_no_token(world: World) -> None:
    """Lakeside's provider names Lakeside where others of its issuer do, and Maple in its own claim."""
    own, key = replace(MAPLE_AT_SHARED, audience="lakeside-client"), ec_key("shared-1")
    give(world, None, replace(own, claim_clinic="org"))
    api = give(world, None, own)
    world.public_documents.published[f"{SHARED}/keys"] = json.dumps(key_set(key)).encode()
    assert api.with_token(Minter(own, key).token("clinic_other")).get(SETTINGS_PATH).status == 200
    assert api.with_token(Minter(own, key).token("clinic_demo", org="clinic_other")).get(SETTINGS_PATH).status == 401


def test_each_provider_s_own_roles_are_mapped_and_no_other_s(world: World) -> None:
    api, okta, keycloak = give(world, OKTA, KEYCLOAK), MINTERS["Maple's Okta"], MINTERS["Lakeside's Keycloak"]
    assert api.with_token(okta.token("clinic_demo", "Reception")).get(SETTINGS_PATH).status == 200
    assert api.with_token(okta.token("clinic_demo", "Patients", patient="pat_ana")).get(CREDIT_PATH).status == 200
    assert api.with_token(keycloak.token("clinic_other", "Reception")).get(SETTINGS_PATH).status == 401


@pytest.mark.parametrize("published", [None, b"<html>", b"{}", b'{"keys": []}'], ids=str)
def test_an_outage_of_a_clinic_s_provider_is_a_503_and_touches_no_other(world: World, published: bytes | None) -> None:
    api = give(world, OKTA, None)
    world.public_documents.published.pop(OKTA.jwks_url)
    if published is not None:
        world.public_documents.published[OKTA.jwks_url] = published
    reply = api.with_token(MINTERS["Maple's Okta"].token("clinic_demo", "Reception")).get(SETTINGS_PATH)
    assert reply.status == 503 and int(reply.headers["retry-after"]) > 0
    assert api.with_token(MINTERS["the deployment"].token("clinic_other")).get(SETTINGS_PATH).status == 200


def test_one_s_keys_and_clinic_are_read_once_for_many_requests(world: World) -> None:
    api = give(world, OKTA, None)
    token = MINTERS["Maple's Okta"].token("clinic_demo", "Reception")
    assert {api.with_token(token).get(SETTINGS_PATH).status for _ in range(5)} == {200}
    assert world.public_documents.reads == [OKTA.jwks_url]


def test_an_unverified_token_of_no_clinic_s_issuer_reads_no_clinic(world: World) -> None:
    give(world, OKTA, None)
    plan = FaultPlan()
    api = Api(world, served(world.guarded(plan).services))
    for clinic in ("clinic_demo", "clinic_x", "clinic_y"):
        assert api.with_token(Minter(KEYCLOAK, ec_key()).token(clinic)).get(SETTINGS_PATH).status == 401
    assert plan.calls == ["clinic_claims"]


def test_a_deployment_without_own_providers_reads_no_clinic_to_judge_a_token(world: World) -> None:
    give(world, None, None)
    plan = FaultPlan()
    api = Api(world, served(world.guarded(plan).services))
    for clinic in ("clinic_demo", "clinic_other"):
        assert api.with_token(MINTERS["the deployment"].token(clinic)).get(SETTINGS_PATH).status == 200
    assert plan.calls.count("has_own_providers") == 1 and "identity_provider" not in plan.calls


def test_the_first_provider_of_all_takes_effect_in_running_processes(world: World) -> None:
    api, token = give(world, None, None), MINTERS["the deployment"].token("clinic_demo")
    assert api.with_token(token).get(SETTINGS_PATH).status == 200
    give(world, OKTA, None)
    world.clock.pass_time(OWN_PROVIDERS_LIFE - timedelta(milliseconds=1))
    assert api.with_token(token).get(SETTINGS_PATH).status == 200
    world.clock.pass_time(timedelta(milliseconds=1))
    assert api.with_token(token).get(SETTINGS_PATH).status == 401


def test_while_no_one_can_tell_whether_a_clinic_has_a_provider_no_token_is_good(world: World) -> None:
    give(world, None, None)
    api = Api(world, served(world.guarded(FaultPlan(at=0)).services))
    assert api.with_token(MINTERS["the deployment"].token("clinic_demo")).get(SETTINGS_PATH).status == 503


def test_the_log_names_the_check_of_the_clinics_provider(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reply = give(world, OKTA, None).with_token(MINTERS["the deployment"].token("clinic_demo")).get(SETTINGS_PATH)
    assert (reply.status, reply.json["code"]) == (401, "invalid_token")
    assert caplog.records[-1].__dict__["cause"] == ["issuer, of the clinic"]


def test_a_clinic_that_returns_to_the_deployments_provider_has_that_one_alone(world: World) -> None:
    give(world, OKTA, None)
    api = give(world, None, None)
    assert api.with_token(MINTERS["Maple's Okta"].token("clinic_demo", "Reception")).get(SETTINGS_PATH).status == 401
    assert api.with_token(MINTERS["the deployment"].token("clinic_demo")).get(SETTINGS_PATH).status == 200
