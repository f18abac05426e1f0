"""Stripe's faults in the business's words: what may be tried again, what Stripe refused, and what stays out of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

from chalicelib.credit.errors import (
    Conflict,
    CreditError,
    CustomerDeleted,
    NotAllowed,
    RefusedByStripe,
    StripeFailed,
    Unavailable,
)
from chalicelib.stripe_gateway import client
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.gateway import StripePayments
from tests.fakes.examples import account
from tests.fakes.small import FakeClock
from tests.stripe_gateway.recorded_calls import CARD, METHOD, PAID, REFUND, Recorder
from tests.stripe_gateway.stripe_json import charge, intent

LATER = "Stripe does not answer at the moment. Nothing was charged twice; try again."
UNKNOWN_SHAPE = "Stripe answered in a shape that this service does not know."
MISSING = {"type": "invalid_request_error", "code": "resource_missing"}
NOT_ALLOWED = {"type": "invalid_request_error", "code": "parameter_invalid_empty"}


class Refusing(Recorder):
    """Responds with one status and one error to each request, or to those of one path alone."""

    def __init__(self, status: int, error: Mapping[str, Any], replayed: str | None = None, only: str = "") -> None:
        super().__init__()
        self._status, self._error, self._only = status, error, only
        self._headers = {"stripe-should-retry": "false"}
        if replayed:
            self._headers["Idempotent-Replayed"] = replayed

    def request(self, *asked: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        body, status, headers = super().request(*asked, **options)
        if self._only not in self.sent[-1]["call"]:
            return body, status, headers
        return json.dumps({"error": self._error}), self._status, self._headers


def on(transport: Recorder) -> StripePayments:
    return StripePayments(FixedClient(new_client("sk_test_1", transport)), "test", FakeClock())


def raised(transport: Recorder) -> CreditError:
    """The fault that a request for an account's own id meets."""
    with pytest.raises(CreditError) as caught:
        on(transport).own_account_id()
    return caught.value


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize(("replayed", "kept"), [("true", True), ("false", False), (None, False)])
def test_a_failure_of_stripes_may_be_kept_under_the_key(status: int, replayed: str | None, kept: bool) -> None:
    fault = raised(Refusing(status, {"type": "api_error"}, replayed))
    assert isinstance(fault, StripeFailed) and (fault.is_kept, str(fault)) == (kept, LATER)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, Conflict),
        (409, {"type": "invalid_request_error", "code": "lock_timeout"}, Unavailable),
        (429, {"type": "invalid_request_error", "code": "rate_limit"}, Unavailable),
        (401, {"type": "invalid_request_error"}, Unavailable),
        (403, {"type": "invalid_request_error"}, Unavailable),
        (402, {"type": "card_error", "code": "card_declined"}, Unavailable),
    ],
)
def test_a_refusal_for_now_may_be_tried_again(status: int, error: Mapping[str, Any], kind: type[Exception]) -> None:
    fault = raised(Refusing(status, error))
    assert type(fault) is kind and str(fault) == LATER


@pytest.mark.parametrize("error", [MISSING, NOT_ALLOWED])
@pytest.mark.parametrize("status", [400, 404])
def test_what_stripe_will_never_do_is_refused_with_its_code_alone(status: int, error: Mapping[str, Any]) -> None:
    fault = raised(Refusing(status, {**error, "message": "No such account: 'acct_1'"}))
    assert isinstance(fault, RefusedByStripe) and fault.reason == error["code"]
    assert "acct_1" not in str(fault)


class Strange(Recorder):
    def __init__(self, body: Any) -> None:
        super().__init__()
        self._body = body

    def response(self, call: str) -> Any:
        return self._body


@pytest.mark.parametrize("changes", [{"status": None}, {"amount_received": -1}, {"amount_received": "5"}])
def test_a_response_in_another_shape_is_tried_again(changes: dict[str, Any]) -> None:
    with pytest.raises(Unavailable, match=f"^{UNKNOWN_SHAPE}$"):
        on(Strange(intent(**changes))).outcome("pi_1")


def test_a_payment_of_another_product_is_no_outcome() -> None:
    with pytest.raises(Unavailable, match=r"^Stripe answered with a payment that isn't ours\.$"):
        on(Strange(intent(metadata={}))).outcome("pi_1")
    assert on(Strange(intent(metadata={}))).outcome("pi_1", PAID).pointer.payment_id == PAID.id
    assert on(Strange(intent(metadata={}))).pointer("pi_1") is None


def test_a_warning_of_another_product_is_none_of_ours() -> None:
    warning = {"id": "issfr_1", "created": 1, "actionable": True, "livemode": False, "object": "w"}
    with pytest.raises(Unavailable, match=r"^Stripe answered with a warning of another product\.$"):
        on(Strange(warning)).fraud_warning("issfr_1")


def test_a_charge_that_is_not_known_yet_is_waited_for() -> None:
    with pytest.raises(Unavailable, match=r"^This payment's charge is not known yet\.$"):
        on(Recorder()).holdings(replace(PAID, charge_id=None))


def test_an_object_that_is_missing_is_none() -> None:
    missing = Refusing(404, MISSING)
    assert on(missing).pointer("pi_1") is None
    assert on(missing).dispute("du_1") is None
    assert on(missing).find(PAID, "cus_1") is None


def test_any_other_refusal_is_raised_where_a_missing_object_is_none() -> None:
    refusing = on(Refusing(400, NOT_ALLOWED))
    for ask in (
        lambda: refusing.pointer("pi_1"),
        lambda: refusing.dispute("du_1"),
        lambda: refusing.find(PAID, "cus_1"),
        lambda: refusing.cards("cus_1"),
        lambda: refusing.account(account()),
        lambda: refusing.start(PAID, "cus_1"),
    ):
        with pytest.raises(RefusedByStripe):
            ask()


@pytest.mark.parametrize(("param", "kind"), [("customer", CustomerDeleted), ("payment_method", RefusedByStripe)])
def test_a_start_tells_a_customer_that_was_deleted_from_anything_else_missing(param: str, kind: type) -> None:
    with pytest.raises(NotAllowed) as caught:
        on(Refusing(400, {**MISSING, "param": param})).start(PAID, "cus_1")
    assert type(caught.value) is kind


def test_only_a_missing_object_makes_a_customer_a_deleted_one() -> None:
    with pytest.raises(RefusedByStripe):
        on(Refusing(400, {**NOT_ALLOWED, "param": "customer"})).start(PAID, "cus_1")


@pytest.mark.parametrize(
    ("error", "gone"),
    [({"code": "account_invalid"}, True), ({"code": "other"}, False), ({}, False)],
)
def test_an_account_that_left_the_platform_is_deauthorized(error: Mapping[str, Any], gone: bool) -> None:
    stripes = on(Refusing(403, {"type": "invalid_request_error", **error}))
    if gone:
        found = stripes.account(account(charges_enabled=True))
        assert found.deauthorized and found.as_of == FakeClock().now() and found.charges_enabled
        return
    with pytest.raises(Unavailable):
        stripes.account(account())


def test_an_account_that_never_was_is_refused_by_name() -> None:
    with pytest.raises(NotAllowed, match=r"^Stripe has no account acct_main\.$") as caught:
        on(Refusing(404, MISSING)).account(account())
    assert caught.value.code == "refused_by_stripe"


def test_a_card_that_was_removed_meanwhile_is_removed() -> None:
    assert on(Refusing(404, MISSING, only="/detach")).remove_card("cus_1", "pm_1") is True
    with pytest.raises(RefusedByStripe):
        on(Refusing(400, NOT_ALLOWED, only="/detach")).remove_card("cus_1", "pm_1")


def test_a_card_of_another_customer_is_not_removed() -> None:
    transport = Recorder()
    assert on(transport).remove_card("cus_1", "pm_2") is False
    assert [sent["call"] for sent in transport.sent] == ["GET /v1/customers/cus_1/payment_methods"]


def test_every_copy_of_a_card_is_removed() -> None:
    class Copies(Recorder):
        def response(self, call: str) -> Any:
            other = {**METHOD, "id": "pm_other", "card": {**CARD, "fingerprint": "g"}}
            listed = [{**METHOD, "id": "pm_2"}, other, METHOD]
            return {**super().response("GET /v1/x"), "data": listed} if "customers" in call else METHOD

    transport = Copies()
    assert on(transport).remove_card("cus_1", "pm_1") is True
    removed = [sent["call"] for sent in transport.sent if sent["call"].startswith("POST")]
    assert removed == [f"POST /v1/payment_methods/{name}/detach" for name in ("pm_2", "pm_1")]


def test_a_customer_that_stripe_failed_to_make_is_asked_for_under_another_key_once() -> None:
    transport = Refusing(500, {"type": "api_error"}, "true")
    with pytest.raises(StripeFailed):
        on(transport).create_customer(PAID.patient)
    first, second = (sent["idempotency_key"] for sent in transport.sent)
    assert first != second
    again = Refusing(500, {"type": "api_error"}, "true")
    with pytest.raises(StripeFailed):
        on(again).create_customer(PAID.patient)
    assert [sent["idempotency_key"] for sent in again.sent] == [first, second], "in the same minute"


def test_a_cancellation_that_comes_too_late_tells_what_became_of_the_payment() -> None:
    found = on(Refusing(400, NOT_ALLOWED, only="/cancel")).cancel("pi_1", PAID)
    assert (found.kind, found.payment_intent_id) == ("succeeded", "pi_1")


def test_a_refund_made_in_the_dashboard_is_of_the_payment_that_was_asked_about() -> None:
    made = {"id": "re_1", "object": "refund", "amount": 1, "currency": "cad", "payment_intent": "pi_1", "metadata": {}}
    stripes = on(Strange({"object": "list", "data": [made], "has_more": False, "url": "/x"}))
    found = stripes.refunds_of(PAID)
    assert [(each.refund_id, each.pointer.payment_id, each.pointer.patient) for each in found] == [
        (None, PAID.id, PAID.patient)
    ]
    assert (
        on(Strange({"object": "list", "data": [made], "has_more": False, "url": "/x"})).find_refund(PAID, REFUND)
        is None
    )


def test_a_platforms_own_charge_has_no_transfers_to_look_at() -> None:
    transport = Strange(charge(amount_refunded=300))
    found = on(transport).holdings(replace(PAID, account_id=None))
    assert (found.transfers, found.refunded, len(transport.sent)) == ((), 300, 1)


class Impatient(Refusing):
    """Fail, and may be asked again at once."""

    def __init__(self) -> None:
        super().__init__(500, {"type": "api_error"})
        self._headers = {}

    def _sleep_time_seconds(self, *_: object) -> float:
        return 0


def test_a_request_that_failed_is_repeated_once() -> None:
    transport = Impatient()
    assert isinstance(raised(transport), StripeFailed) and len(transport.sent) == 2


def test_a_request_names_our_version_and_its_key_at_the_address_that_was_given() -> None:
    seen: list[tuple[str, str, str]] = []

    class Headers(Recorder):
        def request(self, method: str, url: str, headers: Any, *more: Any, **options: Any) -> Any:
            seen.append((url, headers["Stripe-Version"], headers["Authorization"]))
            return super().request(method, url, headers, *more, **options)

    with mock.patch.object(client, "API_VERSION", "2020-08-27"):
        for address in ("https://stripe.example", None):
            made = new_client("sk_live_1", Headers(), address)
            assert StripePayments(FixedClient(made), "test", FakeClock()).own_account_id() == "acct_main"
    assert seen == [
        (f"{address}/v1/account", "2020-08-27", "Bearer sk_live_1")
        for address in ("https://stripe.example", "https://api.stripe.com")
    ]
