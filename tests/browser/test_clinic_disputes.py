"""Staff see the disputes by due date, and refund or release a payment that its card's bank reported as fraud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.accessibility import Looks, check
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
LOOKS = {"en": Looks(DESKTOP, "light", PHONE), "fr-CA": Looks(PHONE, "dark", DESKTOP)}
DISPUTED, WARNED = "pm_card_createDispute", "pm_card_createIssuerFraudRecord"
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 27, 17, tzinfo=UTC)


def cad(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "cad"}


def dispute(number: int, due_by: datetime | None, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"du_{number}",
        "payment_id": f"pay_{number}",
        "patient": {"id": "pat_ana", "name": "Ana Núñez"},
        "amount": cad(10_000 * number),
        "reason": "fraudulent",
        "status": "needs_response",
        "opened_at": (NOW - 9 * DAY).isoformat(),
        "due_by": due_by and due_by.isoformat(),
        "withdrawn": cad(10_000 * number),
        "reinstated": cad(0),
        "fee": cad(1_500),
        **changes,
    }


LISTED = (
    dispute(1, NOW + DAY),
    dispute(2, NOW + 12 * DAY, reason="product_not_received", patient={"id": "pat_ben", "name": "Ben Okafor"}),
    dispute(3, NOW - DAY, status="warning_needs_response", withdrawn=cad(0), fee=cad(0), reason="unrecognized"),
    dispute(4, None, status="lost", reinstated=cad(4_000)),
    dispute(5, None, status="won", patient={"id": "pat_gone", "name": None}),
)


def given(side: ClinicSide, *disputes: dict[str, Any]) -> None:
    """Serve these disputes, open ones alone where the page asks for them."""

    def listed(route: Route) -> None:
        open_only = "open=true" in route.request.url
        closed = {"won", "lost"}
        items = [each for each in disputes if not open_only or each["status"] not in closed]
        route.fulfill(json={"items": items, "next_cursor": None})

    side.page.route("**/v1/clinic/disputes*", listed)


def warned(patient: Patient, staff: Staff) -> str:
    payment = patient.pay(5000, WARNED)
    staff.payment_when(patient.id, payment, lambda found: found["hold"])
    return payment


@pytest.mark.parametrize("language", LOOKS)
def test_disputes_show_what_is_due_and_can_be_used_by_everyone(work: Work, language: str) -> None:
    looks = LOOKS[language]
    side = work("staff", size=looks.size, language=language, elsewhere=True)
    side.page.clock.set_fixed_time(NOW)  # For all tabs of the device.
    errors = errors_of(side.page)
    given(side, *LISTED)
    side.open("disputes")
    rows = side.region("disputes.open").get_by_role("listitem")
    expect(rows).to_have_count(3)
    for words in ("Ana Núñez", side.t("dispute.fraudulent"), side.t("dispute.status-needs_response")):
        expect(rows.first).to_contain_text(words)
    expect(rows.first).to_contain_text("tomorrow" if language == "en" else "demain")
    expect(side.page.locator("#open-disputes")).to_contain_text("3")
    check(side.page, looks, "disputes")
    side.page.get_by_role("link", name=side.t("disputes.all"), exact=True).click()
    expect(side.region("disputes.all").get_by_role("listitem")).to_have_count(5)
    check(side.page, looks, "disputes/all")
    assert errors == []


@pytest.mark.parametrize("language", LOOKS)
def test_a_clinic_without_disputes_is_told_so_and_has_no_badge(work: Work, language: str) -> None:
    side = work("staff", language=language)
    given(side)
    side.open("disputes")
    side.see("disputes.none-open")
    expect(side.page.locator("#open-disputes")).to_be_hidden()


def test_a_dispute_leads_to_its_payment(work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(7300, DISPUTED)
    staff.payment_when(patient.id, payment, lambda found: found["disputes"])
    side = work("staff")
    side.open("disputes")
    with side.page.expect_download() as saved:
        side.button("disputes.download").click()
    assert payment in saved.value.path().read_text("utf-8-sig")
    side.page.locator(f"a[href$='/{payment}']").click()
    expect(side.heading).to_have_text(side.t("payment.heading", amount="$73.00"))
    expect(side.region("payment.disputes")).to_contain_text(side.t("dispute.status-needs_response"))


def test_a_warned_payment_is_refunded_in_one_press(work: Work, patient: Patient, staff: Staff) -> None:
    payment = warned(patient, staff)
    side = work()
    errors = errors_of(side.page)
    side.open()
    side.region("overview.attention").locator(f"a[href$='/{payment}']").click()
    side.see("hold.title")
    expect(side.button("apply.title")).to_have_count(0)
    side.button("hold.refund", amount="$50.00").click()
    side.see("refund.said-succeeded", amount="$50.00")
    assert staff.payment(patient.id, payment)["refunded"]["amount"] == 5000
    assert errors == []


@pytest.mark.parametrize("language", LOOKS)
def test_a_warned_payment_is_explained_and_released(work: Work, patient: Patient, staff: Staff, language: str) -> None:
    payment = warned(patient, staff)
    looks = LOOKS[language]
    side = work(size=looks.size, language=language)
    side.open(f"payment/{patient.id}/{payment}")
    side.see("hold.fraud_warning")
    check(side.page, looks, "held payment")
    side.button("hold.release").click()
    side.confirm("hold.release")
    side.see("hold.released")
    expect(side.button("apply.title")).to_be_visible()
    expect(side.activity.filter(has_text=side.t("activity.hold_released"))).to_have_count(1)


def test_staff_without_full_access_see_why_and_can_ask_for_help(work: Work, patient: Patient, staff: Staff) -> None:
    payment = warned(patient, staff)
    side = work("staff")
    side.open(f"payment/{patient.id}/{payment}")
    side.see("hold.ask-full-access")
    expect(side.button("hold.release")).to_have_count(0)


def test_a_clinic_turns_automatic_refunds_of_warnings_on(work: Work, staff: Staff) -> None:
    with staff.restored():
        side = work()
        side.open("billing")
        side.page.get_by_role("switch", name=side.t("billing.refund_fraud_warnings")).check()
        side.button("billing.save").click()
        side.see("billing.saved")
        assert staff.settings["refund_fraud_warnings"] is True
        staff.change(refund_fraud_warnings=False)
