"""Money goes back once, to the card that paid, and never more than was paid."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls
from infra.stripe_double.tests.support.scenarios import charge_of, event_types, paid


def test_a_refund_in_parts_ends_when_nothing_is_left(api: V1Services) -> None:
    intent = paid(api)
    api.refunds.create({"payment_intent": intent.id, "amount": 2000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        api.refunds.create({"payment_intent": intent.id, "amount": 3001})
    assert api.refunds.create({"payment_intent": intent.id}).amount == 3000
    assert charge_of(api, intent).refunded
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"


def test_the_clinics_account_gives_its_share_back_when_asked_to(api: V1Services) -> None:
    intent = paid(api)
    refund = api.refunds.create({"payment_intent": intent.id, "amount": 2000, "reverse_transfer": True})
    transfer = api.transfers.retrieve(str(charge_of(api, intent).transfer))
    assert (transfer.amount_reversed, transfer.reversed) == (2000, False)
    assert api.transfers.reversals.list(transfer.id).data[0].source_refund == refund.id


def test_without_reverse_transfer_the_clinics_account_keeps_its_share(api: V1Services) -> None:
    intent = paid(api)
    api.refunds.create({"payment_intent": intent.id})
    assert api.transfers.retrieve(str(charge_of(api, intent).transfer)).amount_reversed == 0


def test_a_transfer_cannot_be_reversed_twice(api: V1Services) -> None:
    transfer = str(charge_of(api, paid(api)).transfer)
    api.transfers.reversals.create(transfer, {"amount": 4000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unreversed amount"):
        api.transfers.reversals.create(transfer, {"amount": 1001})


def test_a_refund_that_fails_gives_its_amount_back_to_the_charge(api: V1Services, controls: Controls) -> None:
    intent = paid(api, "pm_card_refundFail")
    refund = api.refunds.create({"payment_intent": intent.id, "amount": 1500})
    assert refund.status == "succeeded"
    controls.post(f"/refunds/{refund.id}/outcome", status="failed", failure_reason="expired_or_canceled_card")
    after = api.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    assert charge_of(api, intent).amount_refunded == 0
    assert event_types(api, refund.id) == ["refund.created", "refund.updated", "charge.refund.updated", "refund.failed"]


def test_a_pending_refund_holds_its_amount_until_it_is_decided(api: V1Services, controls: Controls) -> None:
    controls.post("/refund_rules", action="pending")
    intent = paid(api)
    refund = api.refunds.create({"payment_intent": intent.id})
    assert (refund.status, charge_of(api, intent).amount_refunded) == ("pending", 5000)
    with pytest.raises(stripe.InvalidRequestError):
        api.refunds.create({"payment_intent": intent.id})
    controls.post(f"/refunds/{refund.id}/outcome", status="succeeded")
    assert api.refunds.retrieve(refund.id).status == "succeeded"


def test_a_payment_that_was_not_made_cannot_be_refunded(api: V1Services) -> None:
    intent = api.payment_intents.create({"amount": 5000, "currency": "cad"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        api.refunds.create({"payment_intent": intent.id})
