"""A patient pays in a browser with a new card or one on file, and the page around the card never sees its number."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Running
from infra.stripe_double.tests.support.checkout_page import Checkout, served
from infra.stripe_double.tests.support.scenarios import new_intent

pytestmark = pytest.mark.slow
FRENCH = ("Numéro de carte", "Date d’expiration", "Code de sécurité")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as found:
        yield found


@pytest.fixture
def checkout(chromium: Browser, address: str, double: Running) -> Iterator[Checkout]:
    page = chromium.new_page()
    yield Checkout(page, address, double.url)
    page.close()


def begin(checkout: Checkout, api: V1Services, double: Running, customer: str | None = None, locale: str = "en") -> str:
    intent = new_intent(api, customer=customer)
    checkout.open(double.publishable_key, str(intent.client_secret), locale)
    return intent.id


def test_a_new_card_pays_and_is_on_file_next_time(checkout: Checkout, api: V1Services, double: Running) -> None:
    customer = api.customers.create().id
    intent = begin(checkout, api, double, customer)
    checkout.fill("4242424242424242")
    checkout.pay()
    assert checkout.answer()["paymentIntent"]["status"] == "succeeded"
    assert api.payment_intents.retrieve(intent).status == "succeeded"
    assert [card.card.last4 for card in api.customers.payment_methods.list(customer).data if card.card] == ["4242"]
    heard = checkout.page.evaluate("heard")
    assert heard[0] == ["ready", None] and heard[-1] == ["change", True]


def test_the_page_never_sees_a_card_number(checkout: Checkout, api: V1Services, double: Running) -> None:
    sent: list[str] = []
    checkout.page.on("request", lambda request: sent.append(f"{request.frame.url} {request.post_data or ''}"))
    begin(checkout, api, double)
    checkout.page.evaluate(
        "() => { window.messages = []; onmessage = (event) => { messages.push(JSON.stringify(event.data)); }; }"
    )
    checkout.fill("5555555555554444")
    checkout.pay()
    assert checkout.answer()["paymentIntent"]["status"] == "succeeded"
    with_number = [line for line in sent if "5555555555554444" in line]
    assert len(with_number) == 1 and with_number[0].startswith(f"{double.url}/v3/element")
    assert "5555" not in "".join(checkout.page.evaluate("messages"))
    assert "5555" not in checkout.page.content()


def test_an_incomplete_card_is_not_sent_and_names_what_is_missing(
    checkout: Checkout, api: V1Services, double: Running
) -> None:
    intent = begin(checkout, api, double)
    checkout.pay()
    assert checkout.answer()["error"] == {
        "type": "validation_error",
        "code": "incomplete_number",
        "message": "Your card number is incomplete.",
    }
    number = checkout.card.get_by_label("Card number")
    assert number.get_attribute("aria-invalid") == "true"
    assert checkout.card.locator("#number-error").inner_text() == "Your card number is incomplete."
    assert api.payment_intents.retrieve(intent).status == "requires_payment_method"
    assert intent not in str(double.controls.calls("payment_intents.confirm"))


def test_a_wallet_pays_where_its_domain_is_registered_and_the_browser_has_it(
    checkout: Checkout, api: V1Services, double: Running
) -> None:
    checkout.page.add_init_script("window.ApplePaySession = { canMakePayments: () => true };")
    begin(checkout, api, double)
    expect(checkout.card.get_by_role("radio")).to_have_count(0)
    domain = api.payment_method_domains.create({"domain_name": "127.0.0.1"})
    customer = api.customers.create().id
    intent = begin(checkout, api, double, customer)
    checkout.card.get_by_role("radio", name="Apple Pay").check()
    for button in ("Cancel", "Pay"):
        checkout.page.evaluate("document.getElementById('answer').textContent = ''")
        checkout.pay()
        checkout.card.get_by_role("dialog", name="Apple Pay").get_by_role("button", name=button).click()
        answer = checkout.answer()
        assert ("error" in answer) == (button == "Cancel")
    assert api.payment_intents.retrieve(intent).status == "succeeded"
    (kept,) = api.customers.payment_methods.list(customer).data
    assert kept.card and kept.card.wallet and kept.card.wallet.type == "apple_pay"
    api.payment_method_domains.update(domain.id, {"enabled": False})


def test_a_decline_is_explained_in_french_and_another_card_pays(
    checkout: Checkout, api: V1Services, double: Running
) -> None:
    begin(checkout, api, double, locale="fr-CA")
    checkout.fill("4000000000009995", FRENCH)
    checkout.pay()
    error = checkout.answer()["error"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "insufficient_funds")
    assert error["message"] == "Votre carte ne dispose pas de fonds suffisants."
    checkout.page.evaluate("document.getElementById('answer').textContent = ''")
    checkout.fill("4242424242424242", FRENCH)
    checkout.pay()
    assert checkout.answer()["paymentIntent"]["status"] == "succeeded"


@pytest.mark.parametrize(("button", "paid"), [("Complete", True), ("Fail", False)])
def test_3d_secure_is_asked_over_the_page_and_decides(
    checkout: Checkout, api: V1Services, double: Running, button: str, paid: bool
) -> None:
    begin(checkout, api, double)
    checkout.fill("4000000000003220")
    checkout.pay()
    checkout.challenge(button)
    answer = checkout.answer()
    if paid:
        assert answer["paymentIntent"]["status"] == "succeeded"
    else:
        assert answer["error"]["code"] == "payment_intent_authentication_failure"
        assert answer["error"]["payment_intent"]["status"] == "requires_payment_method"


def test_the_banks_page_speaks_the_patients_language(checkout: Checkout, api: V1Services, double: Running) -> None:
    begin(checkout, api, double, locale="fr-CA")
    checkout.fill("4000000000003220", FRENCH)
    checkout.pay()
    checkout.challenge("Confirmer")
    assert checkout.answer()["paymentIntent"]["status"] == "succeeded"


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_authenticationRequired"])
def test_a_card_on_file_pays_with_3d_secure_where_its_bank_wants_it(
    checkout: Checkout, api: V1Services, double: Running, card: str
) -> None:
    customer = api.customers.create().id
    method = api.payment_methods.attach(card, {"customer": customer}).id
    intent = new_intent(api, customer=customer)
    checkout.open(double.publishable_key, str(intent.client_secret))
    confirm = """([secret, method]) => { stripe.confirmCardPayment(secret, {payment_method: method}).then((answer) => {
        document.getElementById("answer").textContent = JSON.stringify(answer); }); }"""
    checkout.page.evaluate(confirm, [intent.client_secret, method])
    if card != "pm_card_visa":
        checkout.challenge("Complete")
    assert checkout.answer()["paymentIntent"]["status"] == "succeeded"


def test_a_card_element_can_be_confirmed_as_a_card_payment(
    checkout: Checkout, api: V1Services, double: Running
) -> None:
    intent = begin(checkout, api, double)
    checkout.fill("378282246310005")
    checkout.card.get_by_label("Security code").fill("1234")
    secret = api.payment_intents.retrieve(intent).client_secret
    confirm = """secret => stripe.confirmCardPayment(secret, {payment_method: {
        card: window.element, billing_details: {name: "Ana"}}}).then((answer) => answer.paymentIntent.status)"""
    assert checkout.page.evaluate(confirm, secret) == "succeeded"
    method = api.payment_methods.retrieve(str(api.payment_intents.retrieve(intent).payment_method))
    assert method.card is not None and (method.card.brand, method.billing_details.name) == ("amex", "Ana")


def test_paying_goes_on_to_the_return_address_when_asked_to(
    checkout: Checkout, api: V1Services, double: Running, address: str
) -> None:
    intent = begin(checkout, api, double)
    checkout.fill("4242424242424242")
    pay = (
        """(url) => { stripe.confirmPayment({elements: window.element.elements, confirmParams: {return_url: url}}); }"""
    )
    checkout.page.evaluate(pay, f"{address}thanks?a=b")
    checkout.page.wait_for_url("**/thanks?*")
    assert f"a=b&payment_intent={intent}" in checkout.page.url
    assert "redirect_status=succeeded" in checkout.page.url


def test_a_message_from_another_window_moves_nothing(checkout: Checkout, api: V1Services, double: Running) -> None:
    intent = begin(checkout, api, double)
    checkout.fill("4242424242424242")
    frame = next(frame for frame in checkout.page.frames if "/v3/element" in frame.url)
    order = "{kind: 'confirm', number: 1, key: '%s', path: '/v1/payment_intents/%s/confirm', params: {}}"
    forged = "window.postMessage(" + order % (double.publishable_key, intent) + ", '*')"
    frame.evaluate(forged)
    frame.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")
    assert api.payment_intents.retrieve(intent).status == "requires_payment_method"
    assert intent not in str(double.controls.calls("payment_intents.confirm"))
