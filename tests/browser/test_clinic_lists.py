"""The clinic's payments, by location and account, page by page; and every view of staff for everyone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.devstack.stack import Stack
from tests.browser.accessibility import Looks, check
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
LOOKS = {"en": Looks(PHONE, "dark", DESKTOP), "fr-CA": Looks(DESKTOP, "light", PHONE)}


@pytest.fixture(scope="module")
def regular(stack: Stack) -> Patient:
    """A patient with thirty payments, from $10.00 to $10.29: more than the list shows at once."""
    found, staff = Patient.new(stack), Staff(stack)
    for amount in range(1000, 1030):
        staff.record(found.id, amount)
    return found


def test_unapplied_payments_are_found_by_location_and_lead_to_patient_and_payment(work: Work, patient: Patient) -> None:
    patient.pay(2500)
    north = patient.pay(5000, location="loc_north")
    side = work()
    errors = errors_of(side.page)
    side.open("payments")
    rows = side.region("nav.payments").get_by_role("row")
    mine = rows.filter(has=side.page.locator(f"a[href='#/patient/{patient.id}']"))
    expect(mine).to_have_count(2)
    side.page.get_by_label(side.t("filter.location"), exact=True).select_option(label="North Clinic")
    expect(mine).to_have_count(1)
    expect(rows.filter(has_text="Main Street")).to_have_count(0)
    side.page.get_by_label(side.t("filter.account"), exact=True).select_option(label="Maple Clinic North")
    expect(mine).to_have_count(0)
    side.page.get_by_label(side.t("filter.account"), exact=True).select_option("acct_demo_main")
    mine.get_by_role("link").first.click()
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$50.00"))
    expect(side.page).to_have_url(f"{side.address}/clinic#/payment/{patient.id}/{north}")
    side.page.go_back()
    expect(side.page.get_by_label(side.t("filter.location"), exact=True)).to_have_value("loc_north")
    assert errors == []


def test_a_payments_row_looks_as_if_it_can_be_pressed_and_can(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    row = side.region("patient.payments").get_by_role("listitem")
    ground = "getComputedStyle(node).backgroundColor"
    before = row.evaluate(f"(node) => {ground}")
    row.hover()
    expect(row).not_to_have_css("background-color", before)
    row.get_by_role("link").focus()
    side.page.keyboard.press("Shift+Tab")
    side.page.keyboard.press("Tab")
    expect(row.get_by_role("link")).to_have_css("outline-width", "3px")
    box = row.bounding_box()
    assert box
    row.click(position={"x": box["width"] - 4, "y": box["height"] - 4})
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$25.00"))


def test_what_was_used_up_is_listed_only_among_all_payments(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 2500)
    staff.apply(patient.id, payment, 2500, "inv_5")
    side = work("staff")
    side.open("payments")
    mine = (
        side.region("nav.payments")
        .get_by_role("row")
        .filter(has=side.page.locator(f"a[href='#/patient/{patient.id}']"))
    )
    expect(side.page.get_by_label(side.t("filter.account"), exact=True)).to_have_count(0)
    expect(side.region("nav.payments")).to_be_visible()
    expect(mine).to_have_count(0)
    side.page.get_by_label(side.t("filter.show"), exact=True).select_option("false")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text(side.t("status.applied"))


def test_a_long_list_goes_on_at_a_press(work: Work, patient: Patient, staff: Staff) -> None:
    for amount in (500, 600, 700):
        staff.record(patient.id, amount)
    side = work("staff")
    side.page.route("**/payments", lambda route: route.continue_(url=f"{route.request.url}?limit=2"))
    side.open(f"patient/{patient.id}")
    rows = side.region("patient.payments").get_by_role("listitem")
    expect(rows).to_have_count(2)
    side.button("more").click()
    expect(rows).to_have_count(3)
    expect(rows.nth(2).get_by_role("link")).to_be_focused()
    expect(side.button("more")).to_have_count(0)


def test_the_list_keeps_its_filters_its_length_and_its_place_on_the_way_back(work: Work, regular: Patient) -> None:
    side = work("staff")
    side.open(f"payments?q={regular.id}&source=recorded")
    rows = side.region("nav.payments").get_by_role("row")
    expect(rows).to_have_count(1 + 25)
    side.button("more").click()
    expect(rows).to_have_count(1 + 30)
    last = rows.last.get_by_role("link").first
    last.scroll_into_view_if_needed()
    depth = side.page.evaluate("scrollY")
    assert depth > 0
    last.click()
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$10.00"))
    side.page.go_back()
    expect(rows).to_have_count(1 + 30)
    expect(last).to_be_focused()
    assert side.page.evaluate("scrollY") == depth
    expect(side.page.get_by_label(side.t("filter.source"), exact=True)).to_have_value("recorded")


def test_a_reload_shows_the_same_filters_and_the_same_order(work: Work, patient: Patient) -> None:
    staff = Staff(patient.stack)
    for amount in (1300, 1100, 1200):
        staff.record(patient.id, amount)
    side = work("staff")
    side.open("payments")
    side.page.get_by_label(side.t("filter.patient"), exact=True).fill(patient.id)
    side.see("payments.totals", count="3", amount="$36.00", unapplied="$36.00")
    side.button("column.amount").click()
    amounts = side.region("nav.payments").get_by_role("row").locator("td.figure:nth-child(5)")
    expect(amounts).to_have_text(["$13.00", "$12.00", "$11.00"])
    side.page.reload()
    expect(amounts).to_have_text(["$13.00", "$12.00", "$11.00"])
    expect(side.page.get_by_label(side.t("filter.patient"), exact=True)).to_have_value(patient.id)
    expect(side.page.get_by_role("columnheader", name=side.t("column.amount"))).to_have_attribute(
        "aria-sort", "descending"
    )


def test_the_filtered_payments_are_saved_as_one_csv_file(work: Work, patient: Patient) -> None:
    staff = Staff(patient.stack)
    for amount in (1300, 1100):
        staff.record(patient.id, amount)
    side = work("staff")
    side.open(f"payments?q={patient.id}")
    with side.page.expect_download() as saved:
        side.button("payments.download").click()
    assert saved.value.suggested_filename == "payments.csv"
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 3 and all(patient.id in line for line in lines[1:])


def test_a_phone_shows_payments_as_cards_and_a_desktop_twenty_rows_of_a_table(work: Work, regular: Patient) -> None:
    side = work("staff", size=(1440, 900))
    side.open(f"payments?q={regular.id}")
    rows = side.page.locator("tbody tr")
    expect(rows).to_have_count(25)
    box = rows.nth(18).bounding_box()
    assert box and box["y"] + box["height"] <= 900
    side.page.set_viewport_size({"width": 360, "height": 740})
    expect(rows).to_have_count(0)
    expect(side.region("nav.payments").get_by_role("listitem")).to_have_count(25)


def test_the_first_page_shows_the_credit_held_the_day_and_what_needs_attention(work: Work, patient: Patient) -> None:
    patient.pay(2500)
    side = work()
    errors = errors_of(side.page)
    side.open()
    held = side.region("overview.held")
    expect(held.locator(".figure")).to_contain_text("$")
    expect(side.region("overview.today")).to_contain_text(side.t("overview.card_online"))
    expect(side.region("overview.attention").locator("li, p")).not_to_have_count(0)
    held.get_by_role("link", name="Main Street").click()
    expect(side.page.get_by_label(side.t("filter.location"), exact=True)).to_have_value("loc_main")
    assert errors == []


def test_a_slash_opens_the_search_from_anywhere_unless_turned_off(work: Work, patient: Patient, staff: Staff) -> None:
    staff.put_patient(patient.id, patient.name)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.page.keyboard.press("/")
    field = side.page.get_by_label(side.t("find.label"))
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    side.page.get_by_label(side.t("find.slash")).uncheck()
    side.open("reports")
    side.page.keyboard.press("/")
    expect(side.heading).to_have_text(side.t("nav.reports"))
    side.open("patients")
    side.page.get_by_label(side.t("find.slash")).check()


def test_recent_patients_are_kept_for_each_person(work: Work, patient: Patient, staff: Staff) -> None:
    staff.put_patient(patient.id, patient.name)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.open("patients")
    expect(side.region("find.recent").locator(f"a[href='#/patient/{patient.id}']")).to_have_text(patient.name)
    colleague = work("full_access")
    colleague.open("patients")
    expect(colleague.page.locator(f"a[href='#/patient/{patient.id}']")).to_have_count(0)


def see_list(side: ClinicSide) -> None:
    expect(side.region("nav.payments")).to_be_visible()


def search_wrongly(side: ClinicSide) -> None:
    side.page.get_by_label(side.t("find.label")).fill("not an id")
    side.button("find.open").click()
    expect(side.alert).to_be_visible()


def see_patient(side: ClinicSide) -> None:
    expect(side.region("patient.payments")).to_be_visible()


def see_payment(side: ClinicSide) -> None:
    expect(side.region("payment.activity")).to_be_visible()


def ask_for_refund(side: ClinicSide) -> None:
    side.button("refund.title").click()
    side.dialog.get_by_role("button", name=side.t("refund.submit"), exact=True).click()
    expect(side.dialog).to_contain_text(side.t("refund.reason-needed"))


def see_history(side: ClinicSide) -> None:
    expect(side.page.locator("#balance")).not_to_be_empty()


def see_accounts(side: ClinicSide) -> None:
    expect(side.heading).to_have_text(side.t("accounts.heading"))
    side.page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    side.see("ineligible.country_not_supported")


def see_billing(side: ClinicSide) -> None:
    expect(side.button("billing.save")).to_be_visible()
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("0")
    side.button("billing.save").click()
    expect(side.alert).to_be_visible()


def see_locations(side: ClinicSide) -> None:
    expect(side.button("locations.add")).to_be_visible()


def see_proofs(side: ClinicSide) -> None:
    expect(side.heading).to_have_text(side.t("proofs.heading"))
    side.page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")


def see_nothing(side: ClinicSide) -> None:
    expect(side.alert).to_be_visible()


def see_overview(side: ClinicSide) -> None:
    expect(side.region("overview.held").locator(".figure")).to_be_visible()
    expect(side.page.locator(".panels .spinner")).to_have_count(0)


VIEWS: list[tuple[str, Callable[[ClinicSide], None]]] = [
    ("", see_overview),
    ("payments", see_list),
    ("patients", search_wrongly),
    ("patient/{patient}", see_patient),
    ("payment/{patient}/{payment}", see_payment),
    ("payment/{patient}/{payment}", ask_for_refund),
    ("history/{patient}", see_history),
    ("accounts", see_accounts),
    ("locations", see_locations),
    ("proofs", see_proofs),
    ("patient/pat_unknown", see_nothing),
    ("billing", see_billing),
]


@pytest.mark.parametrize("language", LOOKS)
def test_every_view_of_staff_can_be_used_by_everyone(work: Work, patient: Patient, language: str) -> None:
    staff = Staff(patient.stack)
    payment = patient.pay(10_000)
    staff.unapply(patient.id, payment, staff.apply(patient.id, payment, 2000, "inv_1"))
    staff.apply(patient.id, payment, 1000, "inv_" + "2" * 60)
    staff.refund(patient.id, payment, 1000, "Moving away")
    side = work(language=language)
    for view, act in VIEWS:
        side.open(view.format(patient=patient.id, payment=payment))
        act(side)
        check(side.page, LOOKS[language], f"{view} {act.__name__}")
        side.page.keyboard.press("Escape")


def test_staff_with_only_a_keyboard_apply_credit(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 2500)
    side = work("staff")
    side.open("patients")
    side.page.get_by_label(side.t("find.label")).press_sequentially(patient.id)
    side.page.keyboard.press("Enter")
    expect(side.button("apply.title")).to_be_visible()
    side.button("apply.title").focus()
    side.page.keyboard.press("Enter")
    side.page.keyboard.type("inv_key")
    side.page.keyboard.press("Tab")
    side.page.keyboard.type("5")
    side.page.keyboard.press("Enter")
    side.see("apply.done", amount="$5.00", invoice="inv_key")
    expect(side.heading).to_be_focused()
    assert staff.payment(patient.id, payment)["applied"]["amount"] == 500


def test_staff_find_a_patient_by_the_beginning_of_a_name(work: Work, patient: Patient, staff: Staff) -> None:
    named = Patient.new(patient.stack, name="Zoë O'Quinn-Ærø")
    staff.put_patient(named.id, named.name)
    staff.record(named.id, 2500)
    side = work("staff")
    side.open("patients")
    side.page.get_by_label(side.t("find.label")).press_sequentially("aero zo")
    side.see("find.one")
    side.page.keyboard.press("ArrowDown")
    side.page.keyboard.press("Enter")
    expect(side.button("apply.title")).to_be_visible()
    expect(side.page.get_by_text("Zoë O'Quinn-Ærø", exact=True)).to_be_visible()
