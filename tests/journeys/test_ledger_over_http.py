"""The ledger over HTTP, on DynamoDB and with Stripe's events: spent, given back, disputed, repaid and explained."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.devstack.stack import Stack
from tests.journeys.actions import Desk
from tests.journeys.calls import send, told
from tests.journeys.double import intent_of
from tests.journeys.people import Clinic, Patient, Staff, run_module
from tests.polling import until

AT_ONCE = 32
SOON = "0.2"


@pytest.fixture
def desk(staff: Staff, patient: Patient) -> Desk:
    return Desk(staff, patient)


def test_credit_is_applied_in_part_unapplied_and_applied_again_and_every_line_stays(desk: Desk) -> None:
    top_up = desk.pays()
    made = told(desk.apply(top_up, 1_500), 201)
    assert (made["amount"], made["status"], desk.amounts(top_up)) == (
        {"amount": 1_500, "currency": "cad"},
        "applied",
        (1_500, 0, 0, 3_500),
    )
    for _ in range(2):
        undone = told(desk.unapply(made))
        assert (undone["status"], undone["unapplied_by"]["kind"]) == ("unapplied", "staff")
    told(desk.apply(top_up, 5_000, "inv_2"), 201)
    assert [line[:2] for line in desk.story()] == [
        ("top_up", 5_000),
        ("applied", -1_500),
        ("unapplied", 1_500),
        ("applied", -5_000),
    ]
    kinds = [line["kind"] for line in desk.payment(top_up)["activity"] if not line["kind"].startswith("receipt")]
    assert kinds == ["collected", "applied", "unapplied", "applied"]


def test_the_oldest_payment_is_spent_first_and_all_or_nothing(desk: Desk) -> None:
    first, second, third = desk.pays(1_000), desk.pays(2_000), desk.pays(4_000)
    refused = desk.apply_oldest(7_001)
    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
    made = told(desk.apply_oldest(3_500), 201)
    assert [(one["payment_id"], one["amount"]["amount"]) for one in made["applications"]] == [
        (first["id"], 1_000),
        (second["id"], 2_000),
        (third["id"], 500),
    ]
    assert desk.available == 3_500
    told(desk.unapply(made["applications"][0]))
    assert [desk.amounts(top_up)[3] for top_up in (first, second, third)] == [1_000, 0, 3_500]
    desk.story()


def test_applying_or_refunding_too_much_is_refused_with_what_is_left(desk: Desk) -> None:
    top_up = desk.pays()
    told(desk.apply(top_up, 4_000), 201)
    for refused in (desk.apply(top_up, 1_001), desk.refund(top_up, 1_001), desk.apply_oldest(1_001)):
        assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
        assert refused.json()["errors"] == [{"field": "amount", "message": "must be at most 1000"}]
    assert desk.amounts(top_up) == (4_000, 0, 0, 1_000)


def test_a_refund_reaches_the_card_from_the_account_that_was_paid(desk: Desk) -> None:
    top_up = desk.pays()
    for part in (2_000, 3_000):
        assert told(desk.refund(top_up, part), 201)["status"] == "succeeded"
    assert (desk.amounts(top_up), desk.available) == ((0, 5_000, 0, 0), 0)
    transfer = desk.transfer_of(top_up)
    assert (transfer["destination"], transfer["amount_reversed"]) == (desk.payment(top_up)["account_id"], 5_000)
    assert [line[:2] for line in desk.story()] == [("top_up", 5_000), ("refunded", -2_000), ("refunded", -3_000)]
    assert desk.patient.top_up(top_up)["refunded"]["amount"] == 5_000


def test_a_refund_that_fails_later_is_credit_again(desk: Desk) -> None:
    top_up = desk.pays(card="pm_card_refundFail")
    made = told(desk.refund(top_up, 2_000), 201)
    until(lambda: desk.payment(top_up)["refunds"][0]["status"] == "failed")
    (failed,) = desk.payment(top_up)["refunds"]
    assert failed["id"] == made["id"] and failed["failure"]
    assert desk.amounts(top_up) == (0, 0, 0, 5_000)
    assert [line[:2] for line in desk.story()] == [("top_up", 5_000), ("refunded", -2_000), ("refund_failed", 2_000)]


def test_a_pending_refund_ends_with_stripes_event(desk: Desk) -> None:
    top_up = desk.pays(card="pm_card_pendingRefund")
    told(desk.refund(top_up, 2_000), 201)
    assert desk.available == 3_000
    until(lambda: desk.payment(top_up)["refunds"][0]["status"] == "succeeded")
    assert desk.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_a_refund_made_in_stripes_dashboard_leaves_the_balance(desk: Desk) -> None:
    top_up = desk.pays()
    double = desk.patient.double
    form = {"payment_intent": intent_of(top_up), "amount": "1200"}
    told(send("POST", f"{double.url}/v1/refunds", auth=(double.secret_key, ""), data=form))
    desk.comes_to(3_800)
    assert desk.payment(top_up)["refunds"][0]["requested_by"]["kind"] == "stripe"
    desk.story()


def test_a_refund_with_a_lost_response_is_made_once(stack: Stack, desk: Desk) -> None:
    top_up = desk.pays()
    desk.patient.double.break_calls("refunds.create", 2, mode="close", when="after")
    made = told(desk.refund(top_up, 2_000, key="lost"), 201)
    desk.patient.double.behave()
    again = told(desk.refund(top_up, 2_000, key="lost"), 201)
    assert again["id"] == made["id"] and again["status"] == "succeeded"
    run_module(stack, "tests.journeys.sweep", SOON)
    refunds = desk.patient.double.read(f"refunds?payment_intent={intent_of(top_up)}")["data"]
    assert [refund["amount"] for refund in refunds] == [2_000]
    assert desk.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_without_responses_or_events_the_sweep_completes_the_refund(stack: Stack, desk: Desk) -> None:
    top_up = desk.pays()
    desk.patient.double.lose_events()
    desk.patient.double.break_calls("refunds.create", 2, mode="close", when="before")
    assert told(desk.refund(top_up, 2_000), 201)["status"] == "pending"
    run_module(stack, "tests.journeys.sweep", SOON)
    assert desk.payment(top_up)["refunds"][0]["status"] == "succeeded"
    assert desk.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_a_disputed_payment_is_debited_and_not_refundable(desk: Desk) -> None:
    top_up = desk.pays(card="pm_card_createDispute")
    desk.comes_to(0)
    assert desk.amounts(top_up) == (0, 0, 5_000, 0)
    refused = desk.refund(top_up, 100)
    assert (refused.status_code, refused.json()["code"]) == (409, "disputed")
    until(lambda: desk.transfer_of(top_up)["amount_reversed"] == 5_000)


def test_a_won_dispute_gives_credit_and_transfer_back(desk: Desk) -> None:
    top_up = desk.pays()
    dispute = desk.disputed(top_up)
    until(lambda: desk.transfer_of(top_up)["amount_reversed"] == 5_000)
    desk.decided(dispute, "won")
    desk.comes_to(5_000)
    until(lambda: desk.returned_for(dispute) == 5_000)
    assert [line[:2] for line in desk.story()] == [("top_up", 5_000), ("disputed", -5_000), ("dispute_won", 5_000)]
    assert desk.payment(top_up)["disputes"][0]["status"] == "won"


def test_a_dispute_after_a_partial_refund_reverses_only_the_rest(desk: Desk) -> None:
    top_up = desk.pays()
    told(desk.refund(top_up, 2_000), 201)
    dispute = desk.disputed(top_up)
    desk.comes_to(-2_000)
    until(lambda: desk.transfer_of(top_up)["amount_reversed"] == 5_000)
    desk.decided(dispute, "won")
    until(lambda: desk.returned_for(dispute) == 3_000)
    assert (desk.available, desk.amounts(top_up)) == (3_000, (0, 2_000, 0, 3_000))


def test_a_lost_dispute_ends_it(desk: Desk) -> None:
    top_up = desk.pays()
    desk.decided(desk.disputed(top_up), "lost")
    until(lambda: desk.payment(top_up)["disputes"][0]["status"] == "lost")
    assert (desk.available, desk.amounts(top_up)) == (0, (0, 0, 5_000, 0))
    kinds = Counter(line["kind"] for line in desk.payment(top_up)["activity"])
    assert (kinds["dispute_opened"], kinds["disputed"], kinds["dispute_closed"]) == (1, 1, 1)


def test_an_inquiry_takes_nothing_until_it_escalates(desk: Desk) -> None:
    top_up = desk.pays(card="pm_card_createDisputeInquiry")
    dispute = desk.dispute_of(top_up)
    assert (desk.available, dispute["status"], dispute["withdrawn_at"]) == (5_000, "warning_needs_response", None)
    told(desk.apply(top_up, 1_000), 201)
    desk.decided(dispute, "needs_response")
    desk.comes_to(-1_000)
    desk.story()


def test_a_dispute_of_spent_credit_blocks_spending_until_repaid(desk: Desk) -> None:
    spent, other = desk.pays(), desk.pays(1_000)
    told(desk.apply(spent, 5_000), 201)
    desk.disputed(spent)
    desk.comes_to(-4_000)
    for refused in (desk.apply(other, 1), desk.apply_oldest(1), desk.refund(other, 1)):
        assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
    desk.pays(4_500)
    assert desk.available == 500
    assert desk.apply(other, 501).status_code == 409
    told(desk.apply(other, 500), 201)
    assert desk.available == 0
    desk.story()


def test_patient_and_staff_see_the_same_history_now_and_at_any_moment(desk: Desk) -> None:
    top_up = desk.pays()
    told(desk.apply(top_up, 1_500), 201)
    told(desk.refund(top_up, 500), 201)
    lines = desk.history()["items"]
    assert desk.patient.items("me/credit/history") == lines
    for line in lines:
        then = desk.history(f"?at={line['at']}")
        assert then["balance"]["amount"] == line["balance_after"]
        assert then == desk.patient.get(f"me/credit/history?at={line['at']}")
    before = desk.history("?at=2020-01-01T00:00:00Z")
    assert (before["items"], before["balance"]["amount"]) == ([], 0)
    page = desk.history("?limit=2")
    rest = desk.history(f"?limit=2&cursor={page['next_cursor']}")
    assert [*page["items"], *rest["items"]] == lines and rest["next_cursor"] is None


@pytest.mark.parametrize("what", ["apply", "apply_oldest", "refund"])
def test_one_key_from_many_callers_at_once_is_one_effect(desk: Desk, what: str) -> None:
    top_up = desk.pays(9_000)
    acts = {
        "apply": lambda: desk.apply(top_up, 4_600, key="once"),
        "apply_oldest": lambda: desk.apply_oldest(4_600, key="once"),
        "refund": lambda: desk.refund(top_up, 4_600, key="once"),
    }
    with ThreadPoolExecutor(AT_ONCE) as callers:
        answers = list(callers.map(lambda _: acts[what](), range(AT_ONCE)))
    for number, answer in enumerate(answers):
        if answer.status_code == 503:
            answers[number] = acts[what]()
    assert {answer.status_code for answer in answers} == {201}
    if what == "refund":
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len(desk.patient.double.read(f"refunds?payment_intent={intent_of(top_up)}")["data"]) == 1
    else:
        assert len({answer.content for answer in answers}) == 1
    assert (desk.available, len(desk.story())) == (4_400, 2)


def test_many_different_spenders_at_once_spend_no_cent_twice(desk: Desk) -> None:
    top_up = desk.pays(8_000)
    with ThreadPoolExecutor(AT_ONCE) as callers:
        applied = callers.map(lambda _: desk.apply(top_up, 700).status_code, range(AT_ONCE // 2))
        refunded = callers.map(lambda _: desk.refund(top_up, 300).status_code, range(AT_ONCE // 2))
        answers = Counter([*applied, *refunded])
    assert set(answers) <= {201, 409, 503}
    refunds = desk.patient.double.read(f"refunds?limit=100&payment_intent={intent_of(top_up)}")["data"]
    applied_amount, refunded_amount, _, left = desk.amounts(top_up)
    assert refunded_amount == sum(refund["amount"] for refund in refunds) and left >= 0
    assert applied_amount % 700 == 0 and refunded_amount % 300 == 0
    desk.story()


def test_another_clinics_staff_can_neither_see_nor_touch_the_credit(clinic: Clinic, desk: Desk, stack: Stack) -> None:
    top_up = desk.pays()
    made = told(desk.apply(top_up, 1_000), 201)
    stranger = Desk(
        Staff(stack.environment["API_URL"], stack.token("full_access", clinic="clinic_other")), desk.patient
    )
    for answer in (
        stranger.apply(top_up, 1),
        stranger.apply_oldest(1),
        stranger.unapply(made),
        stranger.refund(top_up, 1),
        stranger.staff.call("GET", f"{stranger.path}/payments/{top_up['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert desk.amounts(top_up) == (1_000, 0, 0, 4_000)


def test_staff_without_full_access_may_apply_and_not_refund(clinic: Clinic, desk: Desk) -> None:
    top_up = desk.pays()
    clerk = Desk(clinic.staff("staff"), desk.patient)
    made = told(clerk.apply(top_up, 1_000), 201)
    assert clerk.refund(top_up, 1).status_code == 403
    assert told(clerk.unapply(made))["unapplied_by"]["kind"] == "staff"
    assert desk.amounts(top_up) == (0, 0, 0, 5_000)
