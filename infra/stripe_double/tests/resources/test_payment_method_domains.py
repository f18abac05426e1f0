"""Domains are registered per account, and a wallet is kept on the card that it paid with."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Running
from infra.stripe_double.tests.support import browser_calls
from infra.stripe_double.tests.support.scenarios import charge_of, new_intent


def shown_on(double: Running, *domains: str) -> list[str]:
    _, answer = browser_calls.get(double, f"/v3/wallets?domains={','.join(domains)}")
    found: list[str] = answer["wallets"]
    return found


def test_wallets_are_shown_where_every_domain_is_registered_enabled_and_active(
    api: V1Services, double: Running
) -> None:
    domain = api.payment_method_domains.create({"domain_name": "Pages.example"})
    assert (domain.domain_name, domain.apple_pay.status) == ("pages.example", "active")
    assert shown_on(double, "pages.example") == ["apple_pay", "google_pay"]
    assert shown_on(double, "pages.example", "portal.example") == []
    api.payment_method_domains.update(domain.id, {"enabled": False})
    assert shown_on(double, "pages.example") == []


def test_a_domain_that_cannot_be_verified_is_inactive_with_a_reason(api: V1Services, double: Running) -> None:
    domain = api.payment_method_domains.create({"domain_name": "pages.invalid"})
    apple = api.payment_method_domains.validate(domain.id).apple_pay
    assert apple.status == "inactive" and apple.status_details and apple.status_details.error_message
    assert shown_on(double, "pages.invalid") == ["google_pay"]


def test_a_domain_of_one_account_is_not_another_ones(api: V1Services, double: Running) -> None:
    api.payment_method_domains.create({"domain_name": "clinic.example"}, {"stripe_account": "acct_main"})
    assert api.payment_method_domains.list({"domain_name": "clinic.example"}).data == []
    assert shown_on(double, "clinic.example") == []


def test_an_address_is_no_domain(api: V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid domain name"):
        api.payment_method_domains.create({"domain_name": "https://credit.example/account"})


def test_a_wallets_card_names_its_wallet_on_the_charge_and_on_file(api: V1Services, double: Running) -> None:
    intent = new_intent(api)
    fields = browser_calls.wallet_fields("apple_pay") | {"client_secret": str(intent.client_secret)}
    browser_calls.post(double, f"/v1/payment_intents/{intent.id}/confirm", **fields)
    details = charge_of(api, api.payment_intents.retrieve(intent.id)).payment_method_details
    assert details and details.card and details.card.wallet and details.card.wallet.type == "apple_pay"
    (kept,) = api.customers.payment_methods.list(str(intent.customer)).data
    assert kept.card and kept.card.wallet and (kept.card.last4, kept.card.wallet.type) == ("4242", "apple_pay")
