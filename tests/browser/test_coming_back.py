"""Reload, Back, another tab, no network: a payment in the middle is neither lost nor made twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.my_account import VISA, MyAccount
from tests.browser.patient import Patient
from tests.browser.window import digest

pytestmark = pytest.mark.slow


def begin(account: MyAccount) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    account.to_card_details()


def test_a_reload_in_the_middle_goes_on_with_the_same_top_up(account: MyAccount, patient: Patient) -> None:
    begin(account)
    account.page.reload()
    expect(account.page.get_by_text(account.t("add.resumed"))).to_be_visible()
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


def test_a_patient_who_went_back_is_offered_to_continue(account: MyAccount, patient: Patient) -> None:
    account.open()
    account.go("nav.add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.page.go_back()
    expect(account.page.get_by_text(account.t("unfinished.title", amount="$50.00"))).to_be_visible()
    account.page.get_by_role("link", name=account.t("unfinished.continue")).click()
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


def test_back_from_the_confirmation_meets_no_paid_form(account: MyAccount, patient: Patient) -> None:
    account.open()
    account.go("nav.add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    account.page.go_back()
    expect(account.heading).to_have_text(account.t("nav.credit"))
    assert patient.charged == [5000]


def test_a_laptop_closed_while_stripe_was_paying_finds_the_payment_made(account: MyAccount, patient: Patient) -> None:
    """The browser never hears Stripe's answer: asking again must find it before it pays again."""
    begin(account)
    account.enter_card(VISA)
    account.page.route("**/settle", lambda route: route.abort())
    account.lose_patience()
    account.pay("$50.00")
    expect(account.alert).to_have_text(account.t("add.unsure"))
    account.page.unroute("**/settle")
    account.page.reload()
    account.expect_confirmation("$50.00")
    assert (patient.charged, patient.available) == ([5000], 5000)


def test_pressing_pay_when_unsure_asks_before_it_pays(account: MyAccount, patient: Patient) -> None:
    begin(account)
    account.enter_card(VISA)
    account.page.route("**/settle", lambda route: route.abort())
    account.lose_patience()
    account.pay("$50.00")
    expect(account.alert).to_have_text(account.t("add.unsure"))
    account.page.unroute("**/settle")
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000]


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(account: MyAccount, patient: Patient) -> None:
    """The service makes the top-up, the network loses the answer, and the page asks again."""
    account.open("add")
    account.choose("$50", "Main Street")
    keys = account.lose_responses("**/v1/me/top-ups", 1)
    account.to_card_details()
    assert (len(keys), len(set(keys)), len(patient.top_ups)) == (2, 1, 1)


def test_an_amount_that_was_typed_outlasts_a_change_of_language(account: MyAccount) -> None:
    account.open("add")
    account.page.locator("#amount").fill("1,250")
    account.button("language.other").click()
    expect(account.page.locator("html")).to_have_attribute("lang", "fr-CA")
    expect(account.page.locator("#amount")).to_have_value(re.compile(r"1250[.,]00"))


def test_a_form_survives_the_network_going_away(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient)
    account.open("add")
    account.choose("$50", "North Clinic")
    account.lose_patience()
    account.page.context.set_offline(True)
    account.pay("$50.00")
    expect(account.alert).to_have_text(account.t("problem.network"))
    expect(account.page.get_by_label(account.t("add.other-amount"))).to_have_value("50.00")
    expect(account.page.get_by_role("radio", name="North Clinic")).to_be_checked()
    account.page.context.set_offline(False)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000, 2500]


def test_a_network_that_goes_away_while_the_card_is_charged_charges_it_once(
    account: MyAccount, patient: Patient
) -> None:
    """Whether Stripe received it is unknown: the page explains, keeps the card, and asks before it pays again."""
    begin(account)
    account.enter_card(VISA)
    account.lose_patience()
    account.page.context.set_offline(True)
    account.pay("$50.00")
    expect(account.alert).to_have_text(account.t("add.unsure"))
    expect(account.card_number).to_have_value("4242 4242 4242 4242")
    account.page.context.set_offline(False)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


@pytest.mark.parametrize("finished", [True, False])
def test_a_closed_tab_is_no_second_top_up(visit: Visit, patient: Patient, finished: bool) -> None:
    """The tab is gone, with its memory; what this browser kept finds the same top-up by its key."""
    account = visit(patient)
    begin(account)
    account.page.close()
    again = visit(patient)
    again.open()
    again.see("unfinished.title", amount="$50.00")
    again.page.get_by_role("link", name=again.t("unfinished.continue")).click()
    again.see("add.resumed")
    again.enter_card(VISA)
    if finished:
        again.pay("$50.00")
        again.expect_confirmation("$50.00")
        assert again.page.evaluate("(key) => localStorage.getItem(key)", f"top-up {digest(patient.token)}") is None
    assert (patient.charged, len(patient.top_ups)) == ([5000] if finished else [], 1)


def test_what_a_patient_put_aside_is_not_offered_again_in_the_next_tab(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    begin(account)
    account.go("nav.credit")
    account.button("unfinished.drop").click()
    account.page.close()
    again = visit(patient)
    again.open()
    expect(again.page.get_by_text(again.t("home.recent"))).to_be_visible()
    expect(again.page.get_by_text(again.t("unfinished.pending"))).to_have_count(0)


def test_the_next_patient_at_the_same_browser_is_offered_nothing_of_the_last(visit: Visit, patient: Patient) -> None:
    account = visit(patient)
    begin(account)
    account.page.close()
    other = visit(Patient.new(patient.stack, name="Ben Okafor"))
    other.open()
    expect(other.page.get_by_text(other.t("home.nothing"))).to_be_visible()
    expect(other.page.get_by_text(other.t("unfinished.pending"))).to_have_count(0)


def test_a_top_up_begun_on_another_device_can_be_begun_again_from_here(
    visit: Visit, account: MyAccount, patient: Patient
) -> None:
    begin(account)
    elsewhere = visit(patient, elsewhere=True)
    elsewhere.open()
    elsewhere.page.get_by_role("link", name=elsewhere.t("unfinished.continue")).click()
    expect(elsewhere.page.get_by_label(elsewhere.t("add.other-amount"))).to_have_value("50.00")
    expect(elsewhere.page.get_by_role("radio", name="Main Street")).to_be_checked()


def test_change_can_be_pressed_once_the_card_form_is_there(account: MyAccount) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    with account.holding(re.compile(r"/v3/element\?")) as held:
        account.button("add.to-card").click()
    change = account.button("add.change-both")
    expect(change).to_be_disabled()
    held[0].continue_()
    change.click()
    account.choose("$25", "Main Street")


def test_another_amount_is_another_top_up_and_the_first_is_never_charged(account: MyAccount, patient: Patient) -> None:
    begin(account)
    account.button("add.change-both").click()
    account.choose("$25", "Main Street")
    account.to_card_details()
    account.enter_card(VISA)
    account.pay("$25.00")
    account.expect_confirmation("$25.00")
    assert (patient.charged, patient.available) == ([2500], 2500)


def test_neither_token_nor_secret_nor_name_outlives_the_tab(account: MyAccount, patient: Patient) -> None:
    begin(account)
    kept = account.page.evaluate("JSON.stringify(Object.entries(localStorage)) + document.cookie")
    assert "top-up" in kept
    for secret in (patient.token, "_secret_", patient.name, patient.id):
        assert secret not in kept


def test_a_card_typed_before_the_form_is_ready_is_charged(account: MyAccount, patient: Patient) -> None:
    """Stripe's fields are there before the form is: what is typed meanwhile stays where it is typed."""
    account.open("add")
    account.choose("$50", "Main Street")
    with account.holding(re.compile(r"/v3/wallets\?")) as held:
        account.button("add.to-card").click()
    account.enter_card(VISA)
    account.card_form.locator("[name=cvc]").press("Backspace")
    held[0].continue_()
    expect(account.button("add.pay", amount="$50.00")).to_be_visible()
    account.page.keyboard.type("3")
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)
