"""Pressing again after the answer was lost: every POST with a key that the pages send is carried out once.

The list is the API's own: an operation that takes an Idempotency-Key and isn't pressed here fails the last test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from chalicelib.api.routes import openapi_document
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import Work
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
LOST = 4
"""One press, and the page's own three attempts after it."""
PAID = 5000


@dataclass(frozen=True, slots=True)
class Case:
    """A patient with 50.00 of credit, another patient, and the clinic's side in a tab."""

    side: ClinicSide
    patient: Patient
    other: Patient
    staff: Staff
    payment: str


def applies_to_one(case: Case) -> None:
    case.side.open(f"payment/{case.patient.id}/{case.payment}")
    case.side.fill_in_application("inv_9", "10")


def applies_oldest_first(case: Case) -> None:
    case.side.open(f"patient/{case.patient.id}")
    case.side.fill_in_application("inv_9", "10")


def records(case: Case) -> None:
    case.side.open(f"patient/{case.patient.id}")
    case.side.fill_in_payment("10")


def refunds(case: Case) -> None:
    by_card = case.patient.pay(PAID)
    case.side.open(f"payment/{case.patient.id}/{by_card}")
    case.side.button("refund.title").click()
    case.side.fill({"refund.amount": "10", "refund.reason": "Moving away"})


def transfers(case: Case) -> None:
    case.side.open(f"payment/{case.patient.id}/{case.payment}")
    case.side.fill_in_transfer(case.other, "10")


def voids(case: Case) -> None:
    recorded = case.staff.record(case.patient.id, 1000)
    case.side.open(f"payment/{case.patient.id}/{recorded}")
    case.side.button("payment.void").click()
    case.side.fill({"record.reason": "Wrong patient"})


def merges(case: Case) -> None:
    case.side.open(f"patient/{case.patient.id}")
    case.side.button("patient.merge").click()
    case.side.pick("merge.into", case.other)
    case.side.fill({"record.reason": "Registered twice"})


@dataclass(frozen=True, slots=True)
class Press:
    fill_in: Callable[[Case], None]
    submit: str
    available: int
    """Of the patient, afterwards."""


PAYMENTS = "/v1/clinic/patients/{patient_id}/payments"
PRESSES = {
    "/v1/clinic/patients/{patient_id}/applications": Press(applies_oldest_first, "apply.submit", 4000),
    PAYMENTS: Press(records, "record.submit-recorded", 6000),
    f"{PAYMENTS}/{{id}}/applications": Press(applies_to_one, "apply.submit", 4000),
    f"{PAYMENTS}/{{id}}/refunds": Press(refunds, "refund.submit", PAID + 4000),
    f"{PAYMENTS}/{{id}}/transfers": Press(transfers, "transfer.submit", 4000),
    f"{PAYMENTS}/{{id}}/void": Press(voids, "void.submit", PAID),
    "/v1/clinic/patient-merges": Press(merges, "merge.submit", PAID),
}
ELSEWHERE = {
    "/v1/me/invoices/{invoice_id}/applications": "test_invoices",
    "/v1/me/top-ups": "test_coming_back: the page asks again by itself",
    "/v1/clinic/imports/opening-balances": "test_clinic_import: after a reload too",
}


@pytest.fixture
def case(work: Work, patient: Patient, other: Patient, staff: Staff) -> Case:
    return Case(work(), patient, other, staff, staff.record(patient.id, PAID))


@pytest.mark.parametrize("path", PRESSES)
def test_pressing_again_after_a_lost_answer_does_it_once(case: Case, path: str) -> None:
    press, side = PRESSES[path], case.side
    press.fill_in(case)
    side.lose_patience()
    keys = side.lose_responses(f"**/{path.rpartition('/')[2]}", LOST)
    submit = side.dialog.get_by_role("button", name=side.t(press.submit), exact=True)
    submit.click()
    expect(side.alert).to_have_text(side.t("problem.network"))
    submit.click()
    expect(side.dialog).to_have_count(0)
    assert (len(keys), len(set(keys))) == (LOST + 1, 1)
    assert case.patient.available == press.available


def test_every_post_with_a_key_is_pressed_again() -> None:
    taking_a_key = {
        path
        for path, operations in openapi_document()["paths"].items()
        for parameter in operations.get("post", {}).get("parameters", ())
        if parameter.get("name") == "Idempotency-Key"
    }
    assert taking_a_key == PRESSES.keys() | ELSEWHERE.keys()
