"""A payment that is looked up later is shown as it stands, and can be told from the others."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Work
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow


def test_a_disputed_payment_is_shown_as_it_stands_without_thanks(visit: Visit, patient: Patient) -> None:
    payment = patient.pay(5000, "pm_card_createDispute")
    account = visit(patient)
    account.open(f"payment/{payment}")
    expect(account.heading).to_have_text(account.t("payment.heading", amount="$50.00"))
    account.see("history.disputed")
    account.see("done.disputed")
    expect(account.page.get_by_text(account.t("done.thanks"))).to_have_count(0)
    account.open("payments")
    account.see("status.disputed", amount="$50.00")


def test_a_pending_refund_is_shown_as_processing_without_a_receipt(visit: Visit, patient: Patient) -> None:
    payment = patient.pay(5000)
    patient.at_bank("refund_rules", action="pending", until_ended=True)
    Staff(patient.stack).refund(patient.id, payment, 2000, "Moving away")
    account = visit(patient)
    account.open(f"payment/{payment}")
    account.see("done.refunding")
    refunded = account.page.get_by_role("listitem").filter(has_text=account.t("history.refunded"))
    expect(refunded).to_contain_text(account.t("status.processing"))
    expect(refunded.get_by_role("button")).to_have_count(0)


def test_a_balance_below_zero_is_shown_as_owed(visit: Visit, work: Work, patient: Patient, staff: Staff) -> None:
    payment = patient.pay(6000)
    staff.apply(patient.id, payment, 4000, "inv_9")
    patient.disputes_the_payment()
    staff.payment_when(patient.id, payment, lambda found: found["unapplied"]["amount"] < 0)
    account, side = visit(patient), work("staff")
    account.open()
    owed = account.t("owed", amount="$40.00")
    expect(account.page.locator(".balance")).to_contain_text(owed)
    expect(account.page.get_by_role("navigation")).to_contain_text(owed)
    account.open("history")
    account.see("history.after", amount=owed)
    for view in ("patient", "history", "payment"):
        side.open(f"{view}/{patient.id}" + (f"/{payment}" if view == "payment" else ""))
        expect(side.page.get_by_role("main")).to_contain_text(owed)
    side.open(f"payments?unapplied=false&q={patient.id}")
    expect(side.region("nav.payments")).to_contain_text(owed)


def test_a_refunded_payment_is_no_longer_confirmed_with_thanks(visit: Visit, patient: Patient) -> None:
    payment = patient.pay(5000)
    Staff(patient.stack).refund(patient.id, payment, 2000, "Moving away")
    account = visit(patient)
    account.open(f"done/{payment}")
    expect(account.heading).to_have_text(account.t("payment.heading", amount="$50.00"))
    account.see("history.refunded")


def test_every_payment_in_a_list_has_a_link_of_its_own_name(account: MyAccount, patient: Patient) -> None:
    patient.pay(5000)
    patient.pay(2500)
    account.open("payments")
    links = account.view.get_by_role("main").get_by_role("link", name=re.compile(r"\$"))
    expect(links).to_have_count(2)
    assert len({link.inner_text() for link in links.all()}) == 2


def test_each_payments_tab_is_named_after_it_and_marks_payments(work: Work, patient: Patient, staff: Staff) -> None:
    payment = staff.record(patient.id, 5000)
    side = work()
    side.open(f"payment/{patient.id}/{payment}")
    expect(side.page).to_have_title(re.compile(rf"\$50\.00.*{patient.id}"))
    current = side.page.get_by_role("navigation").locator("[aria-current=page]")
    expect(current).to_have_text(side.t("nav.payments"))
