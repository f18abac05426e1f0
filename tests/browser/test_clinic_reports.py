"""Staff close a month: totals that tie, for the days they choose, and a file for the spreadsheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import Looks, check
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow
LOOKS = {"en": Looks(DESKTOP, "light", PHONE), "fr-CA": Looks(PHONE, "dark", DESKTOP)}


@pytest.mark.parametrize("language", LOOKS)
def test_reports_show_totals_and_download_as_csv(work: Work, patient: Patient, language: str) -> None:
    payment = patient.pay(5000)
    looks = LOOKS[language]
    side = work("staff", size=looks.size, language=language)
    errors = errors_of(side.page)
    side.open("reports")
    expect(side.heading).to_have_text(side.t("nav.reports"))
    unapplied = side.region("report.unapplied-credit")
    total = unapplied.locator("dl div").filter(has_text=side.t("report.unapplied-total")).locator("dd")
    closing = side.region("report.credit-movement").locator("dl div").filter(has_text=side.t("movement.closing"))
    expect(closing.locator("dd")).to_have_text(total.inner_text())
    check(side.page, looks, "reports")
    with side.page.expect_download() as started:
        unapplied.get_by_role("button").click()
    text = started.value.path().read_text("utf-8-sig")
    assert started.value.suggested_filename.startswith("unapplied-credit_") and payment in text
    assert errors == []
