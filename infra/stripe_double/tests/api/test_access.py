"""Only the secret key sees everything; a browser sees and does what Stripe.js may; no key sees another account."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Running
from infra.stripe_double.tests.support import browser_calls
from infra.stripe_double.tests.support.scenarios import error_code, new_intent, paid

SECRET_ONLY = ("customer", "metadata", "transfer_data", "on_behalf_of", "latest_charge")


def test_an_unknown_api_key_is_refused(double: Running) -> None:
    for key in ("sk_test_other", "", "sk_live_local"):
        status, answer = browser_calls.get(double, "/v1/customers", key or " ")
        assert (status, answer["error"]["type"]) == (401, "invalid_request_error")


def test_a_publishable_key_cannot_do_a_servers_work(double: Running, api: V1Services) -> None:
    intent = new_intent(api)
    for path in ("/v1/customers", "/v1/payment_intents", "/v1/events", f"/v1/charges/{paid(api).latest_charge}"):
        assert browser_calls.get(double, path)[0] == 401
    for path in ("/v1/payment_intents", "/v1/refunds", f"/v1/payment_intents/{intent.id}/cancel"):
        assert browser_calls.post(double, path)[0] == 401


def test_a_browser_without_the_client_secret_neither_sees_nor_pays(double: Running, api: V1Services) -> None:
    path = f"/v1/payment_intents/{new_intent(api).id}"
    stranger = f"{path}?client_secret={new_intent(api).client_secret}"
    assert browser_calls.get(double, path)[0] == 400
    assert browser_calls.get(double, stranger)[0] == 400
    assert browser_calls.post(double, f"{path}/confirm", payment_method="pm_card_visa")[0] == 400


def test_a_browser_sees_nothing_of_the_platform(double: Running, api: V1Services) -> None:
    intent = new_intent(api)
    _, seen = browser_calls.get(double, f"/v1/payment_intents/{intent.id}?client_secret={intent.client_secret}")
    assert seen["status"] == "requires_payment_method" and not set(SECRET_ONLY) & set(seen)
    path = f"/v1/payment_intents/{intent.id}/confirm"
    fields = browser_calls.card_fields("4000000000000002")
    _, refused = browser_calls.post(double, path, client_secret=str(intent.client_secret), **fields)
    assert not set(SECRET_ONLY) & set(refused["error"]["payment_intent"])


def test_a_server_cannot_send_a_card_number(double: Running) -> None:
    fields = browser_calls.card_fields("4242424242424242", "{}")
    status, answer = browser_calls.post(double, "/v1/payment_methods", double.secret_key, **fields)
    assert status == 402 and "unsafe" in answer["error"]["message"]


def test_an_unconnected_account_is_refused(double: Running, api: V1Services) -> None:
    with pytest.raises(stripe.PermissionError) as refused:
        api.customers.list({}, {"stripe_account": "acct_nobody"})
    assert error_code(refused.value) == "account_invalid"


def test_an_address_that_stripe_does_not_have_is_a_404(double: Running) -> None:
    status, answer = browser_calls.get(double, "/v1/unicorns", double.secret_key)
    assert status == 404 and "Unrecognized request URL" in answer["error"]["message"]
