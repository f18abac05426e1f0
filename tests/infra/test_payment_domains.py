"""Wallets are offered on every domain that shows the payment form, and an operator reads why one is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from infra.ops.operate.payment_domains import PaymentDomains, hosts
from infra.stripe_double.testing import Running, running_double


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_double(tmp_path_factory.mktemp("stripe")) as running:
        yield running


def domains(double: Running, said: list[str], *names: str) -> PaymentDomains:
    client = stripe.StripeClient("sk_test_local", base_addresses={"api": double.url}, max_network_retries=0)
    return PaymentDomains(client, names, said.append)


def test_domains_are_registered_once_and_stripes_reason_is_printed(double: Running) -> None:
    said: list[str] = []
    ours = domains(double, said, "credit.example", "portal.invalid")
    for _ in range(2):
        ours.register()
    assert said[:2] == said[2:]
    assert said[0] == "credit.example: Apple Pay active, Google Pay active"
    assert said[1].startswith("portal.invalid: Apple Pay inactive (The domain could not be reached")
    assert len(double.controls.calls("payment_method_domains.create")) == 2
    found = ours.find("portal.invalid")
    assert found and len(found.faults) == 1 and "Apple Pay is inactive" in found.faults[0]


def test_a_disabled_domain_is_enabled_again(double: Running) -> None:
    ours = domains(double, [], "off.example")
    ours.register()
    found = ours.find("off.example")
    assert found and not found.faults
    ours.client.v1.payment_method_domains.update(found.id, {"enabled": False})
    disabled = ours.find("off.example")
    assert disabled and disabled.faults == ["it is disabled"]
    ours.register()
    enabled = ours.find("off.example")
    assert enabled and not enabled.faults


def test_an_unregistered_domain_is_not_found(double: Running) -> None:
    assert domains(double, []).find("elsewhere.example") is None


def test_each_host_is_named_once_and_none_of_this_machine() -> None:
    origins = ["https://credit.example", "https://Portal.example:8443", "http://127.0.0.1:9", "https://credit.example"]
    assert hosts(origins) == ("credit.example", "portal.example")
