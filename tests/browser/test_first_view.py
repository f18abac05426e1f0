"""The first view is light and soon of use, also on a slow network; the README shows the pages as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from infra.site.build import version_of
from tests.browser.catalogue import LANGUAGES
from tests.browser.conftest import DESKTOP, Visit, Work
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.window import Window
from tests.figures import Figure

pytestmark = pytest.mark.slow
SCREENSHOTS = Path(__file__).parent / "screenshots"
LARGEST_FIRST_VIEW = 60_000
LARGEST_PICTURE = 150_000
FOUR_G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""Bytes a second and milliseconds of what Lighthouse calls slow 4G."""
SOON_MS = 8_000


def weighed(window: Window) -> dict[str, int]:
    """Bytes of our own files, as they are sent without compression, until the first view is complete."""
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.url.startswith(window.address) and "/v1/" not in response.url:
            sizes[response.url] = len(response.body())

    window.page.on("response", weigh)
    window.open()
    window.page.wait_for_load_state("networkidle")
    window.page.remove_listener("response", weigh)
    return sizes


def slow_down(page: Page, network: dict[str, Any]) -> None:
    """For good, so it must be a tab that no other test gets."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_of_either_side_is_light_enough_for_a_slow_phone(
    visit: Visit, work: Work, patient: Patient, language: str, figure: Figure
) -> None:
    for window in (visit(patient, language=language), work(language=language)):
        sizes = weighed(window)
        figure(f"{window.place} {language}: {sum(sizes.values())} bytes in {len(sizes)} files")
        assert any(url.endswith(".js") for url in sizes)
        assert sum(sizes.values()) < LARGEST_FIRST_VIEW, sizes


def test_the_first_view_is_of_use_soon_on_a_slow_network(visit: Visit, patient: Patient, figure: Figure) -> None:
    """With nothing in the browser's cache: until Add Account Credit can be pressed."""
    account = visit(patient, elsewhere=True)
    slow_down(account.page, FOUR_G)
    account.page.goto(f"{account.address}/account#/")
    expect(account.page.get_by_role("main").get_by_role("link", name=account.t("nav.add"))).to_be_visible()
    took_ms = int(account.page.evaluate("performance.now()"))
    figure(f"My Account on slow 4G, nothing cached: of use after {took_ms} ms")
    assert took_ms < SOON_MS


def test_on_a_slow_network_the_page_shows_progress(visit: Visit, patient: Patient) -> None:
    account = visit(patient, elsewhere=True)
    account.open()
    slow_down(account.page, FOUR_G | {"latency": 600})
    account.go("nav.add")
    expect(account.page.get_by_role("main").get_by_role("status")).to_be_visible()
    expect(account.button("add.pay-plain").or_(account.button("add.to-card"))).to_be_visible()


def test_on_a_slow_network_a_payment_shows_progress_and_is_made_once(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient, elsewhere=True)
    account.open("add")
    account.choose("$50", "Main Street")
    slow_down(account.page, FOUR_G | {"latency": 600})
    account.pay("$50.00")
    at_work = account.button("add.paying")
    expect(at_work).to_be_visible()
    at_work.evaluate("(button) => { for (let press = 0; press < 20; press += 1) button.click(); }")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000, 2500]


def the_form(account: MyAccount, patient: Patient) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    expect(account.button("add.pay", amount="$50.00")).to_be_visible()


def the_confirmation(account: MyAccount, patient: Patient) -> None:
    account.open(f"done/{patient.top_ups[0]['id']}")
    expect(account.page.get_by_text(account.t("receipt.number-soon"))).to_have_count(0)


def retake(page: Page, name: str, height: int = 800) -> None:
    """Take the picture again when the pages changed, and only then: a run of the tests changes no file otherwise."""
    taken_of = SCREENSHOTS / f"{name}.txt"
    version = version_of()
    if not taken_of.exists() or taken_of.read_text().strip() != version:
        page.set_viewport_size({"width": DESKTOP[0], "height": height})
        page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")
        taken_of.write_text(f"{version}\n")
    assert (SCREENSHOTS / f"{name}.png").stat().st_size < LARGEST_PICTURE


@pytest.mark.parametrize(
    ("name", "act", "height"), [("add-account-credit", the_form, 960), ("confirmation", the_confirmation, 800)]
)
def test_the_readme_shows_my_account_as_it_is(
    visit: Visit, patient: Patient, name: str, act: Callable[[MyAccount, Patient], None], height: int
) -> None:
    patient.pay(5000)
    account = visit(patient)
    act(account, patient)
    retake(account.page, name, height)


def test_the_readme_shows_a_payments_activity_as_it_is(work: Work, patient: Patient) -> None:
    staff = Staff(patient.stack)
    payment = patient.pay(10_000)
    staff.payment_when(patient.id, payment, lambda found: found["receipt"]["number"])
    staff.unapply(patient.id, payment, staff.apply(patient.id, payment, 1500, "inv_2042"))
    staff.apply(patient.id, payment, 3500, "inv_2043")
    staff.refund(patient.id, payment, 2000, "Moving away")
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.activity).to_have_count(7)
    retake(side.page, "payment-activity", 960)
