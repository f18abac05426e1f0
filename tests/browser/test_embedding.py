"""The pages inside the clinic's own portal: the host that the operator named signs people in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Embed, Tab
from tests.browser.patient import CLINIC, Patient
from tests.browser.portal import Frame, Portal, portal
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
HURRIED = """{
    const wait = window.setTimeout;
    window.setTimeout = (act, ms, ...more) => wait(act, ms > 5000 ? ms / 10 : ms, ...more);
}"""


def test_a_patient_signed_in_at_the_clinics_portal_is_signed_in_here(
    embed: Embed, sister_portal: Portal, patient: Patient, staff: Staff
) -> None:
    staff.record(patient.id, 2500)
    account = embed(Frame(patient.token), host=sister_portal)
    account.see("home.now")
    expect(account.view.get_by_role("main").get_by_text("$25.00").first).to_be_visible()
    expect(account.view.get_by_role("banner")).to_contain_text(patient.name)
    expect(account.button("sign-out")).to_have_count(0)
    kept = account.page.frames[1].evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "clinic" in kept
    assert patient.token not in kept


def test_a_host_that_the_operator_did_not_name_is_neither_asked_nor_believed(embed: Embed, patient: Patient) -> None:
    with portal() as stranger:
        account = embed(Frame(patient.token), host=stranger, script=HURRIED)
        account.page.evaluate(
            """() => setInterval(() => document.querySelector("iframe").contentWindow
                .postMessage({ type: "account-credit:token", version: 1, token: window.token }, "*"), 200)"""
        )
        expect(account.alert).to_have_text(account.t("embed.no-token"))
        assert account.page.evaluate("window.asked") is None


def test_a_token_that_ran_out_is_asked_for_again_and_the_form_stays(embed: Embed, patient: Patient) -> None:
    account = embed(Frame(patient.token, view="add"))
    account.view.get_by_label(account.t("add.other-amount")).fill("42")
    account.view.get_by_role("radio", name="Main Street").check()
    asked = account.page.evaluate("window.asked")
    refusals = iter([401])

    def refuse_once(route: Route) -> None:
        status = next(refusals, None)
        if status is None:
            return route.continue_()
        return route.fulfill(status=status, json={"code": "invalid_token", "status": 401})

    account.page.frames[1].evaluate("Date.now = ((now) => () => now() + 61_000)(Date.now)")
    account.page.route("**/v1/me/top-ups", refuse_once)
    account.to_card_details()
    expect(account.button("add.change-both")).to_be_visible()
    expect(account.view.get_by_text("$42.00").first).to_be_visible()
    assert account.page.evaluate("window.asked") > asked
    assert len(patient.top_ups) == 1


def test_a_short_token_works_on_a_device_whose_clock_is_ahead(embed: Embed, patient: Patient) -> None:
    token = patient.stack.token("patient", clinic=CLINIC, patient=patient.id, lifetime_s=300)
    account = embed(Frame(token), script="Date.now = ((now) => () => now() + 360_000)(Date.now)")
    account.see("home.now")
    assert account.page.evaluate("window.asked") == 1


def test_a_page_is_framed_only_by_named_origins(tab: Tab, address: str) -> None:
    page = tab(elsewhere=True)
    page.route(
        "http://127.0.0.1:9/",
        lambda route: route.fulfill(body=f'<iframe src="{address}/account"></iframe>', content_type="text/html"),
    )
    page.goto("http://127.0.0.1:9/")
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url.startswith("chrome-error:")
