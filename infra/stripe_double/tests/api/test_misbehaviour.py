"""The API fails as a test asks: before or after the work is done, so that lost responses can be told from lost work."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls, Running
from infra.stripe_double.tests.support.scenarios import error_code, new_intent
from infra.stripe_double.tests.support.spec_validating_client import client


def intents_of(api: V1Services, customer: str) -> int:
    return len(api.payment_intents.list({"customer": customer}).data)


@pytest.mark.parametrize("mode", ["error", "close", "timeout"])
@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_call_that_fails_before_does_nothing_and_after_has_done_it(
    api: V1Services, controls: Controls, mode: str, when: str, made: int
) -> None:
    customer = api.customers.create().id
    controls.post("/api_rules", operation="payment_intents.create", mode=mode, when=when, seconds=0.1)
    with pytest.raises((stripe.APIError, stripe.APIConnectionError)):
        new_intent(api, customer=customer)
    assert intents_of(api, customer) == made


@pytest.mark.parametrize("mode", ["error", "close"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_retry_with_the_same_key_after_a_lost_response_is_safe(
    double: Running, api: V1Services, controls: Controls, mode: str, when: str
) -> None:
    customer = api.customers.create().id
    controls.post("/api_rules", operation="payment_intents.create", mode=mode, when=when, count=2)
    intent = new_intent(client(double, retries=3).v1, customer=customer)
    assert intent.status == "requires_payment_method" and intents_of(api, customer) == 1


def test_a_fault_of_one_customer_spares_the_calls_of_others(api: V1Services, controls: Controls) -> None:
    theirs, mine = (api.customers.create().id for _ in range(2))
    controls.post("/api_rules", operation="*", of=mine)
    assert new_intent(api, customer=theirs).customer == theirs
    with pytest.raises(stripe.APIError):
        new_intent(api, customer=mine)
    controls.post("/api_rules", operation="customers.retrieve", of=mine)
    assert api.customers.retrieve(theirs).id == theirs
    with pytest.raises(stripe.APIError):
        api.customers.retrieve(mine)


def test_a_rate_limit_error_has_stripes_form(api: V1Services, controls: Controls) -> None:
    controls.post("/api_rules", operation="customers.*", status=429)
    with pytest.raises(stripe.RateLimitError) as refused:
        api.customers.create()
    assert error_code(refused.value) == "rate_limit"
    assert api.customers.create().id


def test_calls_are_counted_by_operation(api: V1Services, controls: Controls) -> None:
    controls.delete("/calls")
    new_intent(api, "key-counted", customer=(customer := api.customers.create().id))
    new_intent(api, "key-counted", customer=customer)
    calls = controls.calls("payment_intents.create")
    assert [call["replayed"] for call in calls] == [False, True]
    assert {call["idempotency_key"] for call in calls} == {"key-counted"}
    assert calls[0]["params"]["metadata"] == {"payment_id": "pay_1"}


def test_a_tampered_payment_shows_when_stripe_is_asked(api: V1Services, controls: Controls) -> None:
    intent = new_intent(api)
    controls.post(f"/payment_intents/{intent.id}/tamper", payment_intent={"amount": 1})
    assert api.payment_intents.retrieve(intent.id).amount == 1
