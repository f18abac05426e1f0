"""A patient pays without leaving the clinic's portal: Stripe's form and the bank's check are frames in our frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Embed
from tests.browser.my_account import ASKS_THE_BANK, HAS_APPLE_PAY, VISA
from tests.browser.patient import Patient
from tests.browser.portal import EmbeddedAccount, Frame, Portal

pytestmark = pytest.mark.slow
FIFTY = {"en": "$50", "fr-CA": "50\u00a0$"}
FIFTY_IN_FULL = {"en": "$50.00", "fr-CA": "50,00\u00a0$"}


def get_the_receipt(account: EmbeddedAccount) -> None:
    """Downloads it, and finds our page still there afterwards."""
    with account.page.expect_download() as download:
        account.button("receipt.download").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    expect(account.heading).to_be_visible()


@pytest.mark.parametrize(
    ("language", "size", "sandboxed"), [("en", DESKTOP, False), ("fr-CA", PHONE, True)], ids=["desktop", "french-phone"]
)
def test_a_patient_pays_and_gets_the_receipt_inside_the_clinics_portal(
    embed: Embed, patient: Patient, language: str, size: tuple[int, int], sandboxed: bool
) -> None:
    account = embed(Frame(patient.token, language, "add", sandboxed), size=size)
    account.choose(FIFTY[language], "North Clinic")
    account.to_card_details()
    account.enter_card(VISA)
    account.pay(FIFTY_IN_FULL[language])
    account.expect_confirmation(FIFTY_IN_FULL[language])
    expect(account.new_balance).to_have_text(FIFTY_IN_FULL[language])
    get_the_receipt(account)
    assert (patient.charged, patient.available, patient.cards) == ([5000], 5000, ["4242"])


@pytest.mark.parametrize("sandboxed", [False, True])
def test_the_banks_check_is_answered_inside_the_clinics_portal(embed: Embed, patient: Patient, sandboxed: bool) -> None:
    account = embed(Frame(patient.token, view="add", sandboxed=sandboxed), size=PHONE)
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.enter_card(ASKS_THE_BANK)
    account.pay("$50.00")
    account.answer_bank("complete")
    account.expect_confirmation("$50.00")
    get_the_receipt(account)
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


def test_a_card_on_file_pays_inside_the_clinics_portal(embed: Embed, patient: Patient) -> None:
    patient.pay(2500)
    account = embed(Frame(patient.token, "fr-CA", "add"), size=PHONE)
    account.choose(FIFTY["fr-CA"], "Main Street")
    account.pay(FIFTY_IN_FULL["fr-CA"])
    account.expect_confirmation(FIFTY_IN_FULL["fr-CA"])
    get_the_receipt(account)
    assert (patient.charged, patient.available) == ([5000, 2500], 7500)


def test_apple_pay_is_offered_inside_the_portal_once_both_domains_are_registered(
    embed: Embed, patient: Patient
) -> None:
    patient.register_domains("127.0.0.1")
    account = embed(Frame(patient.token, view="add"), script=HAS_APPLE_PAY)
    account.choose("$50", "Main Street")
    account.to_card_details()
    expect(account.card_form.get_by_role("radio")).to_have_count(0)
    patient.register_domains("localhost")
    account = embed(Frame(patient.token, view="add"), script=HAS_APPLE_PAY)
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.pay_by_wallet("Apple Pay", "$50.00")
    account.expect_confirmation("$50.00")
    patient.register_domains("127.0.0.1", "localhost", enabled=False)
    assert patient.charged == [5000]


def test_a_reload_of_the_portal_goes_on_with_the_same_top_up(
    embed: Embed, sister_portal: Portal, patient: Patient
) -> None:
    account = embed(Frame(patient.token, view="add"), host=sister_portal)
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.page.reload()
    account.see("add.resumed")
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


NOTHING_IN_FRAMES = """
if (window !== window.top) for (const name of ["sessionStorage", "localStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied", "SecurityError"); } });
"""
"""A browser without storage for frames of another site, as people set it, and as Debian's Chromium is at first."""


def test_where_a_browser_lets_frames_keep_nothing_a_reload_offers_the_same_form(embed: Embed, patient: Patient) -> None:
    account = embed(Frame(patient.token), script=NOTHING_IN_FRAMES)
    account.go("nav.add")
    account.choose("$50", "North Clinic")
    account.to_card_details()
    account.page.reload()
    account.see("unfinished.title", amount="$50.00")
    account.view.get_by_role("link", name=account.t("unfinished.continue")).click()
    expect(account.view.get_by_label(account.t("add.other-amount"))).to_have_value("50.00")
    expect(account.view.get_by_role("radio", name="North Clinic")).to_be_checked()
    account.to_card_details()
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000]
