"""Another clinic, in another currency, that switches top-ups off while a patient is looking."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from infra.devstack.stack import Stack
from tests.browser.conftest import Visit
from tests.browser.my_account import VISA, MyAccount
from tests.browser.patient import Patient
from tests.browser.plain_http import request

pytestmark = pytest.mark.slow
OTHER = "clinic_other"


@pytest.fixture
def cho(stack: Stack) -> Patient:
    return Patient.new(stack, name="Cho Min-ji", clinic=OTHER)


@pytest.fixture
def account(visit: Visit, cho: Patient) -> MyAccount:
    return visit(cho)


@pytest.fixture
def closed(stack: Stack) -> Iterator[None]:
    """The clinic takes no top-ups during the test."""
    enable(stack, account_credit_enabled=False)
    yield
    enable(stack, account_credit_enabled=True)


def enable(stack: Stack, *, account_credit_enabled: bool) -> None:
    url = f"{stack.environment['API_URL']}/v1/clinic/billing-settings"
    headers = {"Authorization": f"Bearer {stack.token('full_access', clinic=OTHER)}"}
    headers["If-Match"] = request("GET", url, headers=headers).headers["ETag"]
    change = {"account_credit_enabled": account_credit_enabled}
    request("PATCH", url, headers=headers, json=change)


def test_the_only_location_is_chosen_and_the_amount_is_in_its_currency(account: MyAccount, cho: Patient) -> None:
    account.open("add")
    expect(account.page.get_by_role("radio", name="Harbor Road")).to_be_checked()
    expect(account.page.get_by_text("USD")).to_be_visible()
    account.page.get_by_label(account.t("add.other-amount")).fill("12.34")
    account.to_card_details()
    account.enter_card(VISA)
    account.pay("$12.34")
    account.expect_confirmation("$12.34")
    assert (cho.charged, cho.available) == ([1234], 1234)


@pytest.mark.usefixtures("closed")
def test_a_patient_reads_why_credit_cannot_be_added(account: MyAccount) -> None:
    why = account.t("off.account_credit_disabled")
    account.open()
    expect(account.page.get_by_text(why)).to_be_visible()
    expect(account.page.get_by_role("main").get_by_role("link", name=account.t("nav.add"))).to_have_count(0)
    account.open("add")
    expect(account.page.get_by_text(why)).to_be_visible()
    expect(account.page.get_by_role("form")).to_have_count(0)


def test_an_open_top_up_is_not_offered_again_once_top_ups_are_off(
    account: MyAccount, cho: Patient, stack: Stack
) -> None:
    account.open("add")
    account.page.get_by_role("button", name="$25", exact=True).click()
    account.to_card_details()
    enable(stack, account_credit_enabled=False)
    try:
        account.open()
        expect(account.page.get_by_text(account.t("off.account_credit_disabled"))).to_be_visible()
        expect(account.page.get_by_role("link", name=account.t("unfinished.continue"))).to_have_count(0)
        account.open("add")
        expect(account.page.get_by_text(account.t("off.account_credit_disabled"))).to_be_visible()
    finally:
        enable(stack, account_credit_enabled=True)
    assert cho.charged == []


def test_a_clinic_that_closes_meanwhile_takes_no_money(account: MyAccount, cho: Patient, stack: Stack) -> None:
    account.open("add")
    account.page.get_by_role("button", name="$25", exact=True).click()
    enable(stack, account_credit_enabled=False)
    account.button("add.to-card").click()
    expect(account.alert).to_have_text(account.t("problem.top_ups_unavailable"))
    enable(stack, account_credit_enabled=True)
    assert (cho.top_ups, cho.charged) == ([], [])
