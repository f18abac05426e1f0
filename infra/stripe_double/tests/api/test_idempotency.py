"""A patient is charged once however often the same request is sent: idempotency as Stripe documents it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls, Running
from infra.stripe_double.tests.support.scenarios import error_code, new_intent, paid
from infra.stripe_double.tests.support.spec_validating_client import client

SLOW_S = (0.5, 4.0, 16.0)
"""How long a first request takes: longer, where a busy machine sent the second one when it had ended."""


def made_or_refused(api: V1Services, key: str, customer: str) -> stripe.PaymentIntent | stripe.APIError:
    try:
        return new_intent(api, key, customer=customer)
    except stripe.APIError as error:
        return error


def test_the_same_key_and_parameters_return_the_first_response(api: V1Services) -> None:
    customer = api.customers.create().id
    first, again = (new_intent(api, "key-same", customer=customer) for _ in range(2))
    assert first.to_dict() == again.to_dict()
    assert first.last_response is not None and again.last_response is not None
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(api.payment_intents.list({"customer": customer}).data) == 1


def test_the_first_response_is_replayed_after_the_object_changed(api: V1Services) -> None:
    customer = api.customers.create().id
    intent = new_intent(api, "key-changed", customer=customer)
    api.payment_intents.cancel(intent.id)
    assert new_intent(api, "key-changed", customer=customer).status == "requires_payment_method"


def test_the_same_key_for_something_else_is_refused(api: V1Services) -> None:
    customer = api.customers.create().id
    new_intent(api, "key-other", customer=customer)
    with pytest.raises(stripe.IdempotencyError) as refused:
        new_intent(api, "key-other", customer=customer, amount=6000)
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        api.customers.create({"description": "x"}, {"idempotency_key": "key-other"})


def test_a_decline_is_replayed_under_its_key(api: V1Services) -> None:
    intent = new_intent(api)
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            api.payment_intents.confirm(
                intent.id, {"payment_method": "pm_card_visa_chargeDeclined"}, {"idempotency_key": "key-decline"}
            )
    assert len(api.charges.list({"payment_intent": intent.id}).data) == 1


def test_a_request_refused_before_it_began_leaves_its_key_free(api: V1Services) -> None:
    customer = api.customers.create().id
    with pytest.raises(stripe.InvalidRequestError):
        new_intent(api, "key-free", customer=customer, amount="many")
    assert new_intent(api, "key-free", customer=customer).amount == 5000


def test_each_account_has_keys_of_its_own(api: V1Services) -> None:
    ours = api.customers.create({}, {"idempotency_key": "key-scoped"})
    theirs = api.customers.create({}, {"idempotency_key": "key-scoped", "stripe_account": "acct_main"})
    assert ours.id != theirs.id
    with pytest.raises(stripe.InvalidRequestError):
        api.customers.retrieve(theirs.id)


def test_a_concurrent_request_with_the_same_key_is_a_conflict(api: V1Services, controls: Controls) -> None:
    customer = api.customers.create().id
    with ThreadPoolExecutor(2) as pool:
        for seconds in SLOW_S:
            controls.post("/api_rules", operation="payment_intents.create", mode="slow", seconds=seconds)
            slow = pool.submit(new_intent, api, f"key-busy-{seconds}", customer=customer)
            while not controls.get("/state")["keys_in_use"] and not slow.done():
                pass
            answer = made_or_refused(api, f"key-busy-{seconds}", customer)
            if isinstance(answer, stripe.APIError):
                break
        assert isinstance(answer, stripe.APIError)
        assert answer.http_status == 409 and error_code(answer) == "idempotency_key_in_use"
        assert new_intent(api, "key-busy-other", customer=customer).id != slow.result().id


def test_thirty_two_requests_at_once_with_one_key_make_one_payment_intent(double: Running, api: V1Services) -> None:
    customer = api.customers.create().id
    services = [client(double, retries=8).v1 for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(new_intent, services[turn % 8], "key-race", customer=customer) for turn in range(32)]
        made = {job.result().id for job in jobs}
    assert len(made) == 1
    assert len(api.payment_intents.list({"customer": customer}).data) == 1


def test_thirty_two_different_requests_at_once_all_happen(double: Running, api: V1Services) -> None:
    customer = api.customers.create().id
    services = [client(double).v1 for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(paid, services[turn % 8], customer=customer) for turn in range(32)]
        assert {job.result().status for job in jobs} == {"succeeded"}
    assert len(api.payment_intents.list({"customer": customer, "limit": 100}).data) == 32


def test_an_expired_key_acts_again(api: V1Services, controls: Controls) -> None:
    customer = api.customers.create().id
    first = new_intent(api, "key-old", customer=customer)
    controls.delete("/idempotency_keys")
    assert new_intent(api, "key-old", customer=customer).id != first.id


def test_saved_error_is_repeated_for_its_key_and_not_for_another(api: V1Services, controls: Controls) -> None:
    controls.post("/api_rules", operation="payment_intents.create", status=500, saved=True)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            new_intent(api, "key-saved", customer="cus_any")
    customer = api.customers.create().id
    assert new_intent(api, "key-saved-2", customer=customer).status == "requires_payment_method"
