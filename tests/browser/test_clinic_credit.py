"""Staff find a patient's credit, use it, take it back and give it back; what a role may not do isn't offered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import Words
from tests.browser.conftest import DESKTOP, PHONE, Visit, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("role", "size", "language"), [("staff", PHONE, "fr-CA"), ("full_access", DESKTOP, "en")])
def test_staff_find_a_patient_and_see_available_credit_on_top(
    work: Work, patient: Patient, staff: Staff, role: str, size: tuple[int, int], language: str
) -> None:
    staff.put_patient(patient.id, patient.name)
    staff.record(patient.id, 2500)
    staff.record(patient.id, 5000, location_id="loc_north")
    side = work(role, size=size, language=language)
    errors = errors_of(side.page)
    side.open()
    side.go("nav.patients")
    side.page.get_by_label(side.t("find.label")).fill(patient.id)
    side.page.keyboard.press("Enter")
    expect(side.heading).to_have_text(patient.name)
    credit = side.region("patient.available")
    for amount in (
        ("$75.00", "$25.00", "$50.00") if language == "en" else ("75,00\u00a0$", "25,00\u00a0$", "50,00\u00a0$")
    ):
        expect(credit).to_contain_text(amount)
    expect(side.region("patient.payments").get_by_role("listitem")).to_have_count(2)
    assert errors == []


def test_a_payment_that_the_bank_is_processing_is_shown_and_is_not_credit(work: Work, patient: Patient) -> None:
    intent = patient.pay_slowly(4000)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    credit = side.region("patient.available")
    expect(credit.locator(".figure")).to_have_text("$0.00")
    expect(credit.locator(".notice")).to_contain_text("A payment of $40.00")
    expect(credit.locator(".notice")).to_contain_text("is still processing at the bank")
    patient.at_bank(f"payment_intents/{intent}/outcome", status="succeeded")
    while not patient.available:
        side.page.wait_for_timeout(100)
    side.page.reload()
    expect(credit.locator(".figure")).to_have_text("$40.00")
    expect(credit.locator(".notice")).to_have_count(0)


def test_activity_names_the_patient_who_collected_and_staff_who_acted(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = patient.pay(10_000)
    application = staff.apply(patient.id, payment, 3500, "inv_2041")
    staff.unapply(patient.id, payment, application)
    staff.refund(patient.id, payment, 2000, "Moving away")
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    first = side.activity.first
    expect(first).to_contain_text("Collected by the patient")
    expect(first).to_contain_text("+$100.00")
    story = side.region("payment.activity")
    for words in ("Applied to invoice inv_2041", "Unapplied from invoice inv_2041", "Refunded to the original card"):
        expect(story).to_contain_text(words)
    expect(side.amount_of("payment.refunded")).to_have_text("$20.00")
    expect(side.amount_of("payment.unapplied")).to_have_text("$80.00")
    expect(side.region("payment.refunds")).to_contain_text("Moving away")


def test_part_of_a_payment_is_applied_and_unapplied_and_both_stay_in_the_activity(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 5000)
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    side.apply("inv_7", "12.50")
    side.see("apply.done", amount="$12.50", invoice="inv_7")
    expect(side.amount_of("payment.unapplied")).to_have_text("$37.50")
    side.button("unapply.one", invoice="inv_7").click()
    side.confirm("unapply.title")
    side.see("unapply.done", amount="$12.50", invoice="inv_7")
    expect(side.amount_of("payment.unapplied")).to_have_text("$50.00")
    expect(side.activity.filter(has_text="inv_7")).to_have_count(2)
    assert staff.payment(patient.id, payment)["unapplied"]["amount"] == 5000


def test_oldest_first_uses_up_one_payment_before_the_next(work: Work, patient: Patient, staff: Staff) -> None:
    first, second = staff.record(patient.id, 2500), staff.record(patient.id, 5000)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.apply("inv_8", "40")
    side.see("apply.done", amount="$40.00", invoice="inv_8")
    expect(side.region("patient.available")).to_contain_text("$35.00")
    left = [staff.payment(patient.id, payment)["unapplied"]["amount"] for payment in (first, second)]
    assert left == [0, 3500]


def test_what_is_wrong_in_the_dialog_is_said_beside_the_field(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    side.button("apply.title").click()
    invoice, amount = (side.dialog.get_by_label(side.t(key)) for key in ("apply.invoice", "apply.amount"))
    expect(invoice).to_be_focused()
    invoice.fill(" ")
    amount.fill("25.01")
    side.page.keyboard.press("Enter")
    expect(invoice).to_have_accessible_description(f"{side.t('apply.invoice-hint')} {side.t('apply.invoice-strange')}")
    expect(side.dialog).to_contain_text(side.t("field.amount-high", maximum="$25.00"))
    expect(invoice).to_be_focused()
    assert staff.payment(patient.id, payment)["applied"]["amount"] == 0


def test_a_refund_goes_to_the_card_with_its_reason(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(5000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("refund.title").click()
    expect(side.dialog).to_contain_text("Visa ending in 4242")
    side.dialog.get_by_label(side.t("refund.amount")).fill("20.00")
    side.dialog.get_by_role("button", name=side.t("refund.submit"), exact=True).click()
    expect(side.dialog).to_contain_text(side.t("refund.reason-needed"))
    side.dialog.get_by_label(side.t("refund.reason")).fill("Paid too much")
    side.confirm("refund.submit")
    side.see("refund.said-succeeded", amount="$20.00")
    expect(side.amount_of("payment.refunded")).to_have_text("$20.00")
    assert staff.payment(patient.id, payment)["refunds"][0]["reason"] == "Paid too much"


def test_a_failed_refund_is_shown_and_its_credit_restored(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(4000, payment_method="pm_card_refundFail")
    staff.refund(patient.id, payment, 4000, "Paid twice")
    staff.payment_when(patient.id, payment, lambda found: found["refunds"][0]["status"] == "failed")
    side = work(language="fr-CA")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.region("payment.refunds")).to_contain_text(side.t("refund.failed"))
    expect(side.amount_of("payment.unapplied")).to_have_text("40,00\u00a0$")
    expect(side.region("payment.activity")).to_contain_text(side.t("activity.refund_failed"))


def test_disputed_money_is_shown_as_taken_and_cannot_be_spent(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(3000, payment_method="pm_card_createDispute")
    staff.payment_when(patient.id, payment, lambda found: found["disputed"]["amount"] == 3000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.amount_of("payment.disputed")).to_have_text("$30.00")
    expect(side.region("payment.disputes")).to_contain_text(side.t("dispute.status-needs_response"))
    expect(side.button("apply.title")).to_have_count(0)
    expect(side.button("refund.title")).to_have_count(0)


def test_staff_without_full_access_are_offered_neither_refunds_nor_accounts(work: Work, patient: Patient) -> None:
    payment = patient.pay(2500)
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.button("apply.title")).to_be_visible()
    expect(side.button("refund.title")).to_have_count(0)
    sidebar = side.page.get_by_role("navigation")
    expect(sidebar.get_by_role("link", name=side.t("nav.accounts"))).to_have_count(0)
    side.go("nav.billing")
    side.see("billing.read-only")
    expect(side.page.get_by_role("switch")).to_have_count(0)


def test_the_duplicate_receipt_is_prepared_and_then_just_downloads(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(2500)
    staff.payment_when(patient.id, payment, lambda found: found["receipt"]["number"])
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    with side.page.expect_download() as download:
        side.button("payment.duplicate").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_history_explains_the_balance_line_by_line_and_at_any_moment(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 5000)
    staff.apply(patient.id, payment, 1500, "inv_3")
    side = work("staff")
    side.open(f"history/{patient.id}")
    rows = side.region("history.title").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("-$15.00")
    expect(rows.first).to_contain_text("Balance $35.00")
    expect(rows.last).to_contain_text("Balance $50.00")
    side.page.get_by_label(side.t("history.at")).fill("2020-01-01T00:00")
    expect(side.page.locator("#balance")).to_have_text("$0.00")
    expect(rows).to_have_count(0)


def test_a_patient_of_another_clinic_is_not_found(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 2500)
    side = work("full_access", clinic="clinic_other")
    for view in (f"patient/{patient.id}", f"payment/{patient.id}/{payment}", f"history/{patient.id}"):
        side.open(view)
        expect(side.alert).to_contain_text(side.t("problem.not_found"))
        expect(side.page.get_by_text("$25.00")).to_have_count(0)


def test_a_patient_who_opens_the_clinics_side_is_shown_nothing(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    account.page.goto(f"{account.address}/clinic")
    expect(account.alert).to_contain_text(Words("en", "clinic")("problem.forbidden"))


def test_enter_in_a_refund_leads_to_the_button_and_refunds_nothing(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(2500)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("refund.title").click()
    side.dialog.get_by_label(side.t("refund.reason")).fill("Moving away")
    side.page.keyboard.press("Enter")
    expect(side.dialog.get_by_role("button", name=side.t("refund.submit"), exact=True)).to_be_focused()
    assert staff.payment(patient.id, payment)["refunded"]["amount"] == 0


def test_staff_give_a_statement_of_last_year_and_the_receipt_of_a_refund(
    work: Work, patient: Patient, staff: Staff
) -> None:
    top_up = patient.pay(5000)
    staff.refund(patient.id, top_up, 1000, "moved away")
    staff.payment_when(patient.id, top_up, lambda found: found["refunds"][0]["status"] == "succeeded")
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.button("statement").click()
    dialog = side.page.get_by_role("dialog")
    dialog.get_by_label(side.t("statement.last-year")).check()
    dialog.get_by_label(side.t("statement.csv")).check()
    with side.page.expect_download() as file:
        dialog.get_by_role("button", name=side.t("statement.download")).click()
    assert "opening" in file.value.path().read_text("utf-8-sig")
    side.open(f"payment/{patient.id}/{top_up}")
    with side.page.expect_download() as receipt:
        side.region("payment.refunds").get_by_role("button").click()
    assert receipt.value.suggested_filename.startswith("refund-")
