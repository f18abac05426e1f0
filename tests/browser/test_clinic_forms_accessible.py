"""Every form that moves money, and the pages around them, can be used by everyone."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import Looks, check
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.test_clinic_import import choose, file_of, line

pytestmark = pytest.mark.slow
LOOKS = {"en": Looks(PHONE, "dark", DESKTOP), "fr-CA": Looks(DESKTOP, "light", PHONE)}


def see_form(side: ClinicSide, view: str, opener: str, submit: str, looks: Looks) -> None:
    """Open a form, press its button with nothing entered, and look at what is wrong with it."""
    side.open(view)
    side.button(opener).click()
    side.dialog.get_by_role("button", name=side.t(submit), exact=True).click()
    expect(side.alert.first).to_be_visible()
    check(side.page, looks, opener)
    side.page.keyboard.press("Escape")


@pytest.mark.parametrize("language", LOOKS)
def test_each_form_can_be_used_by_everyone(work: Work, patient: Patient, language: str) -> None:
    staff, looks = Staff(patient.stack), LOOKS[language]
    payment = staff.record(patient.id, 4_000)
    side = work(language=language)
    for kind in ("recorded", "memo", "opening_balance"):
        see_form(side, f"patient/{patient.id}", f"patient.add-{kind}", f"record.submit-{kind}", looks)
    see_form(side, f"patient/{patient.id}", "patient.merge", "merge.submit", looks)
    for opener, submit in (
        ("payment.void", "void.submit"),
        ("payment.transfer", "transfer.submit"),
        ("refund.title", "refund.submit"),
    ):
        see_form(side, f"payment/{patient.id}/{payment}", opener, submit, looks)


@pytest.mark.parametrize("language", LOOKS)
def test_the_pages_of_invoices_and_imports_can_be_used_by_everyone(work: Work, patient: Patient, language: str) -> None:
    staff, looks = Staff(patient.stack), LOOKS[language]
    payment = staff.record(patient.id, 4_000)
    staff.send_invoice(patient.id, "INV-1001", label="Physiotherapy")
    staff.apply(patient.id, payment, 1_000, "INV-1001")
    side = work(language=language)
    side.open(f"invoice/{patient.id}/INV-1001")
    check(side.page, looks, "invoice")
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.region("payment.activity")).to_be_visible()
    check(side.page, looks, "payment")
    side.open("import")
    choose(side, file_of(line(patient.id), line("pat_x", amount='"1,000"')))
    side.see("import.is-refused")
    check(side.page, looks, "import refused")
    choose(side, file_of(line(f"pat_{secrets.token_hex(4)}")))
    side.see("import.is-ready")
    check(side.page, looks, "import ready")
