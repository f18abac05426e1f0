"""After the payment: what the patient sees, prints and keeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Visit
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow


@pytest.fixture
def paid(visit: Visit, patient: Patient) -> MyAccount:
    """On the confirmation page of a payment of 25 dollars."""
    top_up = patient.pay(2500)
    account = visit(patient)
    account.open(f"done/{top_up}")
    account.expect_confirmation("$25.00")
    return account


def test_the_confirmation_shows_everything_about_the_payment(paid: MyAccount, patient: Patient) -> None:
    details = paid.page.get_by_role("region", name=paid.t("done.details"))
    for fact in ("$25.00", patient.name, "Main Street", "Visa ending in 4242"):
        expect(details).to_contain_text(fact)
    expect(details).not_to_contain_text(paid.t("receipt.number-soon"))
    number = paid.page.evaluate("document.querySelector('.facts > div:last-child dd').textContent")
    assert number == patient.top_ups[0]["receipt"]["number"]


def test_the_receipt_downloads_as_a_real_pdf(paid: MyAccount) -> None:
    with paid.page.expect_download() as download:
        paid.button("receipt.download").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    expect(paid.heading).to_be_visible()


def test_a_receipt_that_takes_a_moment_shows_it_and_then_downloads(paid: MyAccount) -> None:
    preparing = iter([True, True, False])

    def slow(route: Route) -> None:
        if next(preparing, False):
            return route.fulfill(status=202, json={"status": "preparing"})
        return route.continue_()

    expect(paid.page.get_by_text(paid.t("receipt.number-soon"))).to_have_count(0)
    paid.page.route("**/receipt", slow)
    with paid.page.expect_download():
        paid.button("receipt.download").click()
        expect(paid.page.get_by_role("button", name=paid.t("receipt.preparing"))).to_be_visible()


def test_every_past_receipt_is_found_again(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    patient.pay(5000, location="loc_north")
    account = visit(patient)
    account.open("payments")
    rows = account.page.get_by_role("main").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("$50.00")
    with account.page.expect_download():
        rows.nth(1).get_by_role("button").click()


def test_paper_gets_the_facts_and_nothing_that_can_be_pressed(paid: MyAccount) -> None:
    paid.page.emulate_media(media="print", color_scheme="dark")
    expect(paid.heading).to_be_visible()
    expect(paid.page.get_by_text("Visa ending in 4242")).to_be_visible()
    expect(paid.page.get_by_role("navigation")).to_be_hidden()
    assert paid.page.locator("button, a").filter(visible=True).count() == 0
    background = paid.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_print_opens_the_receipt_and_not_the_page(paid: MyAccount) -> None:
    def is_receipt(asked: Request) -> bool:
        return "/receipts/" in asked.url

    with paid.page.context.expect_event("request", is_receipt) as asked:
        paid.button("receipt.print").click()
    assert "inline" in asked.value.url


def test_a_statement_of_this_year_is_downloaded(paid: MyAccount) -> None:
    paid.open("payments")
    paid.button("statement").click()
    dialog = paid.page.get_by_role("dialog")
    with paid.page.expect_download() as file:
        dialog.get_by_role("button", name=paid.t("statement.download")).click()
    assert re.fullmatch(r"statement-\d{4}-01-01-\d{4}-\d\d-\d\d\.pdf", file.value.suggested_filename)
    assert file.value.path().read_bytes().startswith(b"%PDF")


def test_a_statement_that_is_too_long_shows_the_dates_to_change(paid: MyAccount) -> None:
    refusal = {"code": "invalid_request", "errors": [{"field": "from", "message": "too long"}]}
    paid.page.route("**/credit/statement*", lambda route: route.fulfill(status=400, json=refusal))
    paid.open("payments")
    paid.button("statement").click()
    paid.dialog.get_by_role("button", name=paid.t("statement.download")).click()
    expect(paid.dialog.get_by_label(paid.t("statement.other"))).to_be_checked()
    expect(paid.dialog.get_by_label(paid.t("statement.from"))).to_have_value(re.compile("-01-01$"))
    paid.see("statement.too-long")


def test_another_patients_confirmation_shows_nothing(visit: Visit, paid: MyAccount, patient: Patient) -> None:
    account = visit(Patient.new(patient.stack, name="Ben Okafor"))
    account.page.goto(paid.page.url)
    expect(account.alert).to_contain_text(account.t("problem.not_found"))
    expect(account.page.get_by_text("$25.00")).to_have_count(0)
