"""Accounts lose capabilities, have requirements, and can leave the platform."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls
from infra.stripe_double.tests.support.scenarios import error_code, new_intent, paid


@pytest.mark.parametrize("capability", ["card_payments", "transfers"])
@pytest.mark.parametrize("status", ["inactive", "pending"])
def test_account_without_a_capability_is_refused_though_its_charges_are_enabled(
    api: V1Services, controls: Controls, capability: str, status: str
) -> None:
    controls.post("/accounts", id="acct_lame", capabilities={capability: status})
    assert api.accounts.retrieve("acct_lame").charges_enabled
    assert api.accounts.capabilities.retrieve("acct_lame", capability).status == status
    with pytest.raises(stripe.InvalidRequestError):
        new_intent(api, transfer_data={"destination": "acct_lame"}, on_behalf_of="acct_lame")
    controls.post("/accounts/acct_lame", capabilities={capability: "active"})
    assert new_intent(api, transfer_data={"destination": "acct_lame"}, on_behalf_of="acct_lame").id
    types = [event.type for event in api.events.list({"limit": 2}, {"stripe_account": "acct_lame"})]
    assert types == ["capability.updated", "account.updated"]


def test_requirements_say_what_is_due_and_a_link_leads_to_it(api: V1Services, controls: Controls) -> None:
    due = {"currently_due": ["external_account"], "disabled_reason": "requirements.past_due"}
    controls.post("/accounts", id="acct_due", payouts_enabled=False, requirements=due)
    requirements = api.accounts.retrieve("acct_due").requirements
    assert requirements is not None
    assert (requirements.currently_due, requirements.disabled_reason) == (["external_account"], "requirements.past_due")
    link = api.account_links.create({"account": "acct_due", "type": "account_onboarding"})
    assert link.url.startswith("http://127.0.0.1")


def test_account_that_left_the_platform_is_out_of_reach_until_it_comes_back(
    api: V1Services, controls: Controls
) -> None:
    controls.post("/accounts", id="acct_leaving")
    controls.post("/accounts/acct_leaving/deauthorize")
    with pytest.raises(stripe.PermissionError) as refused:
        api.accounts.retrieve("acct_leaving")
    assert error_code(refused.value) == "account_invalid"
    with pytest.raises(stripe.InvalidRequestError):
        new_intent(api, transfer_data={"destination": "acct_leaving"}, on_behalf_of=None)
    controls.post("/accounts", id="acct_leaving")
    assert api.accounts.retrieve("acct_leaving").charges_enabled


def test_application_fee_is_taken_from_the_account_and_kept_by_the_platform(api: V1Services) -> None:
    intent = paid(api, application_fee_amount=175)
    path = "latest_charge.transfer.destination_payment.balance_transaction"
    whole = api.payment_intents.retrieve(intent.id, {"expand": [path]}).to_dict()
    charge = whole["latest_charge"]
    theirs = charge["transfer"]["destination_payment"]["balance_transaction"]
    assert (theirs["amount"], theirs["fee"], theirs["net"]) == (5000, 175, 4825)
    fee = api.application_fees.retrieve(charge["application_fee"])
    assert api.balance_transactions.retrieve(str(fee.balance_transaction)).net == 175
    api.refunds.create({"payment_intent": intent.id, "amount": 2500, "reverse_transfer": True})
    assert api.application_fees.retrieve(fee.id).amount_refunded == 0
    api.refunds.create({"payment_intent": intent.id, "amount": 2500, "refund_application_fee": True})
    assert api.application_fees.retrieve(fee.id).amount_refunded == 87


def test_application_fee_needs_an_account_and_is_at_most_the_amount(api: V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="destination payment"):
        new_intent(api, application_fee_amount=1, transfer_data=None, on_behalf_of=None)
    with pytest.raises(stripe.InvalidRequestError, match="at most the amount"):
        new_intent(api, application_fee_amount=5001)
    assert new_intent(api, application_fee_amount=5000).application_fee_amount == 5000


@pytest.mark.parametrize("suffix", ["12345", "Maple*Clinic", "Maple<", "a" * 23])
def test_statement_suffix_that_no_statement_shows_is_refused(api: V1Services, suffix: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        new_intent(api, statement_descriptor_suffix=suffix)
    assert new_intent(api, statement_descriptor_suffix="MAPLE CLINIC").statement_descriptor_suffix == "MAPLE CLINIC"
