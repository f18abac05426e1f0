"""The first view is light, and the README shows it as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Response, expect

from chalicelib.http.assets import read_site
from tests.browser.catalogue import LANGUAGES
from tests.browser.conftest import Visit
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow
SCREENSHOTS = Path(__file__).parent / "screenshots"
LARGEST_FIRST_VIEW = 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_is_light_enough_for_a_slow_phone(visit: Visit, patient: Patient, language: str) -> None:
    """Bytes of our own files, as they are sent without compression."""
    account = visit(patient, language=language)
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.url.startswith(account.address) and "/v1/" not in response.url:
            sizes[response.url] = len(response.body())

    account.page.on("response", weigh)
    account.open()
    account.page.wait_for_load_state("networkidle")
    assert any("view-home" in url for url in sizes)
    assert sum(sizes.values()) < LARGEST_FIRST_VIEW, sizes


def test_the_readme_shows_the_page_as_it_is(visit: Visit, patient: Patient) -> None:
    """Takes the picture again when the pages changed, and only then: a run of the tests changes no file otherwise."""
    patient.pay(2500)
    account = visit(patient)
    account.open("add")
    account.choose("$50", "Main Street")
    expect(account.button("add.pay", amount="$50.00")).to_be_visible()
    taken_of = SCREENSHOTS / "taken-of.txt"
    version = read_site().version
    if not taken_of.exists() or taken_of.read_text().strip() != version:
        SCREENSHOTS.mkdir(exist_ok=True)
        account.page.screenshot(path=SCREENSHOTS / "add-account-credit.png", full_page=True, animations="disabled")
        taken_of.write_text(f"{version}\n")
    assert (SCREENSHOTS / "add-account-credit.png").stat().st_size < 150_000
