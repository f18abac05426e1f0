"""Staff record what did not come through the portal: money, goodwill, and balances of the system before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.browser.catalogue import LANGUAGES
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_staff_record_a_cheque_and_download_its_receipt(
    work: Work, patient: Patient, staff: Staff, size: tuple[int, int], language: str
) -> None:
    staff.record(patient.id, 2500)
    side = work("staff", size=size, language=language)
    errors = errors_of(side.page)
    side.open(f"patient/{patient.id}")
    side.fill_in_payment(tender="cheque", reference="Cheque 118")
    side.confirm("record.submit-recorded")
    amount = "$40.00" if language == "en" else "40,00\u00a0$"
    side.see("record.done-recorded", amount=amount)
    details = side.region("payment.details")
    for words in (side.t("tender.cheque"), "Cheque 118", "North Clinic"):
        expect(details).to_contain_text(words)
    side.see("source.recorded")
    with side.page.expect_download() as download:
        side.button("payment.duplicate").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert patient.available == 6500 and errors == []


def test_a_payment_recorded_for_a_new_patient_makes_the_patient_known(work: Work, patient: Patient) -> None:
    side = work("staff")
    side.open(f"patient/{patient.id}")
    expect(side.alert).to_contain_text(side.t("problem.not_found"))
    side.fill_in_payment()
    side.confirm("record.submit-recorded")
    side.see("record.done-recorded", amount="$40.00")
    assert patient.available == 4000


def test_a_lost_answer_records_nothing_twice_even_in_a_dialog_opened_again(
    work: Work, patient: Patient, staff: Staff
) -> None:
    staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.lose_patience()
    keys = side.lose_responses(f"**/patients/{patient.id}/payments", 6)
    side.fill_in_payment()
    submit = side.dialog.get_by_role("button", name=side.t("record.submit-recorded"), exact=True)
    submit.click()
    expect(side.alert).to_have_text(side.t("problem.network"))
    submit.click()
    expect(side.alert).to_have_text(side.t("problem.network"))
    side.dialog.get_by_role("button", name=side.t("cancel")).click()
    side.fill_in_payment()
    side.confirm("record.submit-recorded")
    side.see("record.done-recorded", amount="$40.00")
    assert len(set(keys)) == 1
    assert patient.available == 6500


def test_twenty_presses_and_enter_record_one_payment(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    side.fill_in_payment()
    submit = side.dialog.get_by_role("button", name=side.t("record.submit-recorded"), exact=True)
    for field in ("record.amount", "record.tender", "record.reference"):
        side.dialog.get_by_label(side.t(field)).press("Enter")
        expect(submit).to_be_focused()
    assert patient.available == 2500
    submit.evaluate("(button) => { for (let press = 0; press < 20; press += 1) button.click(); }")
    side.see("record.done-recorded", amount="$40.00")
    assert patient.available == 6500


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said_beside_each_field(work: Work, patient: Patient, staff: Staff, language: str) -> None:
    staff.record(patient.id, 2500)
    side = work("staff", language=language)
    side.open(f"patient/{patient.id}")
    side.button("patient.add-recorded").click()
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    side.dialog.get_by_label(side.t("record.received_on")).fill(tomorrow)
    side.dialog.get_by_role("button", name=side.t("record.submit-recorded"), exact=True).click()
    for key in ("field.amount-needed", "record.location-needed", "record.tender-needed", "record.day-wrong"):
        expect(side.dialog).to_contain_text(side.t(key))
    expect(side.dialog.get_by_label(side.t("record.amount"))).to_be_focused()
    assert patient.available == 2500


def test_goodwill_credit_has_its_reason_in_the_activity_and_no_receipt(
    work: Work, patient: Patient, staff: Staff
) -> None:
    staff.record(patient.id, 2500)
    side = work()
    side.open(f"patient/{patient.id}")
    side.button("patient.add-memo").click()
    side.dialog.get_by_label(side.t("record.amount")).fill("15")
    side.dialog.get_by_label(side.t("record.location")).select_option("loc_main")
    side.dialog.get_by_label(side.t("record.reason")).fill("Long wait on Monday")
    side.confirm("record.submit-memo")
    side.see("record.done-memo", amount="$15.00")
    expect(side.heading).to_have_text(side.t("payment.heading-memo", amount="$15.00"))
    expect(side.activity.first).to_contain_text("Long wait on Monday")
    for key in ("payment.duplicate", "refund.title"):
        expect(side.button(key)).to_have_count(0)
    assert patient.available == 4000


def test_goodwill_beyond_the_clinics_limits_is_refused_beside_the_amount(
    work: Work, patient: Patient, staff: Staff
) -> None:
    staff.record(patient.id, 2500)
    side = work()
    side.open(f"patient/{patient.id}")
    before = staff.settings
    side.button("patient.add-memo").click()
    side.dialog.get_by_label(side.t("record.amount")).fill("15")
    side.dialog.get_by_label(side.t("record.location")).select_option("loc_main")
    side.dialog.get_by_label(side.t("record.reason")).fill("Long wait on Monday")
    staff.change(memo_maximum=1000)
    try:
        side.dialog.get_by_role("button", name=side.t("record.submit-memo"), exact=True).click()
        expect(side.dialog).to_contain_text(side.t("problem.memo_limit_exceeded"))
        expect(side.dialog.get_by_label(side.t("record.amount"))).to_be_focused()
    finally:
        staff.change(memo_maximum=before["memo_maximum"])
    assert patient.available == 2500


def test_an_opening_balance_keeps_its_day_and_reference(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work()
    side.open(f"patient/{patient.id}")
    side.button("patient.add-opening_balance").click()
    side.dialog.get_by_label(side.t("record.amount")).fill("120")
    side.dialog.get_by_label(side.t("record.location")).select_option("loc_main")
    side.dialog.get_by_label(side.t("record.as_of")).fill("2026-03-31")
    side.dialog.get_by_label(side.t("record.reference-old")).fill("Ledger page 12")
    side.confirm("record.submit-opening_balance")
    expect(side.heading).to_have_text(side.t("payment.heading-opening_balance", amount="$120.00"))
    expect(side.region("payment.details")).to_contain_text("Mar 31, 2026")
    expect(side.region("payment.details")).to_contain_text("Ledger page 12")


def test_staff_without_full_access_are_offered_only_payments(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    expect(side.button("patient.add-recorded")).to_be_visible()
    for key in ("patient.add-memo", "patient.add-opening_balance"):
        expect(side.button(key)).to_have_count(0)


def test_a_closed_clinic_is_offered_nothing_that_would_add_credit(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work()

    def close(route: Route) -> None:
        settings = route.fetch().json()
        route.fulfill(json={**settings, "top_ups": {"enabled": False, "reason": "clinic_closed"}})

    side.page.route("**/v1/clinic/billing-settings", close)
    for view in (f"patient/{patient.id}", "patient/pat_unknown"):
        side.open(view)
        side.see("patient.clinic-closed")
        for kind in ("recorded", "memo", "opening_balance"):
            expect(side.button(f"patient.add-{kind}")).to_have_count(0)
    side.open("patients")
    expect(side.page.get_by_label(side.t("find.label"))).to_be_visible()
    expect(side.page.get_by_role("link", name=side.t("find.import"))).to_have_count(0)
    side.open("import")
    expect(side.alert).to_contain_text(side.t("problem.clinic_closed"))
    expect(side.page.locator("input[type=file]")).to_have_count(0)


@pytest.mark.parametrize("name", ["a2f0c1de-{}", "Patient.{}", "P~{}"])
def test_ids_of_other_systems_have_their_pages(work: Work, patient: Patient, name: str) -> None:
    other = patient.known_as(name.format(patient.id[-6:]))
    payment = other.pay(2500)
    side = work("staff")
    side.open("patients")
    side.page.get_by_label(side.t("find.label")).fill(other.id)
    side.page.keyboard.press("Enter")
    expect(side.heading).to_have_text(other.name)
    side.open(f"payment/{other.id}/{payment}")
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$25.00"))


def test_the_limits_on_goodwill_are_set_in_billing_settings(work: Work, staff: Staff) -> None:
    before = staff.settings
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.memo_maximum"), exact=True).fill("0")
    side.page.get_by_label(side.t("billing.memo_daily_maximum"), exact=True).fill("250")
    side.button("billing.save").click()
    side.see("billing.saved")
    saved = staff.settings
    staff.change(memo_maximum=before["memo_maximum"], memo_daily_maximum=before["memo_daily_maximum"])
    assert (saved["memo_maximum"], saved["memo_daily_maximum"]) == (0, 25_000)
