"""A browser whose storage is full, or that lacks what newer ones have, still pays; a lost connection is found again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Work
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow
FULL = """() => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""

BLOCKED = 'Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("denied"); } });'


def test_a_full_storage_does_not_keep_a_patient_from_paying(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient, elsewhere=True)
    account.open()
    account.page.evaluate(FULL)
    account.go("nav.add")
    account.choose("$50", "Main Street")
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000, 2500]


def test_a_browser_that_keeps_nothing_is_told_so_and_not_sent_around(visit: Visit) -> None:
    stranger = visit(None, elsewhere=True)
    stranger.page.add_init_script(BLOCKED)
    stranger.page.goto(f"{stranger.address}/account")
    for _ in range(2):
        expect(stranger.alert).to_have_text(stranger.t("sign-in.no-storage"))
        stranger.button("again").click()
    assert stranger.page.url == f"{stranger.address}/account"


def test_pages_work_in_a_browser_without_abort_signal_timeouts(visit: Visit, patient: Patient) -> None:
    account = visit(patient, elsewhere=True)
    account.page.add_init_script("delete AbortSignal.timeout;")
    account.open()
    expect(account.heading).to_have_text(account.t("nav.credit"))
    account.go("nav.payments")
    account.see("home.nothing")


def test_a_page_that_failed_offline_loads_by_itself_once_online(account: MyAccount) -> None:
    account.open()
    account.lose_patience()
    account.page.context.set_offline(True)
    try:
        account.go("nav.payments")
        expect(account.heading).to_have_text(account.t("failed.title"))
    finally:
        account.page.context.set_offline(False)
    expect(account.heading).to_have_text(account.t("nav.payments"))


def test_forced_colors_still_show_the_chosen_amount_and_the_switch(account: MyAccount, work: Work) -> None:
    account.page.emulate_media(forced_colors="active")
    account.open("add")
    chosen, other = (account.page.get_by_role("button", name=name, exact=True) for name in ("$50", "$25"))
    chosen.click()
    background = other.evaluate("(element) => getComputedStyle(element).backgroundColor")
    expect(chosen).not_to_have_css("background-color", background)
    account.page.emulate_media(forced_colors="null")
    soft = account.page.get_by_role("main").locator(".soft").first
    page_color = soft.evaluate("() => getComputedStyle(document.body).color")
    expect(soft).not_to_have_css("color", page_color)
    account.page.emulate_media(contrast="more")
    expect(soft).to_have_css("color", page_color)
    account.page.emulate_media(contrast="null")
    side = work()
    side.page.emulate_media(forced_colors="active")
    side.open("billing")
    switch = side.page.get_by_role("switch").first
    thumb = "(element) => getComputedStyle(element, '::before').backgroundColor"
    assert switch.evaluate(thumb) != switch.evaluate("(element) => getComputedStyle(element).color")
    side.page.emulate_media(forced_colors="null")


def test_too_many_requests_say_when_to_try_again(account: MyAccount) -> None:
    account.open()
    problem = {"type": "about:blank", "title": "", "status": 429, "code": "too_many_requests", "detail": ""}
    answer = {"status": 429, "headers": {"Retry-After": "3600"}, "json": problem}
    account.page.route("**/v1/me/top-ups*", lambda route: route.fulfill(**answer))
    account.go("nav.payments")
    account.see("problem.too_many_requests", when="in 1 hour")
    account.page.unroute("**/v1/me/top-ups*")


def test_what_trying_again_cannot_change_is_not_offered_again(account: MyAccount) -> None:
    account.open("payment/none_of_this_name")
    account.see("problem.not_found")
    expect(account.button("again")).to_have_count(0)
