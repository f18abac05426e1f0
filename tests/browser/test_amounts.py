"""The typed amount is the amount that is charged, to the cent, however they write it."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.catalogue import Words
from tests.browser.conftest import Visit
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient
from tests.browser.window import offer_modules
from tests.typed_amounts import FRENCH, TYPED

pytestmark = pytest.mark.slow

PROBLEMS = ("strange", "negative", "decimals", "large", "currency", "unclear")


SHOWN_BACK = """async ({texts, currency}) => {
    const {readAmount} = await import('./modules/typed-amount.js');
    const {plainAmount} = await import('./modules/amounts.js');
    const {money} = await import('./modules/format.js');
    const shown = texts.map((text) => readAmount(text, currency).amount).filter((amount) => amount !== null).flatMap(
        (amount) => [plainAmount(amount, currency), money({amount, currency})].map(
            (shown) => [amount, shown, readAmount(shown, currency).amount]));
    return [shown.length, shown.filter(([amount, _, read]) => amount !== read)];
}"""


def read(page: Page, texts: list[str], currency: str = "cad") -> list[int | str]:
    """Each text's amount in minor units, or the name of what is wrong with it, as the pages read it."""
    call = """async ({texts, currency}) => {
        const {readAmount} = await import('./modules/typed-amount.js');
        return texts.map((text) => readAmount(text, currency)).map(({amount, problem}) => problem ?? amount);
    }"""
    found: list[int | str] = page.evaluate(call, {"texts": texts, "currency": currency})
    return found


def some_typed_texts() -> list[str]:
    """Texts from the characters that amounts are made of, and every amount of few cents; the same at each run."""
    dice = random.Random(16)
    letters = "0123456789" * 2 + ".,.,' $-€٥٠\u00a0\u202f\u200f"
    typed = ["".join(dice.choices(letters, k=dice.randint(1, 10))) for _ in range(3_000)]
    return typed + [f"{cents / 100:.2f}" for cents in range(1, 2_000)] + [str(10**power - 1) for power in range(1, 11)]


@pytest.fixture
def page(account: MyAccount) -> Page:
    account.page.goto(f"{account.address}/account")
    offer_modules(account.page)
    return account.page


def test_an_amount_is_what_was_typed_or_nothing(page: Page) -> None:
    assert dict(zip(dict(TYPED), read(page, list(dict(TYPED))), strict=True)) == dict(TYPED)


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_an_amount_that_is_shown_back_is_the_amount_that_will_be_charged(
    visit: Visit, patient: Patient, language: str
) -> None:
    account = visit(patient, language=language)
    account.page.goto(f"{account.address}/account")
    offer_modules(account.page)
    for currency in ("cad", "usd"):
        count, wrong = account.page.evaluate(SHOWN_BACK, {"texts": some_typed_texts(), "currency": currency})
        assert count > 4_000
        assert wrong == []


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_each_cause_of_an_unreadable_amount_has_its_own_sentence(language: str) -> None:
    words = Words(language)
    values = {"currency": "Canadian dollars", "decimals": "2"}
    assert len({words(f"amount.{problem}", **values) for problem in PROBLEMS}) == len(PROBLEMS)


def test_another_currency_is_refused_in_words_on_the_page(account: MyAccount, patient: Patient) -> None:
    account.open("add")
    amount = account.page.get_by_label(account.t("add.other-amount"))
    for typed in ("US$50.00", "€50"):
        amount.fill(typed)
        account.button("add.to-card").click()
        expect(account.alert.first).to_have_text(account.t("amount.currency", currency="Canadian dollars"))
        expect(amount).to_have_value(typed)
    assert patient.top_ups == []


def test_the_page_tells_what_is_left_before_the_clinics_maximum(account: MyAccount) -> None:
    offer_room(account, 4_800)
    account.open("add")
    amount = account.page.get_by_label(account.t("add.other-amount"))
    expect(amount).to_have_accessible_description(
        re.compile(re.escape(account.t("add.limits-room", minimum="$5.00", maximum="$48.00")))
    )
    expect(account.page.get_by_role("button", name="$50", exact=True)).to_be_disabled()
    expect(account.page.get_by_role("button", name="$25", exact=True)).to_be_enabled()
    amount.fill("48.01")
    account.button("add.to-card").click()
    expect(account.alert.first).to_have_text(account.t("add.amount-over-room", maximum="$48.00"))


def test_a_patient_at_the_clinics_maximum_reads_so_instead_of_a_form(account: MyAccount) -> None:
    offer_room(account, 499)
    account.open("add")
    account.see("add.full")


def offer_room(account: MyAccount, room: int) -> None:
    """From now on the service offers no more than `room`, in cents."""

    def answer(route: Route) -> None:
        response = route.fetch()
        credit = response.json()
        credit["top_up"] |= {"balance_room": room, "maximum": min(room, credit["top_up"]["maximum"])}
        route.fulfill(response=response, json=credit)

    account.page.route("**/v1/me/credit", answer)


def test_a_decimal_comma_is_never_taken_for_thousands(visit: Visit, patient: Patient) -> None:
    account = visit(patient, language="fr-CA")
    account.page.goto(f"{account.address}/account")
    offer_modules(account.page)
    assert dict(zip(dict(FRENCH), read(account.page, list(dict(FRENCH))), strict=True)) == dict(FRENCH)
    account.open("add")
    amount = account.page.get_by_label(account.t("add.other-amount"))
    for typed, tidied in (("5,12", "5,12"), ("12,5", "12,50"), ("1 000", "1000,00"), ("5,125", "5,125")):
        amount.fill(typed)
        amount.blur()
        expect(amount).to_have_value(tidied)


def test_currencies_without_cents_have_none(page: Page) -> None:
    assert read(page, ["5000", "50.5"], "jpy") == [5000, "decimals"]
