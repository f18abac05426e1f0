"""How many interactions everyday work takes: presses, choices and texts typed, from the first page to its end."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import Work
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.figures import Figure

pytestmark = pytest.mark.slow
MOST_TO_APPLY, MOST_TO_FIND_OLD_CREDIT, MOST_TO_GIVE_A_STATEMENT = 6, 5, 6
OLD = (datetime.now(UTC) - timedelta(days=100)).date().isoformat()


@dataclass(slots=True)
class Hands:
    """A member of staff at the page, whose interactions are counted."""

    side: ClinicSide
    count: int = 0

    def press(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def key(self, name: str) -> None:
        self.count += 1
        self.side.page.keyboard.press(name)

    def type(self, target: Locator, text: str) -> None:
        self.count += 1
        target.fill(text)

    def choose(self, key: str, value: str) -> None:
        self.count += 1
        self.side.page.get_by_label(self.side.t(key), exact=True).select_option(value)

    def find(self, patient: Patient) -> None:
        """From the first page to the profile of the one patient of this name."""
        self.side.open()
        self.key("/")
        self.type(self.side.page.get_by_label(self.side.t("find.label")), patient.name)
        self.side.see("find.one")
        self.press(self.side.page.get_by_role("link", name=patient.name).first)


def test_a_patient_is_found_and_forty_dollars_applied_to_an_open_invoice(
    work: Work, patient: Patient, staff: Staff, figure: Figure
) -> None:
    named = Patient.new(patient.stack, name=f"Wilhelmina {patient.id.removeprefix('pat_')}")
    staff.put_patient(named.id, named.name)
    staff.record(named.id, 5000)
    staff.send_invoice(named.id, "INV-1001")
    side = work("staff")
    hands = Hands(side)
    hands.find(named)
    hands.press(side.button("apply.title"))
    hands.type(side.dialog.get_by_label(side.t("apply.amount")), "40")
    hands.press(side.dialog.get_by_role("button", name=side.t("apply.submit"), exact=True))
    side.see("apply.done", amount="$40.00", invoice="INV-1001")
    figure(f"find a patient and apply 40.00 to an open invoice: {hands.count} interactions")
    assert hands.count <= MOST_TO_APPLY


def test_a_statement_of_last_year_is_given_to_a_patient(
    work: Work, patient: Patient, staff: Staff, figure: Figure
) -> None:
    named = Patient.new(patient.stack, name=f"Ludmilla {patient.id.removeprefix('pat_')}")
    staff.put_patient(named.id, named.name)
    staff.record(named.id, 5000)
    side = work("staff")
    hands = Hands(side)
    hands.find(named)
    hands.press(side.button("statement"))
    hands.press(side.dialog.get_by_label(side.t("statement.last-year")))
    with side.page.expect_download():
        hands.press(side.dialog.get_by_role("button", name=side.t("statement.download"), exact=True))
    figure(f"give a statement of last year: {hands.count} interactions")
    assert hands.count <= MOST_TO_GIVE_A_STATEMENT


def test_credit_older_than_ninety_days_at_one_location_is_saved_as_csv(
    work: Work, patient: Patient, figure: Figure
) -> None:
    staff = Staff(patient.stack)
    cash = staff.record(patient.id, 1300, received_on=OLD)
    elsewhere = staff.record(patient.id, 1400, received_on=OLD, location_id="loc_north")
    recent = staff.record(patient.id, 1500)
    side = work("staff")
    side.open()
    hands = Hands(side)
    hands.press(side.page.get_by_role("link", name=side.t("nav.reports"), exact=True))
    hands.press(side.page.get_by_role("link", name=side.t("report.unapplied-credit"), exact=True))
    hands.choose("report.age-filter", "91")
    hands.choose("filter.location", "loc_main")
    expect(side.page).to_have_url(f"{side.page.url.split('#')[0]}#/unapplied-credit{asked(side)}")
    with side.page.expect_download() as saved:
        hands.press(side.button("report.download"))
    lines = list(csv.DictReader(saved.value.path().read_text("utf-8-sig").splitlines()))
    found = {line["payment_id"] for line in lines}
    assert cash in found and not {elsewhere, recent} & found
    assert all(int(line["days_open"]) > 90 and line["location_id"] == "loc_main" for line in lines)
    figure(f"all credit older than 90 days at one location as CSV: {hands.count} interactions")
    assert hands.count <= MOST_TO_FIND_OLD_CREDIT


def asked(side: ClinicSide) -> str:
    day = side.page.get_by_label(side.t("report.as_of")).input_value()
    return f"?as_of={day}&location_id=loc_main&min_days=91"
