"""The clinic's name, color and logo; never at the price of being read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from infra.site.build import SOURCES
from tests.browser.accessibility import SIDEWAYS
from tests.browser.conftest import PHONE, Visit, Work, errors_of
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.window import offer_modules

pytestmark = pytest.mark.slow
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
OUR_ACCENT = {"light": "#095854", "dark": "#6fd0c5"}
PAIRS = """async ([accent, isDark]) => {
    const { accentOf, contrast } = await import("./modules/brand.js");
    const ground = isDark ? [22, 30, 28] : [255, 255, 255];
    const sunken = isDark ? [14, 20, 19] : [245, 246, 243];
    const found = accentOf(accent, ground, sunken, isDark);
    if (!found) return [];
    const { accent: text, "accent-strong": strong, "accent-soft": soft, "on-accent": on } = found;
    const pairs = [[text, ground], [text, sunken], [text, soft], [strong, soft], [text, on], [strong, on]];
    return pairs.map((pair) => contrast(...pair));
}"""


def branded(account: MyAccount, **clinic: Any) -> None:
    """The service describes the clinic like this from now on."""

    def describe(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["clinic"].update(clinic)
        route.fulfill(response=answer, json=body)

    account.page.route("**/v1/me/credit", describe)


def test_a_location_with_a_name_of_one_long_word_stays_within_the_form(visit: Visit, patient: Patient) -> None:
    account = visit(patient)

    def rename(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for location in body["top_up"]["locations"]:
            location["name"] = "0" * 100
        route.fulfill(response=answer, json=body)

    account.page.route("**/v1/me/credit", rename)
    account.open("add")
    expect(account.page.get_by_role("radio", name="000").first).to_be_visible()
    assert account.page.evaluate(SIDEWAYS) == 0


def accent(page: Page) -> str:
    return str(page.evaluate(ACCENT))


def test_the_clinics_name_is_on_both_sides(visit: Visit, patient: Patient, work: Work) -> None:
    account, side = visit(patient), work("staff")
    account.open()
    side.open()
    for window in (account, side):
        expect(window.page.get_by_role("banner")).to_contain_text("Clinique Érable / Maple Clinic")


@pytest.mark.parametrize("view", ["payments", "history", "cards"])
def test_a_direct_link_shows_the_clinic_and_the_credit(visit: Visit, patient: Patient, staff: Staff, view: str) -> None:
    staff.record(patient.id, 2500)
    account = visit(patient)
    account.open(view)
    expect(account.page.get_by_role("banner")).to_contain_text("Clinique Érable / Maple Clinic")
    expect(account.page.get_by_role("navigation")).to_contain_text("$25.00")


def test_a_phone_shows_the_whole_of_a_long_name(visit: Visit, patient: Patient) -> None:
    account = visit(patient, size=PHONE)
    account.open()
    name = account.page.locator("#clinic")
    expect(name).to_have_text("Clinique Érable / Maple Clinic")
    hidden = "[node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight]"
    assert max(name.evaluate(f"(node) => {hidden}")) <= 0


def test_the_clinics_color_is_used_as_it_is_where_it_can_be_read(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    errors = errors_of(account.page)
    branded(account, colours=["#1a4fb4"])
    account.open()
    assert accent(account.page) == "rgb(26 79 180)"
    account.page.emulate_media(color_scheme="dark")
    expect(account.page.locator("html")).not_to_have_css("--accent", "rgb(26 79 180)")
    assert accent(account.page) != OUR_ACCENT["dark"]
    account.page.reload()
    expect(account.heading).to_be_visible()
    assert accent(account.page) != OUR_ACCENT["dark"]
    assert errors == []


def test_a_color_that_cannot_be_read_or_is_none_leaves_our_own(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    account.open()
    offer_modules(account.page)
    call = "async (colours) => (await import('./modules/brand.js')).showClinic({ name: 'A clinic', colours })"
    strange = ("url(https://evil.example)", "red; } body { top: 0", "purplish", "")
    for color in ("#fff", "#f4f4f4", "rgb(0 0 0 / 0)", *strange):
        account.page.evaluate(call, [color])
        assert accent(account.page) == OUR_ACCENT["light"], color
    account.page.evaluate(call, ["#1a4fb4"])
    assert accent(account.page) != OUR_ACCENT["light"]


def test_whatever_the_color_every_pair_of_colours_has_aa_contrast(account: MyAccount) -> None:
    account.open()
    page = account.page
    offer_modules(page)
    steps = (0, 51, 102, 153, 204, 255)
    colours = [[red, green, blue] for red in steps for green in steps for blue in steps]
    call = f"(values) => Promise.all(values.map({PAIRS}))"
    ratios = page.evaluate(call, [[color, dark] for color in colours for dark in (False, True)])
    assert sum(bool(each) for each in ratios) > len(ratios) / 2
    assert min(min(each) for each in ratios if each) >= 4.5


def test_a_logo_from_another_origin_is_never_requested(visit: Visit, patient: Patient) -> None:
    asked: list[str] = []
    account = visit(patient)
    account.page.on("request", lambda request: asked.append(request.url))
    ours = f"{account.address}/web/logo.svg"
    account.page.route(ours, lambda route: route.fulfill(path=SOURCES / "favicon.svg"))
    branded(account, logo=ours)
    account.open()
    logo = account.page.locator("#logo")
    expect(logo).to_have_attribute("src", ours)
    other = visit(Patient.new(patient.stack))
    other.page.on("request", lambda request: asked.append(request.url))
    for address in (
        "https://logos.example/a.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "//a.example/a",
    ):
        other.page.unroute_all()
        branded(other, logo=address)
        other.open()
        expect(other.page.locator("#mark")).to_be_visible()
        expect(other.page.locator("#logo")).to_have_count(0)
    assert not [url for url in asked if "example" in url]


def test_a_logo_that_does_not_arrive_leaves_our_mark(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    branded(account, logo=f"{account.address}/web/missing.png")
    account.open()
    expect(account.page.locator("#mark")).to_be_visible()
    expect(account.page.locator("#logo")).to_have_count(0)
