"""Staff void what was recorded by mistake, transfer credit to another patient, and refund outside Stripe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


def submit(side: ClinicSide, key: str) -> Any:
    return side.dialog.get_by_role("button", name=side.t(key), exact=True)


def test_a_payment_recorded_by_mistake_is_voided_and_both_lines_stay(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 4000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("payment.void").click()
    submit(side, "void.submit").click()
    expect(side.dialog).to_contain_text(side.t("record.reason-needed"))
    side.dialog.get_by_label(side.t("record.reason")).fill("Wrong patient")
    side.page.keyboard.press("Enter")
    expect(submit(side, "void.submit")).to_be_focused()
    assert patient.available == 4000
    side.confirm("void.submit")
    side.see("void.done", amount="$40.00")
    expect(side.amount_of("payment.voided")).to_have_text("$40.00")
    expect(side.activity.first).to_contain_text(side.t("activity.recorded-by", tender=side.t("tender.cash")))
    expect(side.activity.filter(has_text=side.t("activity.voided"))).to_contain_text("Wrong patient")
    for key in ("payment.void", "payment.transfer", "refund.title", "apply.title", "payment.duplicate"):
        expect(side.button(key)).to_have_count(0)
    assert patient.available == 0


def test_a_card_payment_and_one_that_is_partly_used_are_not_offered_for_voiding(
    work: Work, patient: Patient, staff: Staff
) -> None:
    card, used = patient.pay(2500), staff.record(patient.id, 4000)
    staff.apply(patient.id, used, 500, "inv_1")
    side = work()
    for payment in (card, used):
        side.open(f"payment/{patient.id}/{payment}")
        expect(side.button("payment.transfer")).to_be_visible()
        expect(side.button("payment.void")).to_have_count(0)


def test_staff_without_full_access_are_offered_neither_void_nor_transfer(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 4000)
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.button("apply.title")).to_be_visible()
    for key in ("payment.void", "payment.transfer", "refund.title"):
        expect(side.button(key)).to_have_count(0)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_credit_moves_to_a_patient_found_by_name_as_the_dialog_shows(
    work: Work, patient: Patient, other: Patient, size: tuple[int, int], language: str
) -> None:
    payment = patient.pay(5000)
    side = work(size=size, language=language)
    errors = errors_of(side.page)
    amount = "$20.00" if language == "en" else "20,00\u00a0$"
    side.open(f"payment/{patient.id}/{payment}")
    side.fill_in_transfer(other, "20.00" if language == "en" else "20,00")
    who = f"{other.name} ({other.id})"
    told = side.t("transfer.will", amount=amount, **{"from": patient.name, "to": who})
    expect(side.dialog.get_by_role("status")).to_contain_text(told)
    expect(side.dialog.get_by_role("status")).to_contain_text("4242")
    assert other.available == 0
    side.confirm("transfer.submit")
    side.see("transfer.done", amount=amount, to=who)
    expect(side.amount_of("payment.transferred")).to_have_text(amount)
    expect(side.region("payment.activity")).to_contain_text(side.t("activity.transferred-out"))
    assert (patient.available, other.available) == (3000, 2000)
    assert errors == []


def test_a_transferred_payment_leads_to_where_it_came_from(
    work: Work, patient: Patient, other: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 5000)
    received = staff.transfer(patient.id, payment, other.id, 2000)
    side = work()
    side.open(f"payment/{other.id}/{received}")
    expect(side.heading).to_have_text(side.t("payment.heading-transfer", amount="$20.00"))
    expect(side.activity.first).to_contain_text(side.t("activity.transferred"))
    expect(side.button("payment.void")).to_have_count(0)
    side.region("payment.details").get_by_role("link").click()
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$50.00"))


def test_a_transfer_without_a_picked_patient_is_explained(
    work: Work, patient: Patient, other: Patient, staff: Staff
) -> None:
    payment = staff.record(patient.id, 5000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("payment.transfer").click()
    side.dialog.get_by_label(side.t("transfer.to")).first.fill(other.name.split()[1])
    expect(side.dialog.get_by_role("radio", name=other.name)).to_be_visible()
    submit(side, "transfer.submit").click()
    expect(side.dialog).to_contain_text(side.t("choice.needed"))
    side.dialog.get_by_label(side.t("transfer.to")).first.fill(patient.id)
    expect(side.dialog).to_contain_text(side.t("find.none"))
    assert patient.available == 5000


def test_cash_is_refunded_outside_stripe_with_its_reference(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 4000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("refund.title").click()
    side.dialog.get_by_label(side.t("refund.amount")).fill("15")
    side.dialog.get_by_label(side.t("refund.reason")).fill("Moving away")
    submit(side, "refund.submit").click()
    expect(side.dialog).to_contain_text(side.t("refund.tender-needed"))
    side.dialog.get_by_label(side.t("refund.tender")).select_option("cheque")
    side.dialog.get_by_label(side.t("record.reference")).fill("Cheque 77")
    side.confirm("refund.submit")
    side.see("refund.said-outside", amount="$15.00")
    refunds = side.region("payment.refunds")
    for words in (side.t("refund.outside", tender="Cheque"), "Cheque 77", "Moving away"):
        expect(refunds).to_contain_text(words)
    expect(side.region("payment.activity")).to_contain_text(side.t("activity.refunded-outside", tender="Cheque"))
    assert patient.available == 2500


def test_a_card_that_refused_a_refund_can_be_refunded_outside_stripe(
    work: Work, patient: Patient, staff: Staff
) -> None:
    payment = patient.pay(4000, payment_method="pm_card_refundFail")
    staff.refund(patient.id, payment, 4000, "Paid twice")
    staff.payment_when(patient.id, payment, lambda found: found["refunds"][0]["status"] == "failed")
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    side.button("refund.title").click()
    expect(side.dialog.get_by_label(side.t("refund.way"))).to_be_visible()
    expect(side.dialog.get_by_label(side.t("refund.tender"))).to_be_hidden()
    side.dialog.get_by_label(side.t("refund.way")).select_option("outside")
    side.dialog.get_by_label(side.t("refund.tender")).select_option("cash")
    side.dialog.get_by_label(side.t("refund.reason")).fill("Paid twice")
    side.confirm("refund.submit")
    side.see("refund.said-outside", amount="$40.00")
    assert patient.available == 0


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_two_records_of_one_person_are_merged_as_the_dialog_shows(
    work: Work, patient: Patient, other: Patient, staff: Staff, language: str
) -> None:
    patient.pay(5000)
    staff.record(other.id, 2500)
    side = work(language=language)
    side.open(f"patient/{patient.id}")
    side.button("patient.merge").click()
    side.pick("merge.into", other)
    expect(side.dialog.get_by_role("status")).to_contain_text(f"{other.name} ({other.id})")
    side.dialog.get_by_label(side.t("record.reason")).fill("Registered twice")
    side.page.keyboard.press("Enter")
    expect(submit(side, "merge.submit")).to_be_focused()
    assert other.available == 2500
    side.confirm("merge.submit")
    expect(side.heading).to_have_text(other.name)
    expect(side.region("patient.available")).to_contain_text("75")


def test_staff_without_full_access_are_offered_no_merge(work: Work, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 2500)
    side = work("staff")
    side.open(f"patient/{patient.id}")
    expect(side.button("patient.add-recorded")).to_be_visible()
    expect(side.button("patient.merge")).to_have_count(0)
