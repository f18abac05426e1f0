"""Everyone can use it: with a keyboard, a screen reader, a phone, in the dark, in French."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import Looks, check
from tests.browser.conftest import DESKTOP, PHONE, Visit, errors_of
from tests.browser.my_account import NO_FUNDS, VISA, MyAccount
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.window import offer_modules

pytestmark = pytest.mark.slow
LOOKS = {"en": Looks(DESKTOP, "light", PHONE), "fr-CA": Looks(PHONE, "dark", DESKTOP)}
TWENTY_FIVE = {"en": "$25.00", "fr-CA": "25,00\u00a0$"}
FIFTY = {"en": "$50", "fr-CA": "50\u00a0$"}
FIFTY_IN_FULL = {"en": "$50.00", "fr-CA": "50,00\u00a0$"}


def see_credit(account: MyAccount) -> None:
    expect(account.heading).to_have_text(account.t("nav.credit"))
    expect(account.page.get_by_text(account.t("unfinished.pending"))).to_have_count(0)


def see_unfinished(account: MyAccount) -> None:
    expect(account.page.get_by_text(account.t("unfinished.pending"))).to_be_visible()


def see_form(account: MyAccount) -> None:
    expect(account.button("add.pay-plain")).to_be_visible()


def see_confirmation(account: MyAccount) -> None:
    expect(account.new_balance).to_be_visible()


def see_payment(account: MyAccount) -> None:
    account.see("payment.activity")


def see_payments(account: MyAccount) -> None:
    expect(account.heading).to_have_text(account.t("nav.payments"))


def see_history(account: MyAccount) -> None:
    account.see("history.after", amount=TWENTY_FIVE[account.page.evaluate("document.documentElement.lang")])


def see_cards(account: MyAccount) -> None:
    expect(account.page.get_by_text(account.t("cards.explain"))).to_be_visible()


def press_pay_too_early(account: MyAccount) -> None:
    account.button("add.pay-plain").click()
    expect(account.alert).to_be_visible()


def be_declined(account: MyAccount) -> None:
    language = account.page.evaluate("document.documentElement.lang")
    account.choose(FIFTY[language], "Main Street")
    account.choose_new_card()
    account.to_card_details()
    account.enter_card(NO_FUNDS)
    account.pay(FIFTY_IN_FULL[language])
    expect(account.alert).to_contain_text(account.t("decline.insufficient_funds"))


def ask_to_remove(account: MyAccount) -> None:
    account.page.keyboard.press("Escape")
    account.page.get_by_role("main").get_by_role("button").first.click()
    expect(account.page.get_by_role("dialog")).to_be_visible()


def ask_for_no_days(account: MyAccount) -> None:
    account.button("statement").click()
    dialog = account.page.get_by_role("dialog")
    dialog.get_by_label(account.t("statement.other")).check()
    dialog.get_by_label(account.t("statement.from")).fill("")
    dialog.get_by_role("button", name=account.t("statement.download")).click()
    expect(dialog.get_by_text(account.t("statement.date-needed"))).to_be_visible()


def see_notices(account: MyAccount) -> None:
    account.page.get_by_label(account.t("notices.email")).fill("ana@example.com")
    account.page.get_by_role("switch", name=account.t("notices.refund")).uncheck()
    account.button("language.other").click()
    account.dialog.get_by_role("button", name=account.t("unsaved.stay")).click()
    account.button("notices.save").click()
    account.see("notices.saved")


def type_no_address(account: MyAccount) -> None:
    account.page.keyboard.press("Escape")
    account.page.get_by_label(account.t("notices.email")).fill("ana@example")
    account.button("notices.save").click()
    expect(account.alert).to_have_text(account.t("problem.field.email"))


def see_invoices(account: MyAccount) -> None:
    expect(account.heading).to_have_text(account.t("invoices.title"))
    expect(account.page.get_by_role("main").get_by_role("listitem")).to_have_count(1)


VIEWS: list[tuple[str, Callable[[MyAccount], None]]] = [
    ("", see_credit),
    ("add", see_form),
    ("add", press_pay_too_early),
    ("add", be_declined),
    ("", see_unfinished),
    ("done/{top_up}", see_confirmation),
    ("payment/{top_up}", see_payment),
    ("payments", see_payments),
    ("history", see_history),
    ("invoices", see_invoices),
    ("notices", see_notices),
    ("cards", see_cards),
    ("payments", ask_for_no_days),
    ("cards", ask_to_remove),
    ("notices", type_no_address),
]


@pytest.mark.parametrize("language", LOOKS)
def test_every_view_of_a_patient_can_be_used_by_everyone(visit: Visit, patient: Patient, language: str) -> None:
    top_up = patient.pay(2500)
    Staff(patient.stack).send_invoice(patient.id, "INV-1001")
    account = visit(patient, language=language)
    for view, act in VIEWS:
        account.open(view.format(top_up=top_up))
        act(account)
        check(account.page, LOOKS[language], f"{view} {act.__name__}")


def test_a_patient_with_only_a_keyboard_pays_and_gets_the_receipt(visit: Visit) -> None:
    account = visit(None)
    page = account.page
    page.goto(account.address)
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    tab_to(page, "Ben Okafor")
    expect(page.get_by_role("banner")).to_contain_text("Ben Okafor")
    expect(account.heading).to_be_visible()
    tab_to(page, account.t("nav.add"))
    expect(account.heading).to_have_text(account.t("nav.add"))
    tab_to(page, "$50")
    tab_to(page, "Main Street", "North Clinic", key="Space")
    tab_to(page, "••••", account.t("add.new-card"), key="ArrowUp")
    expect(page.get_by_role("radio", name=account.t("add.new-card"))).to_be_checked()
    tab_to(page, account.t("add.to-card"))
    expect(account.card_number).to_be_focused()
    page.keyboard.type(VISA)
    page.keyboard.press("Tab")
    page.keyboard.type("1234")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    tab_to(page, account.t("add.pay", amount="$50.00"))
    account.expect_confirmation("$50.00")
    expect(account.heading).to_be_focused()
    with page.expect_download():
        tab_to(page, account.t("receipt.download"))


def tab_to(page: Page, *names: str, key: str = "Enter", most: int = 30) -> None:
    """Press Tab until something of one of these names has the focus, then `key`."""
    focused = """() => {
        const element = document.activeElement;
        if (element === document.body) return "";
        return element.getAttribute("aria-label") ?? (element.labels?.[0] ?? element).textContent.trim();
    }"""
    for _ in range(most):
        page.keyboard.press("Tab")
        text = str(page.evaluate(focused))
        if any(name in text for name in names):
            page.keyboard.press(key)
            return
    pytest.fail(f"Tab never came to any of {names}")


def test_a_patient_reads_everything_in_french(visit: Visit, patient: Patient) -> None:
    account = visit(patient, language="fr-CA")
    errors = errors_of(account.page)
    account.open("add")
    expect(account.page.locator("html")).to_have_attribute("lang", "fr-CA")
    account.choose(FIFTY["fr-CA"], "Main Street")
    account.to_card_details()
    account.enter_card(VISA)
    account.pay(FIFTY_IN_FULL["fr-CA"])
    account.expect_confirmation(FIFTY_IN_FULL["fr-CA"])
    expect(account.new_balance).to_have_text(FIFTY_IN_FULL["fr-CA"])
    assert account.page.title() == "Confirmation du paiement · Mon compte"
    assert errors == []


@pytest.mark.parametrize(("language", "time"), [("en", "6:49\u00a0p.m."), ("fr-CA", "18\u00a0h\u00a049")])
def test_the_time_of_a_payment_is_never_torn_apart_at_the_end_of_a_line(
    visit: Visit, patient: Patient, language: str, time: str
) -> None:
    account = visit(patient, language=language)
    account.open()
    offer_modules(account.page)
    told = "async () => (await import('./modules/moment.js')).moment('2026-03-05T23:49:00Z')"
    assert time in str(account.page.evaluate(told))


def test_the_language_can_be_changed_at_any_moment_and_stays(account: MyAccount) -> None:
    account.open("cards")
    account.page.get_by_role("button", name="Français").click()
    expect(account.heading).to_have_text("Cartes enregistrées")
    expect(account.page.get_by_role("button", name="English")).to_be_focused()
    account.page.reload()
    expect(account.heading).to_have_text("Cartes enregistrées")
