"""A domain without wallets is found with what is wrong there, as Stripe describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.payment_domains import PaymentDomainCheck, hosts
from tests.stripe_gateway.recorded_calls import EMPTY, Recorder

REGISTER = "python -m infra.ops.operate STAGE payment-domains"


def domain(name: str, *, enabled: bool = True, **wallets: Any) -> dict[str, Any]:
    usual = {"apple_pay": {"status": "active"}, "google_pay": {"status": "active"}}
    held = {"object": "payment_method_domain", "id": f"pmd_{name}", "domain_name": name, "enabled": enabled}
    return {**held, **usual, **wallets}


class Domains(Recorder):
    """Responds with domains, or refuses with a status."""

    def __init__(self, *domains: Mapping[str, Any], status: int = 200) -> None:
        super().__init__()
        self._domains, self._status = domains, status

    def request(self, *asked: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        body, status, headers = super().request(*asked, **options)
        if self._status == status:
            return body, status, headers
        error = {"type": "invalid_request_error", "message": "No permission."}
        return json.dumps({"error": error}), self._status, {"stripe-should-retry": "false"}

    def response(self, call: str) -> Any:
        return {**EMPTY, "data": list(self._domains)}


def found(transport: Domains, *origins: str) -> list[Finding]:
    return list(PaymentDomainCheck(clients=FixedClient(new_client("sk_test_1", transport)), origins=lambda: origins)())


INACTIVE = {"status": "inactive", "status_details": {"error_message": "not reached"}}
FAULTS: Mapping[str, tuple[Mapping[str, Any], list[str]]] = {
    "right": (domain("a.example"), []),
    "disabled": (domain("a.example", enabled=False), ["a.example at Stripe: it is disabled."]),
    "inactive": (
        domain("a.example", apple_pay=INACTIVE),
        ["a.example at Stripe: Apple Pay is inactive (not reached)."],
    ),
    "inactive without a reason": (
        domain("a.example", google_pay={"status": "inactive", "status_details": None}),
        ["a.example at Stripe: Google Pay is inactive."],
    ),
    "another domain": (
        domain("b.example", enabled=False),
        ["a.example is not registered at Stripe, so no wallet is offered there."],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_domain_is_found_alone(name: str) -> None:
    registered, said = FAULTS[name]
    transport = Domains(registered)
    assert found(transport, "https://a.example") == [Finding(each, REGISTER) for each in said]
    assert transport.sent == [{"call": "GET /v1/payment_method_domains", "parameters": {"limit": "100"}}]


def test_a_key_that_may_not_read_domains_is_found_and_any_other_fault_is_not_one() -> None:
    said = "The key cannot read payment method domains: No permission."
    fix = "Give the restricted key write access to payment method domains at Stripe"
    assert found(Domains(status=403), "https://a.example") == [Finding(said, fix)]
    with pytest.raises(Unavailable):
        found(Domains(status=401), "https://a.example")


def test_each_host_is_looked_at_once_and_this_machine_is_not() -> None:
    origins = ("https://b.example:8443/x", "https://a.example", "https://b.example", "", "http://localhost:1")
    assert hosts((*origins, "http://127.0.0.1:80")) == ("b.example", "a.example")
