"""Add Account Credit: the money arrives once, by whichever card, and the patient always knows how it stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit, errors_of
from tests.browser.my_account import ASKS_THE_BANK, HAS_APPLE_PAY, MASTERCARD, NO_FUNDS, VISA, MyAccount
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_patient_with_a_card_on_file_tops_up_in_four_presses(
    visit: Visit, patient: Patient, size: tuple[int, int]
) -> None:
    patient.pay(2500)
    account = visit(patient, size=size)
    errors = errors_of(account.page)
    account.open()
    account.go("nav.add")
    account.page.get_by_role("button", name="$50", exact=True).click()
    expect(account.page.get_by_role("radio", name="Main Street")).to_be_checked()
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    expect(account.new_balance).to_have_text("$75.00")
    assert (patient.available, patient.charged, errors) == (7500, [5000, 2500], [])


def test_a_new_card_is_on_file_for_next_time_and_the_patient_is_told_before_paying(
    account: MyAccount, patient: Patient
) -> None:
    account.open("add")
    account.choose("$25", "North Clinic")
    notice = patient.get("me/credit")["top_up"]["card_notice"]
    expect(account.page.get_by_text(notice)).to_be_visible()
    account.to_card_details()
    account.enter_card(MASTERCARD)
    account.pay("$25.00")
    account.expect_confirmation("$25.00")
    assert (patient.available, patient.cards) == (2500, ["4444"])
    account.go("nav.add")
    expect(account.page.get_by_role("radio", name="Mastercard •••• 4444")).to_be_checked()
    expect(account.page.get_by_role("radio", name="North Clinic")).to_be_checked()


def test_a_payment_that_the_bank_wants_confirmed_goes_through_once_it_is(account: MyAccount, patient: Patient) -> None:
    start_with_new_card(account, ASKS_THE_BANK)
    account.answer_bank("complete")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000]


def test_the_banks_page_takes_no_press_before_it_can_answer(account: MyAccount, patient: Patient) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    account.page.route("**/challenge.js", hold)
    start_with_new_card(account, ASKS_THE_BANK)
    expect(account.bank.locator("[data-outcome=complete]")).to_be_disabled()
    held[0].continue_()
    account.answer_bank("complete")
    account.expect_confirmation("$50.00")
    assert patient.charged == [5000]


def test_a_patient_who_fails_the_banks_check_is_told_and_can_try_again(account: MyAccount, patient: Patient) -> None:
    start_with_new_card(account, ASKS_THE_BANK)
    account.answer_bank("fail")
    expect(account.alert).to_contain_text(account.t("decline.payment_intent_authentication_failure"))
    assert (patient.available, patient.charged) == (0, [])
    account.pay("$50.00")
    account.answer_bank("complete")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


def test_every_card_on_file_comes_before_a_new_one_and_the_first_is_chosen(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    patient.pay(2500, payment_method="pm_card_mastercard")
    account = visit(patient)
    account.open("add")
    methods = account.page.get_by_role("group", name=account.t("add.how")).get_by_role("radio")
    expect(methods).to_have_count(3)
    labels = methods.evaluate_all("(all) => all.map((each) => each.labels[0].textContent)")
    assert [label[-4:] for label in labels] == ["2/34", "2/34", "card"]
    expect(methods.first).to_be_checked()


def test_apple_pay_pays_through_the_same_form_and_is_named_wherever_the_payment_is(
    visit: Visit, patient: Patient
) -> None:
    account = visit(patient, elsewhere=True)
    errors = errors_of(account.page)
    account.page.add_init_script(HAS_APPLE_PAY)
    patient.register_domains("127.0.0.1")
    account.open("add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.pay_by_wallet("Apple Pay", "$50.00")
    account.expect_confirmation("$50.00")
    patient.register_domains("127.0.0.1", enabled=False)
    paid = "Apple Pay, Visa ending in 4242"
    expect(account.page.get_by_text(paid)).to_be_visible()
    account.open("payments")
    expect(account.page.get_by_text(paid)).to_be_visible()
    account.open("cards")
    expect(account.page.get_by_text("Apple Pay, Visa •••• 4242")).to_be_visible()
    account.open("add")
    expect(account.page.get_by_role("radio", name="4242")).to_have_count(0)
    assert (patient.charged, patient.available, patient.top_ups[0]["card"]["wallet"]) == ([5000], 5000, "apple_pay")
    assert errors == []


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_returning_from_the_banks_own_page_resumes_the_payment(
    account: MyAccount, patient: Patient, outcome: str
) -> None:
    """Some banks show no check in a frame: Stripe sends people there and back, with its parameters in the address."""
    account.open("add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    if outcome == "succeeded":
        patient.pays_at_the_bank()
    query = f"payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status={outcome}"
    account.page.goto(f"{account.address}/account?{query}")
    if outcome == "succeeded":
        account.expect_confirmation("$50.00")
    else:
        account.see("add.resumed")
    assert "secret" not in account.page.url
    assert (patient.charged, len(patient.top_ups)) == ([5000] if outcome == "succeeded" else [], 1)


def test_a_declined_patient_reads_why_and_pays_the_same_top_up_with_another_card(
    visit: Visit, patient: Patient
) -> None:
    patient.pay(2500)
    account = visit(patient)
    account.open("add")
    account.choose("$50", "North Clinic")
    account.choose_new_card()
    account.to_card_details()
    account.enter_card(NO_FUNDS)
    account.pay("$50.00")
    expect(account.alert).to_contain_text(account.t("decline.insufficient_funds"))
    expect(account.alert).to_be_focused()
    expect(account.page.get_by_text("North Clinic")).to_be_visible()
    account.choose_card("4242")
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups), patient.available) == ([5000, 2500], 2, 7500)


def test_a_corrected_card_number_pays_the_same_top_up(account: MyAccount, patient: Patient) -> None:
    start_with_new_card(account, NO_FUNDS)
    expect(account.alert).to_be_visible()
    account.enter_card(VISA)
    account.pay("$50.00")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000], 1)


def test_the_card_form_can_be_read_when_the_evening_turns_the_screen_dark(account: MyAccount) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.card_number.fill("4242")
    account.page.emulate_media(color_scheme="dark")
    ink = account.page.evaluate("getComputedStyle(document.body).color")
    expect(account.card_form.locator("body")).to_have_css("color", ink)
    expect(account.card_number).to_have_value("4242")


def test_the_card_form_follows_a_screen_that_turns_dark_while_the_form_loads(account: MyAccount) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    with account.holding(re.compile(r"/v3/element\?")) as held:
        account.button("add.to-card").click()
    account.page.emulate_media(color_scheme="dark")
    ink = account.page.evaluate("getComputedStyle(document.body).color")
    held[0].continue_()
    expect(account.card_form.locator("body")).to_have_css("color", ink)


def test_a_patient_who_presses_pay_many_times_is_charged_once(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient)
    account.open("add")
    account.choose("$50", "Main Street")
    account.page.evaluate("""() => {
        const button = document.querySelector(".checkout button.primary");
        for (let press = 0; press < 20; press += 1) button.click();
    }""")
    account.expect_confirmation("$50.00")
    assert (patient.charged, len(patient.top_ups)) == ([5000, 2500], 2)


def test_a_wrong_amount_is_explained_beside_the_field_and_nothing_is_started(
    account: MyAccount, patient: Patient
) -> None:
    account.open("add")
    amount = account.page.get_by_label(account.t("add.other-amount"))
    for typed, key, values in (
        ("", "add.amount-needed", {}),
        ("twenty", "amount.strange", {}),
        ("4.99", "add.amount-low", {"minimum": "$5.00"}),
        ("1000.01", "add.amount-high", {"maximum": "$1,000.00"}),
    ):
        amount.fill(typed)
        account.button("add.to-card").click()
        expect(amount).to_have_attribute("aria-invalid", "true")
        expect(amount).to_have_accessible_description(re.compile(re.escape(account.t(key, **values))))
        expect(amount).to_be_focused()
    amount.fill("1,000.00")
    account.button("add.to-card").click()
    expect(account.alert).to_have_text(account.t("add.location-needed"))
    assert patient.top_ups == []


def test_a_removed_card_is_offered_no_more(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient)
    account.open("cards")
    account.button("cards.remove-one", card="Visa ending in 4242").click()
    account.button("cards.remove").click()
    expect(account.page.get_by_text(account.t("cards.none"))).to_be_visible()
    account.go("nav.add")
    expect(account.page.get_by_role("radio", name="New card")).to_be_checked()
    assert patient.cards == []


def start_with_new_card(account: MyAccount, number: str) -> None:
    account.open("add")
    account.choose("$50", "Main Street")
    account.to_card_details()
    account.enter_card(number)
    account.pay("$50.00")


def test_enter_in_the_form_moves_on_and_only_the_button_pays(visit: Visit, patient: Patient) -> None:
    patient.pay(2500)
    account = visit(patient)
    account.open("add")
    account.view.get_by_role("radio", name="Main Street").check()
    amount = account.page.get_by_label(account.t("add.other-amount"))
    amount.fill("7")
    amount.press("Enter")
    pay = account.button("add.pay", amount="$7.00")
    expect(pay).to_be_focused()
    assert patient.charged == [2500]
    pay.press("Enter")
    account.expect_confirmation("$7.00")
    assert patient.charged == [700, 2500]
