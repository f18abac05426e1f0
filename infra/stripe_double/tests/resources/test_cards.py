"""Each documented test card behaves as Stripe documents it."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.cards.catalogue import CARDS
from infra.stripe_double.testing import Running
from infra.stripe_double.tests.support import browser_calls
from infra.stripe_double.tests.support.scenarios import charge_of, new_intent, paid

DECLINED = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000009987": ("card_declined", "lost_card"),
    "4000000000009979": ("card_declined", "stolen_card"),
    "4000000000000069": ("expired_card", "expired_card"),
    "4000000000000127": ("incorrect_cvc", "incorrect_cvc"),
    "4000000000000119": ("processing_error", "processing_error"),
    "4000000000006975": ("card_declined", "card_velocity_exceeded"),
    "4100000000000019": ("card_declined", "fraudulent"),
}
APPROVED = {
    "4242424242424242": ("visa", "credit"),
    "4000056655665556": ("visa", "debit"),
    "5555555555554444": ("mastercard", "credit"),
    "5200828282828210": ("mastercard", "debit"),
    "378282246310005": ("amex", "credit"),
    "6011111111111117": ("discover", "credit"),
    "4000001240000000": ("visa", "credit"),
}


def confirm(api: V1Services, double: Running, **changed: str) -> tuple[int, browser_calls.Json]:
    intent = new_intent(api)
    fields = browser_calls.card_fields("4242424242424242") | changed
    path = f"/v1/payment_intents/{intent.id}/confirm"
    return browser_calls.post(double, path, client_secret=str(intent.client_secret), **fields)


@pytest.mark.parametrize(("number", "codes"), DECLINED.items())
def test_a_declining_card_has_its_reason(api: V1Services, double: Running, number: str, codes: tuple[str, str]) -> None:
    status, answer = confirm(api, double, **browser_calls.card_fields(number))
    error = answer["error"]
    assert (status, error["type"]) == (402, "card_error")
    assert (error["code"], error["decline_code"]) == codes
    assert error["payment_intent"]["status"] == "requires_payment_method"


@pytest.mark.parametrize(("number", "face"), APPROVED.items())
def test_a_card_that_works_pays(api: V1Services, double: Running, number: str, face: tuple[str, str]) -> None:
    status, answer = confirm(api, double, **browser_calls.card_fields(number))
    assert (status, answer["status"]) == (200, "succeeded")
    card = api.payment_methods.retrieve(answer["payment_method"]).card
    assert card is not None and (card.brand, card.funding, card.last4) == (*face, number[-4:])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("number", "4242424242424241", "incorrect_number"),
        ("number", "4111111111111111", "card_declined"),
        ("number", "４２４２424242424242", "incorrect_number"),
        ("exp_month", "13", "invalid_expiry_month"),
        ("exp_year", "2020", "invalid_expiry_year"),
        ("cvc", "99", "invalid_cvc"),
    ],
)
def test_a_card_typed_wrongly_is_refused_by_its_field(
    api: V1Services, double: Running, field: str, value: str, code: str
) -> None:
    status, answer = confirm(api, double, **{f"payment_method_data[card][{field}]": value})
    assert (status, answer["error"]["code"], answer["error"]["param"]) == (402, code, field)


def test_a_card_that_only_fails_when_charged_can_be_put_on_file(api: V1Services) -> None:
    customer = api.customers.create().id
    card = api.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    with pytest.raises(stripe.CardError):
        paid(api, card.id, customer=customer)


def test_a_card_that_declines_cannot_be_put_on_file(api: V1Services) -> None:
    customer = api.customers.create().id
    with pytest.raises(stripe.CardError):
        api.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": customer})
    assert api.customers.payment_methods.list(customer).data == []


def test_every_test_payment_method_can_be_used_without_a_surprise(api: V1Services) -> None:
    for name, card in CARDS.items():
        expected = {"never": "succeeded"}.get(card.challenge, "requires_action")
        if card.declines_with is not None and card.challenge == "never":
            with pytest.raises(stripe.CardError):
                paid(api, name)
        else:
            assert paid(api, name).status == expected, name


def test_the_dispute_card_is_disputed_as_soon_as_it_paid(api: V1Services) -> None:
    intent = paid(api, "pm_card_createDispute")
    assert charge_of(api, intent).disputed
    dispute = api.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 5000)
