"""The pages inside the clinic's own portal: the host that the operator named says who is signed in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.browser.catalogue import Words
from tests.browser.conftest import Tab
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow
HOST, STRANGER = "http://127.0.0.1:9", "http://127.0.0.1:19"
T = Words("en")
ANSWER = """
addEventListener("message", ({ origin, data, source }) => {
    if (origin !== PAGES || data?.type !== "account-credit:token-wanted" || data.version !== 1) return;
    window.asked = (window.asked ?? 0) + 1;
    if (window.token) source.postMessage({ type: "account-credit:token", version: 1, token: window.token }, origin);
});
"""

HURRIED = """{
    const wait = window.setTimeout;
    window.setTimeout = (act, ms, ...more) => wait(act, ms > 5000 ? ms / 10 : ms, ...more);
}"""

Embed = Callable[..., tuple[Page, FrameLocator]]


@pytest.fixture
def embed(tab: Tab, address: str) -> Embed:
    """A host's page with ours in a frame, at a deployment that lets `HOST` frame it. The host needs no server."""

    def open_host(token: str, *, host: str = HOST, hurried: bool = False) -> tuple[Page, FrameLocator]:
        page = tab(elsewhere=True)
        if hurried:
            page.add_init_script(HURRIED)
        script = ANSWER.replace("PAGES", json.dumps(address)) + f"window.token = {json.dumps(token)};"
        frame = f'<iframe title="Account" width="1000" height="800" src="{address}/account?lang=en"></iframe>'
        body = f"<!doctype html><title>Portal</title><script>{script}</script>{frame}"
        page.route(f"{host}/", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.route(f"{address}/account?lang=en", lambda route: framed_by(route, f"{HOST} {STRANGER}"))
        page.route(f"{address}/web/config.json", lambda route: with_origins(route, [HOST]))
        page.goto(f"{host}/")
        return page, page.frame_locator("iframe")

    return open_host


def framed_by(route: Route, ancestors: str) -> None:
    answer = route.fetch()
    policy = answer.headers["content-security-policy"].replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})


def with_origins(route: Route, origins: list[str]) -> None:
    answer = route.fetch()
    config: dict[str, Any] = answer.json()
    route.fulfill(response=answer, json={**config, "embed_origins": origins})


def test_a_patient_signed_in_at_the_clinics_portal_is_signed_in_here(embed: Embed, patient: Patient) -> None:
    patient.pay(2500)
    page, inside = embed(patient.token)
    expect(inside.get_by_role("main").get_by_text("$25.00").first).to_be_visible()
    expect(inside.get_by_role("banner")).to_contain_text(patient.name)
    expect(inside.get_by_role("button", name=T("sign-out"))).to_have_count(0)
    frame = page.frames[1]
    kept = frame.evaluate("JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])")
    assert patient.token not in kept


def test_a_host_that_the_operator_did_not_name_is_neither_asked_nor_believed(embed: Embed, patient: Patient) -> None:
    page, inside = embed(patient.token, host=STRANGER, hurried=True)
    page.evaluate(
        """() => setInterval(() => document.querySelector("iframe").contentWindow
            .postMessage({ type: "account-credit:token", version: 1, token: window.token }, "*"), 200)"""
    )
    expect(inside.get_by_role("alert")).to_have_text(T("embed.no-token"), timeout=20_000)
    assert page.evaluate("window.asked") is None


def test_a_token_that_ran_out_is_asked_for_again_and_the_form_stays(embed: Embed, patient: Patient) -> None:
    page, inside = embed(patient.token)
    inside.get_by_role("link", name=T("nav.add")).first.click()
    inside.get_by_label(T("add.other-amount")).fill("42")
    inside.get_by_role("radio", name="Main Street").check()
    asked = page.evaluate("window.asked")
    refusals = iter([401])

    def refuse_once(route: Route) -> None:
        status = next(refusals, None)
        if status is None:
            return route.continue_()
        return route.fulfill(status=status, json={"code": "invalid_token", "status": 401})

    page.frames[1].evaluate("Date.now = ((now) => () => now() + 61_000)(Date.now)")
    page.route("**/v1/me/top-ups", refuse_once)
    inside.get_by_role("button", name=T("add.to-card")).click()
    expect(inside.get_by_role("button", name=T("add.change-both"))).to_be_visible()
    expect(inside.get_by_text("$42.00").first).to_be_visible()
    assert page.evaluate("window.asked") > asked
    assert len(patient.top_ups) == 1


def test_nobody_frames_the_page_without_being_named(tab: Tab, address: str) -> None:
    page = tab(elsewhere=True)
    page.route(
        f"{HOST}/",
        lambda route: route.fulfill(body=f'<iframe src="{address}/account"></iframe>', content_type="text/html"),
    )
    page.goto(f"{HOST}/")
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url.startswith("chrome-error:")
