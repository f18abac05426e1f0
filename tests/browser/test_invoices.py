"""Invoices as staff and patients use them: one is picked with what is left of it, and credit applied to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import LANGUAGES
from tests.browser.conftest import DESKTOP, PHONE, Visit, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


@pytest.fixture
def generous(staff: Staff) -> Iterator[Staff]:
    """The clinic lets patients apply their credit."""
    staff.change(patients_may_apply=True)
    yield staff
    staff.change(patients_may_apply=False)


def test_staff_apply_credit_to_the_oldest_open_invoice_in_two_presses(
    work: Work, patient: Patient, staff: Staff
) -> None:
    staff.record(patient.id, 20_000)
    staff.send_invoice(patient.id, "INV-1001", label="Physiotherapy")
    staff.send_invoice(patient.id, "INV-1002", issued_on="2026-11-22")
    side = work("staff")
    errors = errors_of(side.page)
    side.open(f"patient/{patient.id}")
    expect(side.region("invoices.title")).to_contain_text("Physiotherapy")
    side.button("apply.title").click()
    expect(side.dialog.get_by_label(side.t("apply.amount"))).to_have_value("120.00")
    side.confirm("apply.submit")
    side.see("apply.done", amount="$120.00", invoice="INV-1001")
    row = side.region("invoices.title").get_by_role("listitem").filter(has_text="INV-1001")
    expect(row).to_contain_text(side.t("status.paid"))
    assert errors == []


@pytest.mark.parametrize("query", ["1003", "massage", "45"])
def test_staff_find_an_invoice_by_number_label_or_amount(
    work: Work, patient: Patient, staff: Staff, query: str
) -> None:
    staff.record(patient.id, 20_000)
    for number in range(1, 8):
        changes = {"label": "Massage", "amount": 4_500} if number == 3 else {"label": "Physiotherapy"}
        staff.send_invoice(patient.id, f"INV-100{number}", **changes)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.button("apply.title").click()
    side.dialog.get_by_label(side.t("invoices.find")).fill(query)
    expect(side.dialog.get_by_role("radio")).to_have_count(2)
    side.dialog.get_by_role("radio", name="INV-1003").check()
    expect(side.dialog).to_contain_text(side.t("apply.most", amount="$45.00"))
    side.dialog.get_by_label(side.t("apply.amount")).fill("20")
    side.confirm("apply.submit")
    side.see("apply.done", amount="$20.00", invoice="INV-1003")
    row = side.region("invoices.title").get_by_role("listitem").filter(has_text="INV-1003")
    expect(row).to_contain_text(side.t("invoices.left", amount="$25.00"))


def test_staff_may_type_another_invoice_where_the_clinic_takes_any(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 5_000)
    staff.send_invoice(patient.id, "INV-1001")
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.button("apply.title").click()
    side.dialog.get_by_role("radio", name=side.t("invoices.other")).check()
    side.dialog.get_by_label(side.t("apply.invoice")).fill("2026/0001")
    side.confirm("apply.submit")
    side.see("apply.done", amount="$50.00", invoice="2026/0001")


def test_an_invoices_own_button_picks_it(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 20_000)
    staff.send_invoice(patient.id, "INV-1001")
    staff.send_invoice(patient.id, "INV-1002", amount=3_000)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.button("invoices.apply-one", number="INV-1002").click()
    expect(side.dialog.get_by_role("radio", name="INV-1002")).to_be_checked()
    side.confirm("apply.submit")
    side.see("apply.done", amount="$30.00", invoice="INV-1002")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.region("payment.activity")).to_contain_text(side.t("activity.applied", what="INV-1002"))
    side.open(f"history/{patient.id}")
    side.see("history.applied-invoice", invoice="INV-1002")


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_a_patient_uses_credit_for_an_invoice(
    visit: Visit, patient: Patient, generous: Staff, size: tuple[int, int], language: str
) -> None:
    generous.record(patient.id, 5_000)
    generous.send_invoice(patient.id, "INV-1001", label="Physiotherapy")
    account = visit(patient, size=size, language=language)
    errors = errors_of(account.page)
    account.open()
    account.button("invoices.pay-one", number="INV-1001").click()
    account.dialog.get_by_role("button", name=account.t("invoices.submit"), exact=True).click()
    amount = "$50.00" if language == "en" else "50,00\u00a0$"
    account.see("invoices.done", amount=amount, number="INV-1001")
    expect(account.page.get_by_role("main")).not_to_contain_text("Physiotherapy")
    assert patient.available == 0 and errors == []


def test_a_patients_press_after_a_lost_answer_applies_once(visit: Visit, patient: Patient, generous: Staff) -> None:
    generous.record(patient.id, 5_000)
    generous.send_invoice(patient.id, "INV-1001", amount=1_000)
    account = visit(patient)
    account.open()
    account.lose_patience()
    keys = account.lose_responses("**/applications", 4)
    account.button("invoices.pay-one", number="INV-1001").click()
    submit = account.dialog.get_by_role("button", name=account.t("invoices.submit"), exact=True)
    submit.click()
    expect(account.alert).to_have_text(account.t("problem.network"))
    submit.click()
    account.see("invoices.done", amount="$10.00", number="INV-1001")
    assert len(set(keys)) == 1
    assert patient.available == 4_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_sees_all_invoices_where_only_staff_apply(
    visit: Visit, patient: Patient, staff: Staff, language: str
) -> None:
    staff.record(patient.id, 5_000)
    staff.send_invoice(patient.id, "INV-1001")
    staff.send_invoice(patient.id, "INV-1002", status="void")
    account = visit(patient, language=language)
    account.open("invoices")
    rows = account.page.get_by_role("region", name=account.t("invoices.title"), exact=True).get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="INV-1002")).to_contain_text(account.t("status.void"))
    expect(account.button("invoices.pay-one", number="INV-1001")).to_have_count(0)


def test_billing_settings_about_invoices_are_saved(work: Work, staff: Staff) -> None:
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.invoices"), exact=True).select_option("known")
    side.page.get_by_label(side.t("billing.apply_automatically"), exact=True).select_option("oldest_first")
    side.button("billing.save").click()
    side.see("billing.saved")
    saved = staff.settings
    staff.change(invoices="any", apply_automatically="off")
    assert (saved["invoices"], saved["apply_automatically"]) == ("known", "oldest_first")


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_an_invoice_has_a_page_with_what_is_left_and_what_was_applied(
    work: Work, patient: Patient, staff: Staff, size: tuple[int, int], language: str
) -> None:
    staff.put_patient(patient.id, patient.name)
    payment = staff.record(patient.id, 20_000)
    staff.send_invoice(patient.id, "a2f0-1001", number="INV-1001", label="Physiotherapy")
    staff.apply(patient.id, payment, 4_000, "a2f0-1001")
    side = work("staff", size=size, language=language)
    errors = errors_of(side.page)
    left, applied = ("$80.00", "$40.00") if language == "en" else ("80,00\u00a0$", "40,00\u00a0$")
    side.open(f"patient/{patient.id}")
    side.region("invoices.title").get_by_role("link", name="INV-1001").click()
    expect(side.heading).to_have_text(side.t("invoice.heading", number="INV-1001"))
    expect(side.region("invoice.left")).to_contain_text(left)
    rows = side.region("invoice.applications").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(applied)
    expect(side.region("payment.details")).to_contain_text("Physiotherapy")
    expect(side.page.locator(f"main a[href='#/patient/{patient.id}']")).to_have_text(patient.name)
    side.button("apply.credit").click()
    side.confirm("apply.submit")
    side.see("apply.done", amount=left, invoice="INV-1001")
    expect(side.page.get_by_text(side.t("status.paid"))).to_be_visible()
    side.button("unapply.one", invoice="INV-1001").first.click()
    side.confirm("unapply.title")
    expect(side.button("apply.credit")).to_be_visible()
    expect(rows).to_have_count(2)
    assert errors == []


def test_a_payments_activity_leads_to_the_invoice_and_back(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 20_000)
    staff.send_invoice(patient.id, "INV-1001")
    staff.apply(patient.id, payment, 4_000, "INV-1001")
    staff.apply(patient.id, payment, 1_000, "typed by hand")
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.activity.filter(has_text="typed by hand").get_by_role("link")).to_have_count(0)
    side.activity.filter(has_text="INV-1001").get_by_role("link").click()
    expect(side.heading).to_have_text(side.t("invoice.heading", number="INV-1001"))
    side.region("invoice.applications").get_by_role("link").click()
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$200.00"))


def test_an_invoice_of_another_patient_is_not_found(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2_500)
    other = Patient.new(patient.stack)
    staff.send_invoice(other.id, "INV-1001")
    side = work("staff")
    side.open(f"invoice/{patient.id}/INV-1001")
    expect(side.alert).to_contain_text(side.t("problem.not_found"))
