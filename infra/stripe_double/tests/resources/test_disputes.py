"""Disputed money leaves at once, comes back when the dispute is won, and an inquiry takes nothing."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls
from infra.stripe_double.tests.support.scenarios import charge_of, event_types, paid


def taken(api: V1Services, dispute: str) -> list[int]:
    return [booked.amount for booked in api.disputes.retrieve(dispute).balance_transactions]


def test_a_disputed_charge_cannot_be_refunded(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    controls.post("/disputes", payment_intent=intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(
    ("evidence", "status", "moved", "last"),
    [
        ("winning_evidence", "won", [-5000, 5000], "charge.dispute.funds_reinstated"),
        ("losing_evidence", "lost", [-5000], "charge.dispute.closed"),
    ],
)
def test_the_evidence_decides_the_dispute(
    api: V1Services, evidence: str, status: str, moved: list[int], last: str
) -> None:
    intent = paid(api, "pm_card_createDispute")
    dispute = api.disputes.list({"payment_intent": intent.id}).data[0]
    api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
    assert api.disputes.retrieve(dispute.id).status == status
    assert taken(api, dispute.id) == moved
    told = event_types(api, dispute.id)
    assert told[:2] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"] and told[-1] == last


def test_giving_in_loses_and_nothing_changes_after_that(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", charge=charge_of(api, paid(api)).id, amount=1200, reason="duplicate")
    assert api.disputes.close(dispute["id"]).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        api.disputes.close(dispute["id"])
    assert taken(api, dispute["id"]) == [-1200]


def test_an_inquiry_takes_no_money_and_leaves_the_charge_refundable(api: V1Services, controls: Controls) -> None:
    intent = paid(api, "pm_card_createDisputeInquiry")
    inquiry = api.disputes.list({"payment_intent": intent.id}).data[0]
    assert (inquiry.status, taken(api, inquiry.id)) == ("warning_needs_response", [])
    assert api.refunds.create({"payment_intent": intent.id, "amount": 100}).status == "succeeded"
    controls.post(f"/disputes/{inquiry.id}/outcome", status="warning_closed")
    assert "charge.dispute.funds_withdrawn" not in event_types(api, inquiry.id)


def test_an_inquiry_that_is_escalated_takes_the_money(api: V1Services, controls: Controls) -> None:
    intent = paid(api, "pm_card_createDisputeInquiry")
    inquiry = api.disputes.list({"payment_intent": intent.id}).data[0]
    controls.post(f"/disputes/{inquiry.id}/outcome", status="needs_response")
    assert taken(api, inquiry.id) == [-5000]
    assert event_types(api, inquiry.id)[-1] == "charge.dispute.funds_withdrawn"
