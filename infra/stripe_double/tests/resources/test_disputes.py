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


def held(api: V1Services, dispute: str) -> int:
    return -sum(taken(api, dispute))


def test_lost_dispute_may_reinstate_a_part(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    api.refunds.create({"payment_intent": intent.id, "amount": 2000})
    dispute = controls.post("/disputes", payment_intent=intent.id, amount=5000)
    controls.post(f"/disputes/{dispute['id']}/outcome", status="lost", amount=2000)
    assert (api.disputes.retrieve(dispute["id"]).status, held(api, dispute["id"])) == ("lost", 3000)
    assert event_types(api, dispute["id"])[-1] == "charge.dispute.funds_reinstated"


def test_escalated_inquiry_may_take_another_amount(api: V1Services, controls: Controls) -> None:
    inquiry = controls.post("/disputes", payment_intent=paid(api).id, amount=1500, inquiry=True)
    controls.post(f"/disputes/{inquiry['id']}/outcome", status="needs_response", amount=5000)
    assert (api.disputes.retrieve(inquiry["id"]).amount, held(api, inquiry["id"])) == (5000, 5000)


def test_dispute_may_exceed_its_charge(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", payment_intent=paid(api).id, amount=6000)
    assert held(api, dispute["id"]) == 6000


def test_money_may_be_withdrawn_again_after_it_was_reinstated(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", payment_intent=paid(api).id)
    controls.post(f"/disputes/{dispute['id']}/money", reinstated=5000)
    controls.post(f"/disputes/{dispute['id']}/money", withdrawn=5000)
    assert taken(api, dispute["id"]) == [-5000, 5000, -5000]
    assert event_types(api, dispute["id"])[-1] == "charge.dispute.funds_withdrawn"


def test_lost_dispute_may_be_won_after_all_and_return_its_fee(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", payment_intent=paid(api).id)
    controls.post(f"/disputes/{dispute['id']}/outcome", status="lost")
    controls.post(f"/disputes/{dispute['id']}/outcome", status="won", fee_returned=True)
    after = api.disputes.retrieve(dispute["id"])
    assert (after.status, held(api, dispute["id"])) == ("won", 0)
    assert sum(each.fee for each in after.balance_transactions) == 0


def test_prevented_dispute_gives_back_what_it_took(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", payment_intent=paid(api).id)
    controls.post(f"/disputes/{dispute['id']}/outcome", status="prevented")
    assert (api.disputes.retrieve(dispute["id"]).status, held(api, dispute["id"])) == ("prevented", 0)


def test_charge_may_be_disputed_again_once_a_dispute_is_closed(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    first = controls.post("/disputes", payment_intent=intent.id)
    controls.post(f"/disputes/{first['id']}/outcome", status="won")
    second = controls.post("/disputes", payment_intent=intent.id)
    assert {each.id for each in api.disputes.list({"payment_intent": intent.id})} == {first["id"], second["id"]}


def test_lost_dispute_of_a_part_leaves_the_rest_refundable(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    dispute = controls.post("/disputes", payment_intent=intent.id, amount=1000)
    controls.post(f"/disputes/{dispute['id']}/outcome", status="lost")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"payment_intent": intent.id, "amount": 4001})
    assert refused.value.code == "charge_disputed"
    assert api.refunds.create({"payment_intent": intent.id, "amount": 4000}).status == "succeeded"


def test_fraud_warning_is_actionable_until_its_charge_is_refunded(api: V1Services) -> None:
    intent = paid(api, "pm_card_createIssuerFraudRecord")
    (warning,) = api.radar.early_fraud_warnings.list({"payment_intent": intent.id}).data
    assert warning.actionable
    api.refunds.create({"payment_intent": intent.id})
    assert not api.radar.early_fraud_warnings.retrieve(warning.id).actionable


def test_a_dispute_states_until_when_it_takes_a_response(api: V1Services, controls: Controls) -> None:
    dispute = controls.post("/disputes", payment_intent=paid(api).id, due_by=1_900_000_000)
    assert api.disputes.retrieve(dispute["id"]).evidence_details.due_by == 1_900_000_000
