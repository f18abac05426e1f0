"""Text at 200 % on a phone (WCAG 1.4.4): every view can be read, without scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import test_accessible, test_clinic_lists
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import PHONE, Visit, Work
from tests.browser.large_text import unreadable_either_way
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
MORE_VIEWS: list[tuple[str, Callable[[ClinicSide], None]]] = [
    ("disputes", lambda side: expect(side.heading).to_have_text(side.t("nav.disputes"))),
    ("reports", lambda side: expect(side.heading).to_have_text(side.t("nav.reports"))),
]


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_a_patient_reads_every_view_with_text_twice_as_large(visit: Visit, patient: Patient, language: str) -> None:
    top_up = patient.pay(2500)
    Staff(patient.stack).send_invoice(patient.id, "INV-1001")
    account = visit(patient, language=language, size=PHONE)
    found: list[str] = []
    for view, act in test_accessible.VIEWS:
        account.open(view.format(top_up=top_up))
        act(account)
        found += [f"{view} {act.__name__} {fault}" for fault in unreadable_either_way(account.page)]
        account.page.keyboard.press("Escape")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_staff_read_every_view_with_text_twice_as_large(work: Work, patient: Patient, language: str) -> None:
    staff = Staff(patient.stack)
    payment = patient.pay(10_000)
    staff.unapply(patient.id, payment, staff.apply(patient.id, payment, 2000, "inv_1"))
    staff.refund(patient.id, payment, 1000, "Moving away")
    staff.send_invoice(patient.id, "INV-1001")
    patient.pay_slowly(4000)
    side = work(language=language, size=PHONE)
    found: list[str] = []
    for view, act in [*MORE_VIEWS, *test_clinic_lists.VIEWS]:
        side.open(view.format(patient=patient.id, payment=payment))
        act(side)
        found += [f"{view} {act.__name__} {fault}" for fault in unreadable_either_way(side.page)]
        side.page.keyboard.press("Escape")
    assert not found, "\n".join(found)
