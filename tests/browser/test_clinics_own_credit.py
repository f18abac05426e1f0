"""A patient sees what the clinic added to the credit, with the receipt of what they paid there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_cash_paid_at_the_clinic_is_in_my_account_with_its_receipt(
    visit: Visit, patient: Patient, staff: Staff, size: tuple[int, int], language: str
) -> None:
    staff.record(patient.id, 4_000)
    account = visit(patient, size=size, language=language)
    errors = errors_of(account.page)
    amount = "$40.00" if language == "en" else "40,00\u00a0$"
    account.open()
    added = account.page.get_by_role("region", name=account.t("history.from-clinic"), exact=True)
    expect(added.get_by_role("listitem")).to_have_count(1)
    expect(added).to_contain_text(account.t("history.recorded"))
    account.go("nav.payments")
    expect(account.heading).to_have_text(account.t("nav.payments"))
    expect(added).to_contain_text(amount)
    assert errors == []
    added.get_by_role("link").click()
    expect(account.heading).to_have_text(account.t("payment.heading", amount=amount))
    with account.page.expect_download() as download:
        account.button("receipt.download").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_goodwill_and_voided_payments_have_no_receipt(visit: Visit, patient: Patient, staff: Staff) -> None:
    patient.pay(2_500)
    staff.void(patient.id, staff.record(patient.id, 4_000))
    staff.record(patient.id, 1_500, source="memo", tender=None, reason="Long wait on Monday")
    account = visit(patient)
    account.open("payments")
    added = account.page.get_by_role("region", name=account.t("history.from-clinic"), exact=True)
    rows = added.get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(account.t("history.memo"))
    expect(rows.last).to_contain_text(account.t("history.voided"))
    expect(added.get_by_role("button")).to_have_count(0)
    expect(account.page.get_by_role("main")).not_to_contain_text("Long wait")


def test_credit_from_another_patient_is_explained_without_naming_them(
    visit: Visit, patient: Patient, staff: Staff
) -> None:
    other = Patient.new(patient.stack, name="Zoe Secret")
    staff.put_patient(other.id, other.name)
    payment = staff.record(other.id, 5_000)
    staff.record(patient.id, 1_000)
    received = staff.transfer(other.id, payment, patient.id, 2_000)
    account = visit(patient)
    account.open(f"payment/{received}")
    expect(account.heading).to_have_text(f"{account.t('history.transferred')} · $20.00")
    main = account.page.get_by_role("main")
    expect(main).to_contain_text(account.t("history.transferred"))
    expect(main).not_to_contain_text("Zoe")
    expect(main).not_to_contain_text(other.id)


def test_an_unknown_payment_is_not_found(visit: Visit, patient: Patient, staff: Staff) -> None:
    staff.record(patient.id, 1_000)
    account = visit(patient)
    account.open("payment/pay_x")
    expect(account.alert).to_contain_text(account.t("problem.not_found"))
