"""One payment has one date: the clinic's, on every page, wherever the reader's device is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from chalicelib.credit.time_zones import time_zone
from infra.devstack.stack import Stack
from tests.browser.catalogue import Words
from tests.browser.clinic_side import ClinicSide
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.window import offer_modules

pytestmark = pytest.mark.slow

TOLD = """async (time) => {
    const {moment} = await import('./modules/moment.js');
    const {day, clock} = await import('./modules/format.js');
    const {clinicTime} = await import('./modules/clinic/clinic-time.js');
    return [moment(time), day(time), clock(time), clinicTime('2026-11-26T21:30').toISOString()];
}"""
NIGHT = "2026-11-27T02:30:00Z"
IN_TORONTO = ["November 26, 2026 at 9:30\u00a0p.m.", "November 26, 2026", "9:30 p.m."]
CLINICS = "America/Toronto"


@pytest.fixture(params=[CLINICS, "Asia/Tokyo", "Asia/Kolkata", "Pacific/Honolulu"])
def device(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[str, BrowserContext]]:
    """A zone, and a browser of a device in it."""
    context = chromium.new_context(locale="en-CA", timezone_id=request.param)
    yield request.param, context
    context.close()


def today() -> str:
    """The letters of the clinic's zone, which are others in summer."""
    return f"{datetime.now(time_zone(CLINICS)):%Z}"


def test_dates_are_the_clinics_and_name_its_zone_where_the_device_is_elsewhere(
    device: tuple[str, BrowserContext], patient: Patient, staff: Staff, stack: Stack, address: str
) -> None:
    zone, context = device
    letters, letters_today = ("", "") if zone == CLINICS else ("\u00a0EST", f"\u00a0{today()}")
    staff.record(patient.id, 2500)
    account = MyAccount(context.new_page(), address, Words("en"))
    account.sign_in_as(patient.token, patient.name, "patient")
    account.open("payments")
    moment, day, clock = IN_TORONTO
    offer_modules(account.page)
    expected = [moment + letters, day, clock + letters, "2026-11-27T02:30:00.000Z"]
    assert account.page.evaluate(TOLD, NIGHT) == expected
    side = ClinicSide(context.new_page(), address, Words("en", "clinic"))
    side.sign_in_as(stack.token("staff", clinic="clinic_demo"), "Dee Laurent", "staff")
    side.open(f"history/{patient.id}")
    expect(side.page.locator("label[for=at]")).to_have_text(side.t("history.at") + letters_today)
    offer_modules(side.page)
    assert side.page.evaluate(TOLD, NIGHT) == expected


@pytest.mark.parametrize("device", ["Asia/Tokyo"], indirect=True)
def test_the_first_list_a_reader_opens_is_already_in_the_clinics_zone(
    device: tuple[str, BrowserContext], patient: Patient, staff: Staff, address: str
) -> None:
    staff.record(patient.id, 2500)
    account = MyAccount(device[1].new_page(), address, Words("en"))
    account.sign_in_as(patient.token, patient.name, "patient")

    def answer_late(route: Route) -> None:
        account.page.wait_for_timeout(400)
        route.continue_()

    account.page.route("**/v1/me/credit", answer_late)
    account.open("history")
    expect(account.page.get_by_role("main")).to_contain_text(f"\u00a0{today()}")
