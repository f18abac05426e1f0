"""Staff close a month from the reports' pages: figures that tie, filters in the address, and a file for each."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.credit.time_zones import time_zone
from tests.browser.accessibility import Looks, check
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.polling import pass_midnight

pytestmark = pytest.mark.slow
WIDE, TABLET = (1440, 900), (768, 1024)
LOOKS = {"en": Looks(WIDE, "light", TABLET), "fr-CA": Looks(PHONE, "dark", WIDE)}
PAGES = {
    "reports": "chart.title",
    "unapplied-credit": "report.unapplied-total",
    "credit-movement": "report.all",
    "takings": "report.taken",
}


def figure(side: ClinicSide, key: str) -> Locator:
    """The large figure of a part of a report."""
    return side.region(key).locator(".figure")


@pytest.mark.parametrize("language", LOOKS)
def test_every_report_can_be_used_by_everyone(work: Work, patient: Patient, language: str) -> None:
    patient.pay(5000)
    side = work("staff", size=LOOKS[language].size, language=language)
    errors = errors_of(side.page)
    for view, part in PAGES.items():
        side.open(view)
        expect(side.region(part)).to_be_visible()
        side.page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
        check(side.page, LOOKS[language], view)
    assert errors == []


def test_the_reports_tie_and_lead_from_one_to_the_other(work: Work, patient: Patient) -> None:
    pass_midnight(time_zone("America/Toronto"))
    patient.pay(5000)
    side = work("staff", size=WIDE)
    side.open("reports")
    held = figure(side, "chart.now").inner_text()
    chart = side.page.get_by_role("img", name=side.t("chart.title"))
    expect(chart).to_have_accessible_name(re.compile(re.escape(held.removesuffix(".00"))))
    with side.page.expect_download() as saved:
        side.button("report.download").click()
    assert re.fullmatch(r"liability_[0-9-]{10}\.csv", saved.value.suggested_filename)
    side.go("report.unapplied-credit")
    expect(figure(side, "report.unapplied-total")).to_have_text(held)
    side.go("report.credit-movement")
    closing = side.region("report.all").locator("dl div").filter(has_text=side.t("movement.closing"))
    expect(closing.locator("dd")).to_have_text(held)
    by = side.page.get_by_label(side.t("report.group_by"), exact=True)
    by.select_option("source")
    expect(side.page).to_have_url(re.compile("group_by=source"))
    expect(side.region("report.credit-movement").get_by_role("row", name=side.t("report.all"))).to_contain_text(held)
    side.go("report.takings")
    expect(side.region("report.takings").locator("a[href*='payment/']").first).to_be_visible()


def test_a_filtered_report_is_kept_in_the_address_and_saved_with_its_filters(work: Work, patient: Patient) -> None:
    staff = Staff(patient.stack)
    payment = staff.record(patient.id, 1300)
    side = work("staff", size=WIDE)
    side.open("unapplied-credit")
    side.page.get_by_label(side.t("filter.source"), exact=True).select_option("recorded")
    side.page.get_by_label(side.t("filter.location"), exact=True).select_option("loc_main")
    expect(side.page).to_have_url(re.compile("as_of=.*location_id=loc_main&source=recorded"))
    side.page.reload()
    expect(side.page.get_by_label(side.t("filter.source"), exact=True)).to_have_value("recorded")
    with side.page.expect_download() as saved:
        side.button("report.download").click()
    assert re.fullmatch(r"unapplied-credit_[0-9-]{10}\.csv", saved.value.suggested_filename)
    lines = list(csv.DictReader(saved.value.path().read_text("utf-8-sig").splitlines()))
    assert {line["source"] for line in lines} == {"recorded"} and payment in {line["payment_id"] for line in lines}
    side.page.get_by_label(side.t("report.age-filter"), exact=True).select_option("91")
    expect(side.page.get_by_text(patient.id, exact=True)).to_have_count(0)
