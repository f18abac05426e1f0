"""The typed amount is the amount that is charged, to the cent, however they write it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow

TYPED: list[tuple[str, int | None]] = [
    ("50", 5000),
    ("50.", 5000),
    ("50.5", 5050),
    ("50,50", 5050),
    ("0.29", 29),
    (".50", 50),
    ("1.15", 115),
    ("8.2", 820),
    ("1000", 100_000),
    ("1,000", 100_000),
    ("1,000.00", 100_000),
    ("1 000,00", 100_000),
    ("1\u202f000,00\u00a0$", 100_000),
    ("$ 25", 2500),
    ("CA$25.00", 2500),
    ("25 cad", 2500),
    ("", None),
    ("-5", None),
    ("5e3", None),
    ("1,00,000", None),
    ("12.345.6", None),
    ("5.125", None),
    ("1.234,50", 123_450),
    ("0x10", None),
    ("٥٠", None),
    ("9" * 20, None),
    ("fifty", None),
]


def told(page: Page, function: str, *arguments: Any) -> Any:
    """Call a function of the pages' own module."""
    call = "async ([name, values]) => (await import('./web/amounts.js'))[name](...values)"
    return page.evaluate(call, [function, list(arguments)])


@pytest.fixture
def page(account: MyAccount) -> Page:
    account.page.goto(f"{account.address}/account")
    return account.page


def test_an_amount_is_what_was_typed_or_nothing(page: Page) -> None:
    for text, amount in TYPED:
        assert told(page, "parseAmount", text, "cad") == amount, text


def test_a_decimal_comma_is_never_taken_for_thousands(visit: Visit, patient: Patient) -> None:
    account = visit(patient, language="fr-CA")
    account.open("add")
    amount = account.page.get_by_label(account.t("add.other-amount"))
    for typed, tidied in (("5,12", "5,12"), ("12,5", "12,50"), ("1 000", "1000,00"), ("5,125", "5,125")):
        amount.fill(typed)
        amount.blur()
        expect(amount).to_have_value(tidied)


def test_currencies_without_cents_have_none(page: Page) -> None:
    assert told(page, "parseAmount", "5000", "jpy") == 5000
    assert told(page, "parseAmount", "50.5", "jpy") is None


def test_a_card_is_good_to_the_end_of_its_month(page: Page) -> None:
    last_moment, next_month = "new Date(2027, 0, 31, 23, 59)", "new Date(2027, 1, 1)"
    for now, past in ((last_moment, False), (next_month, True)):
        call = f"(await import('./web/card-words.js')).expired({{exp_month: 1, exp_year: 2027}}, {now})"
        assert page.evaluate(f"async () => {call}") is past
