"""Balances can be too small for a move, and payouts name what they paid."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls
from infra.stripe_double.tests.support.scenarios import charge_of, paid

OF_MAIN: stripe.RequestOptions = {"stripe_account": "acct_main"}


def available(api: V1Services, options: stripe.RequestOptions | None = None) -> int:
    return sum(each.amount for each in api.balance.retrieve(None, options).available if each.currency == "cad")


@pytest.fixture(autouse=True)
def nothing_owed(controls: Controls) -> None:
    """Bring the account to nothing: the test before may have left it below, and then nothing can be paid out."""
    controls.post("/balances", account="acct_main", available=0)
    controls.post("/balances", account="acct_main", unlimited=True)


def test_transfer_waits_until_the_platform_has_the_money(api: V1Services, controls: Controls) -> None:
    controls.post("/balances", available=900)
    asked: stripe.params.TransferCreateParams = {"amount": 901, "currency": "cad", "destination": "acct_main"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.transfers.create(asked)
    assert refused.value.code == "balance_insufficient"
    controls.post("/balances", available=901)
    api.transfers.create(asked)
    assert available(api) == 0


def test_destination_charge_is_transferred_whatever_the_platform_has(api: V1Services, controls: Controls) -> None:
    controls.post("/balances", available=0)
    assert charge_of(api, paid(api)).transfer


def test_reversal_waits_until_the_account_has_the_money(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    transfer = str(charge_of(api, intent).transfer)
    controls.post("/payouts", account="acct_main", include_pending=True)
    controls.post("/balances", account="acct_main", available=100)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.transfers.reversals.create(transfer, {"amount": 101})
    assert refused.value.code == "balance_insufficient"
    controls.post("/balances", account="acct_main", unlimited=True)
    assert api.transfers.reversals.create(transfer, {"amount": 101}).amount == 101


def test_refund_may_take_the_account_below_zero(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    controls.post("/payouts", account="acct_main", include_pending=True)
    controls.post("/balances", account="acct_main", available=0)
    api.refunds.create({"payment_intent": intent.id, "reverse_transfer": True})
    assert available(api, OF_MAIN) == -5000


def test_failed_refund_leaves_the_transfer_reversed(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    refund = api.refunds.create({"payment_intent": intent.id, "reverse_transfer": True})
    controls.post(f"/refunds/{refund.id}/outcome", status="failed")
    assert api.transfers.retrieve(str(charge_of(api, intent).transfer)).reversed
    with pytest.raises(stripe.InvalidRequestError, match="already fully reversed"):
        api.refunds.create({"payment_intent": intent.id, "reverse_transfer": True})
    assert api.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_payout_names_every_balance_transaction_that_it_paid(api: V1Services, controls: Controls) -> None:
    controls.post("/balances", account="acct_main", available=700)
    controls.post("/balances", account="acct_main", unlimited=True)
    paid(api)
    payout = controls.post("/payouts", account="acct_main", include_pending=True)
    listed = api.balance_transactions.list({"payout": payout["id"], "limit": 100}, OF_MAIN).data
    assert sum(each.net for each in listed) == 0
    assert {each.status for each in listed} == {"available"}
    assert [each.id for each in api.payouts.list({"limit": 1}, OF_MAIN)] == [payout["id"]]


def test_money_of_a_card_is_pending_unless_the_card_bypasses_that(api: V1Services) -> None:
    statuses = []
    for card in ("pm_card_visa", "pm_card_bypassPending"):
        charge = api.charges.retrieve(charge_of(api, paid(api, card)).id, {"expand": ["balance_transaction"]})
        statuses.append(api.balance_transactions.retrieve(charge.balance_transaction.id).status)  # type: ignore[union-attr]
    assert statuses == ["pending", "available"]


def test_tampered_balance_transaction_is_listed_by_its_new_time(api: V1Services, controls: Controls) -> None:
    booked = api.charges.retrieve(charge_of(api, paid(api)).id).balance_transaction
    controls.post(f"/objects/{booked}/tamper", fields={"created": 1_700_000_000, "amount": 4_999})
    listed = api.balance_transactions.list({"created": {"lte": 1_700_000_000}}).data
    assert [(one.id, one.amount) for one in listed] == [(booked, 4_999)]
    controls.post(f"/objects/{booked}/tamper", fields={"created": 1_800_000_000, "amount": 5_000})
