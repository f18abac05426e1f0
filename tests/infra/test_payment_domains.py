"""Wallets are offered on every domain that shows the payment form, and an operator reads why one is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import stripe

from chalicelib.services.clinics.form_origins import form_origins
from chalicelib.stripe_gateway.client import Client, FixedClient
from chalicelib.stripe_gateway.payment_domains import PaymentDomainCheck, hosts
from infra.ops.operate.payment_domains import PaymentDomains
from infra.stripe_double.testing import Running, running_double
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import maple


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


def test_each_domain_without_active_wallets_is_found_once_among_many(double: Running) -> None:
    """As the daily doctor finds it: all of the platform's domains are listed, a page after the other."""
    ours = domains(double, [], "shop.example", "portal.invalid", *(f"{n}.example" for n in range(120)))
    ours.register()
    disabled = ours.find("shop.example")
    assert disabled
    ours.client.v1.payment_method_domains.update(disabled.id, {"enabled": False})
    origins = ["https://0.example", "https://119.example", "https://shop.example", "https://portal.invalid"]
    client = FixedClient(Client(ours.client.v1, livemode=False))
    found = list(PaymentDomainCheck(clients=client, origins=lambda: [*origins, "https://new.example", *origins])())
    assert [finding.what.split()[0] for finding in found] == ["shop.example", "portal.invalid", "new.example"]
    assert {finding.fix for finding in found} == {"python -m infra.ops.operate STAGE payment-domains"}


def test_clinics_show_the_form_in_their_own_portals_and_where_they_are_framed() -> None:
    clinics, clinic = FakeClinics(), maple()
    own, frames = "https://portal.maple.example", "https://frame.maple.example"
    clinics.provision(replace(clinic, profile=replace(clinic.profile, portal_origins=(own,), frame_origins=(frames,))))
    assert list(form_origins(clinics)) == [own, frames]
