"""Signing in with the clinic's identity provider, and out again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit, errors_of
from tests.browser.my_account import MyAccount
from tests.browser.window import offer_modules

pytestmark = pytest.mark.slow


@pytest.fixture
def stranger(visit: Visit) -> MyAccount:
    """A visitor who is not signed in."""
    return visit(None)


def choose_person(account: MyAccount, name: str) -> None:
    account.page.get_by_role("button", name=name).click()
    expect(account.page.get_by_role("banner")).to_contain_text(name)


def test_a_patient_signs_in_and_sees_their_own_account(stranger: MyAccount) -> None:
    errors = errors_of(stranger.page)
    stranger.page.goto(stranger.address)
    choose_person(stranger, "Ana Núñez")
    expect(stranger.heading).to_have_text("Available Credit")
    assert "code=" not in stranger.page.url
    assert errors == []


def test_a_patient_comes_back_to_where_they_wanted_to_go(stranger: MyAccount) -> None:
    stranger.page.goto(f"{stranger.address}/account#/cards")
    choose_person(stranger, "Ana Núñez")
    expect(stranger.heading).to_have_text("Cards on file")
    expect(stranger.page.get_by_text("Visa •••• 4242")).to_be_visible()


def test_the_next_patient_at_the_same_screen_finds_nothing_of_the_last(stranger: MyAccount) -> None:
    stranger.page.goto(f"{stranger.address}/account#/add")
    choose_person(stranger, "Ana Núñez")
    stranger.choose("$50", "Main Street")
    stranger.choose_new_card()
    stranger.to_card_details()
    stranger.button("sign-out").click()
    stranger.button("sign-in").click()
    choose_person(stranger, "Ben Okafor")
    stranger.go("nav.add")
    expect(stranger.page.get_by_label(stranger.t("add.other-amount"))).to_have_value("")
    expect(stranger.page.locator("body")).not_to_contain_text("Ana")
    assert "Ana" not in str(stranger.page.evaluate("Object.values({...sessionStorage})"))


def test_a_form_survives_a_session_that_ended(stranger: MyAccount) -> None:
    stranger.page.goto(f"{stranger.address}/account#/add")
    choose_person(stranger, "Cho Min-ji")
    stranger.choose("$50", "Harbor Road")
    stranger.choose_new_card()
    stranger.page.evaluate("""() => {
        const session = JSON.parse(sessionStorage.getItem("session"));
        sessionStorage.setItem("session", JSON.stringify({ ...session, access_token: "expired", since: 0 }));
    }""")
    stranger.button("add.to-card").click()
    choose_person(stranger, "Cho Min-ji")
    expect(stranger.heading).to_have_text("Add Account Credit")
    expect(stranger.page.get_by_text("$50.00", exact=True).first).to_be_visible()
    expect(stranger.page.get_by_text("Harbor Road")).to_be_visible()
    expect(stranger.card_number).to_be_visible()


def test_an_id_token_of_another_sign_in_is_refused(stranger: MyAccount) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        response = route.fetch()
        tokens = response.json()
        head, body, signature = tokens["id_token"].split(".")
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        sent.append(claims["nonce"])
        other = base64.urlsafe_b64encode(json.dumps({**claims, "nonce": "another"}).encode()).decode().rstrip("=")
        route.fulfill(response=response, json={**tokens, "id_token": f"{head}.{other}.{signature}"})

    stranger.page.route("**/token", answer)
    stranger.page.goto(f"{stranger.address}/account")
    stranger.page.get_by_role("button", name="Ana Núñez").click()
    expect(stranger.alert).to_have_text(stranger.t("sign-in.failed"))
    assert len(sent[0]) >= 43


CLAIMS = {"clinic": "clinic", "role": "role", "patient": "patient", "name": "name"}
OURS = {"patient": "patient", "staff": "staff", "full_access": "full_access"}


@pytest.mark.parametrize(
    ("config", "claims", "person"),
    [
        ({}, {"role": "staff", "name": "Dee"}, ("staff", "Dee")),
        ({}, {"role": ["offline_access", "staff"], "given_name": "Dee", "family_name": "Roy"}, ("staff", "Dee Roy")),
        (
            {"claims": CLAIMS | {"role": "realm_access.roles"}},
            {"realm_access": {"roles": ["patient"]}, "name": " "},
            ("patient", ""),
        ),
        (
            {"claims": CLAIMS | {"role": "https://x.example/role"}, "roles": OURS | {"Reception": "staff"}},
            {"https://x.example/role": ["Reception", "Everyone"]},
            ("staff", ""),
        ),
        ({}, {"role": ["staff", "full_access"]}, ("full_access", "")),
        ({}, {"role": "admin"}, ("", "")),
    ],
)
def test_the_page_reads_roles_and_names_as_the_service_does(
    stranger: MyAccount, config: dict[str, Any], claims: dict[str, Any], person: tuple[str, str]
) -> None:
    page = stranger.page
    page.goto(f"{stranger.address}/docs")
    offer_modules(page)
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    held = {"claims": CLAIMS, "roles": OURS, **config}
    found = page.evaluate(READ_PERSON, [json.dumps(held), f"e30.{body}.x"])
    assert (found["role"], found["name"]) == person


READ_PERSON = """async ([config, token]) => {
    const held = Object.assign(document.createElement("div"), {id: "config", textContent: config});
    document.body.append(held);
    (await import('./modules/session.js')).loadConfig();
    const {sessionOf} = await import('./modules/claims.js');
    return (await sessionOf({access_token: token})).person;
}"""


def test_staff_are_told_that_the_page_is_for_patients(stranger: MyAccount) -> None:
    stranger.page.goto(stranger.address)
    choose_person(stranger, "Dee Laurent")
    expect(stranger.alert).to_contain_text(stranger.t("problem.forbidden"))


def test_an_unrequested_sign_in_response_is_ignored(stranger: MyAccount) -> None:
    stranger.page.goto(f"{stranger.address}/account?code=forged&state=forged")
    expect(stranger.page.get_by_role("heading", name="Who are you?")).to_be_visible()
