"""The ledger over HTTP, on DynamoDB and with Stripe's events: spent, given back, disputed, repaid and explained."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.devstack.stack import Stack
from tests.journeys.actions import StaffActions
from tests.journeys.calls import Json, json_of, send
from tests.journeys.double import intent_of
from tests.journeys.people import Clinic, Patient, Staff, run_module
from tests.polling import until

AT_ONCE = 32
SOON = "0.2"


@pytest.fixture
def staff_actions(staff: Staff, patient: Patient) -> StaffActions:
    return StaffActions(staff, patient)


def test_credit_is_applied_in_part_unapplied_and_applied_again_and_every_line_stays(
    staff_actions: StaffActions,
) -> None:
    top_up = staff_actions.pays()
    made = json_of(staff_actions.apply(top_up, 1_500), 201)
    assert (made["amount"], made["status"], staff_actions.amounts(top_up)) == (
        {"amount": 1_500, "currency": "cad"},
        "applied",
        (1_500, 0, 0, 3_500),
    )
    for _ in range(2):
        undone = json_of(staff_actions.unapply(made))
        assert (undone["status"], undone["unapplied_by"]["kind"]) == ("unapplied", "staff")
    json_of(staff_actions.apply(top_up, 5_000, "inv_2"), 201)
    assert [line[:2] for line in staff_actions.story()] == [
        ("top_up", 5_000),
        ("applied", -1_500),
        ("unapplied", 1_500),
        ("applied", -5_000),
    ]
    kinds = [
        line["kind"] for line in staff_actions.payment(top_up)["activity"] if not line["kind"].startswith("receipt")
    ]
    assert kinds == ["collected", "applied", "unapplied", "applied"]


def test_the_oldest_payment_is_spent_first_and_all_or_nothing(staff_actions: StaffActions) -> None:
    first, second, third = staff_actions.pays(1_000), staff_actions.pays(2_000), staff_actions.pays(4_000)
    refused = staff_actions.apply_oldest(7_001)
    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
    made = json_of(staff_actions.apply_oldest(3_500), 201)
    assert [(one["payment_id"], one["amount"]["amount"]) for one in made["applications"]] == [
        (first["id"], 1_000),
        (second["id"], 2_000),
        (third["id"], 500),
    ]
    assert staff_actions.available == 3_500
    json_of(staff_actions.unapply(made["applications"][0]))
    assert [staff_actions.amounts(top_up)[3] for top_up in (first, second, third)] == [1_000, 0, 3_500]
    staff_actions.story()


def test_applying_or_refunding_too_much_is_refused_with_what_is_left(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    json_of(staff_actions.apply(top_up, 4_000), 201)
    for refused in (
        staff_actions.apply(top_up, 1_001),
        staff_actions.refund(top_up, 1_001),
        staff_actions.apply_oldest(1_001),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
        assert refused.json()["errors"] == [{"field": "amount", "message": "must be at most 1000"}]
    assert staff_actions.amounts(top_up) == (4_000, 0, 0, 1_000)


def test_a_refund_reaches_the_card_from_the_account_that_was_paid(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    for part in (2_000, 3_000):
        assert json_of(staff_actions.refund(top_up, part), 201)["status"] == "succeeded"
    assert (staff_actions.amounts(top_up), staff_actions.available) == ((0, 5_000, 0, 0), 0)
    transfer = staff_actions.transfer_of(top_up)
    assert (transfer["destination"], transfer["amount_reversed"]) == (
        staff_actions.payment(top_up)["account_id"],
        5_000,
    )
    assert [line[:2] for line in staff_actions.story()] == [
        ("top_up", 5_000),
        ("refunded", -2_000),
        ("refunded", -3_000),
    ]
    assert staff_actions.patient.top_up(top_up)["refunded"]["amount"] == 5_000


def test_a_refund_that_fails_later_is_credit_again(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays(card="pm_card_refundFail")
    made = json_of(staff_actions.refund(top_up, 2_000), 201)
    until(lambda: staff_actions.payment(top_up)["refunds"][0]["status"] == "failed")
    (failed,) = staff_actions.payment(top_up)["refunds"]
    assert failed["id"] == made["id"] and failed["failure"]
    assert staff_actions.amounts(top_up) == (0, 0, 0, 5_000)
    assert [line[:2] for line in staff_actions.story()] == [
        ("top_up", 5_000),
        ("refunded", -2_000),
        ("refund_failed", 2_000),
    ]


def test_a_pending_refund_ends_with_stripes_event(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays(card="pm_card_pendingRefund")
    json_of(staff_actions.refund(top_up, 2_000), 201)
    assert staff_actions.available == 3_000
    until(lambda: staff_actions.payment(top_up)["refunds"][0]["status"] == "succeeded")
    assert staff_actions.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_a_refund_made_in_stripes_dashboard_leaves_the_balance(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    double = staff_actions.patient.double
    form = {"payment_intent": intent_of(top_up), "amount": "1200"}
    json_of(send("POST", f"{double.url}/v1/refunds", auth=(double.secret_key, ""), data=form))
    staff_actions.comes_to(3_800)
    assert staff_actions.payment(top_up)["refunds"][0]["requested_by"]["kind"] == "stripe"
    staff_actions.story()


def test_a_refund_with_a_lost_response_is_made_once(stack: Stack, staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    staff_actions.patient.double.break_calls("refunds.create", 2, of=top_up["id"], mode="close", when="after")
    made = json_of(staff_actions.refund(top_up, 2_000, key="lost"), 201)
    staff_actions.patient.double.behave()
    again = json_of(staff_actions.refund(top_up, 2_000, key="lost"), 201)
    assert again["id"] == made["id"] and again["status"] == "succeeded"
    run_module(stack, "tests.journeys.sweep", SOON)
    refunds = staff_actions.patient.double.read(f"refunds?payment_intent={intent_of(top_up)}")["data"]
    assert [refund["amount"] for refund in refunds] == [2_000]
    assert staff_actions.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_without_responses_or_events_the_sweep_completes_the_refund(stack: Stack, staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    staff_actions.patient.double.lose_events()
    staff_actions.patient.double.break_calls("refunds.create", 2, of=top_up["id"], mode="close", when="before")
    assert json_of(staff_actions.refund(top_up, 2_000), 201)["status"] == "pending"
    run_module(stack, "tests.journeys.sweep", SOON)
    assert staff_actions.payment(top_up)["refunds"][0]["status"] == "succeeded"
    assert staff_actions.amounts(top_up) == (0, 2_000, 0, 3_000)


def test_a_disputed_payment_is_debited_and_not_refundable(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays(card="pm_card_createDispute")
    staff_actions.comes_to(0)
    assert staff_actions.amounts(top_up) == (0, 0, 5_000, 0)
    refused = staff_actions.refund(top_up, 100)
    assert (refused.status_code, refused.json()["code"]) == (409, "disputed")
    until(lambda: staff_actions.transfer_of(top_up)["amount_reversed"] == 5_000)


def test_a_won_dispute_gives_credit_and_transfer_back(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    dispute = staff_actions.disputed(top_up)
    until(lambda: staff_actions.transfer_of(top_up)["amount_reversed"] == 5_000)
    staff_actions.decided(dispute, "won")
    staff_actions.comes_to(5_000)
    until(lambda: staff_actions.returned_for(top_up) == 5_000)
    assert [line[:2] for line in staff_actions.story()] == [
        ("top_up", 5_000),
        ("disputed", -5_000),
        ("dispute_won", 5_000),
    ]
    assert staff_actions.payment(top_up)["disputes"][0]["status"] == "won"


def test_a_dispute_after_a_partial_refund_reverses_only_the_rest(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    json_of(staff_actions.refund(top_up, 2_000), 201)
    dispute = staff_actions.disputed(top_up)
    staff_actions.comes_to(0)
    until(lambda: staff_actions.transfer_of(top_up)["amount_reversed"] == 5_000)
    staff_actions.decided(dispute, "won")
    until(lambda: staff_actions.returned_for(top_up) == 3_000)
    assert (staff_actions.available, staff_actions.amounts(top_up)) == (3_000, (0, 2_000, 0, 3_000))


def test_a_lost_dispute_ends_it(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    staff_actions.decided(staff_actions.disputed(top_up), "lost")
    until(lambda: staff_actions.payment(top_up)["disputes"][0]["status"] == "lost")
    assert (staff_actions.available, staff_actions.amounts(top_up)) == (0, (0, 0, 5_000, 0))
    kinds = Counter(line["kind"] for line in staff_actions.payment(top_up)["activity"])
    assert (kinds["dispute_opened"], kinds["disputed"], kinds["dispute_closed"]) == (1, 1, 1)


def test_an_inquiry_takes_nothing_until_it_escalates(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays(card="pm_card_createDisputeInquiry")
    dispute = staff_actions.dispute_of(top_up)
    assert (staff_actions.available, dispute["status"], dispute["withdrawn_at"]) == (
        5_000,
        "warning_needs_response",
        None,
    )
    json_of(staff_actions.apply(top_up, 1_000), 201)
    staff_actions.decided(dispute, "needs_response")
    staff_actions.comes_to(-1_000)
    staff_actions.story()


def test_a_dispute_of_spent_credit_blocks_spending_until_repaid(staff_actions: StaffActions) -> None:
    spent, other = staff_actions.pays(), staff_actions.pays(1_000)
    json_of(staff_actions.apply(spent, 5_000), 201)
    staff_actions.disputed(spent)
    staff_actions.comes_to(-4_000)
    for refused in (staff_actions.apply(other, 1), staff_actions.apply_oldest(1), staff_actions.refund(other, 1)):
        assert (refused.status_code, refused.json()["code"]) == (409, "insufficient_credit")
    staff_actions.pays(4_500)
    assert staff_actions.available == 500
    assert staff_actions.apply(other, 501).status_code == 409
    json_of(staff_actions.apply(other, 500), 201)
    assert staff_actions.available == 0
    staff_actions.story()


def test_patient_and_staff_see_the_same_history_now_and_at_any_moment(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    json_of(staff_actions.apply(top_up, 1_500), 201)
    json_of(staff_actions.refund(top_up, 500), 201)
    lines = staff_actions.history()["items"]
    assert staff_actions.patient.items("me/credit/history") == _as_a_patient_sees(lines)
    for line in lines:
        then = staff_actions.history(f"?at={line['at']}")
        assert then["balance"]["amount"] == line["balance_after"]
        theirs = staff_actions.patient.get(f"me/credit/history?at={line['at']}")
        assert theirs == {**then, "items": _as_a_patient_sees(then["items"])}
    before = staff_actions.history("?at=2020-01-01T00:00:00Z")
    assert (before["items"], before["balance"]["amount"]) == ([], 0)
    page = staff_actions.history("?limit=2")
    rest = staff_actions.history(f"?limit=2&cursor={page['next_cursor']}")
    assert [*page["items"], *rest["items"]] == lines and rest["next_cursor"] is None


def _as_a_patient_sees(lines: list[Json]) -> list[Json]:
    """The same lines; of staff and of Stripe a patient sees that they acted, and not who."""
    return [{**line, "actor": _shown_to_patient(line["actor"])} for line in lines]


def _shown_to_patient(actor: Json) -> Json:
    shown = ("kind", "id") if actor["kind"] == "patient" else ("kind",)
    return {name: actor[name] for name in shown}


@pytest.mark.parametrize("what", ["apply", "apply_oldest", "refund"])
def test_one_key_from_many_callers_at_once_is_one_effect(staff_actions: StaffActions, what: str) -> None:
    top_up = staff_actions.pays(9_000)
    acts = {
        "apply": lambda: staff_actions.apply(top_up, 4_600, key="once"),
        "apply_oldest": lambda: staff_actions.apply_oldest(4_600, key="once"),
        "refund": lambda: staff_actions.refund(top_up, 4_600, key="once"),
    }
    with ThreadPoolExecutor(AT_ONCE) as callers:
        responses = list(callers.map(lambda _: acts[what](), range(AT_ONCE)))
    for number, response in enumerate(responses):
        if response.status_code == 503:
            responses[number] = acts[what]()
    assert {response.status_code for response in responses} == {201}
    if what == "refund":
        assert len({response.json()["id"] for response in responses}) == 1
        assert len(staff_actions.patient.double.read(f"refunds?payment_intent={intent_of(top_up)}")["data"]) == 1
    else:
        assert len({response.content for response in responses}) == 1
    assert (staff_actions.available, len(staff_actions.story())) == (4_400, 2)


def test_many_different_spenders_at_once_spend_no_cent_twice(staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays(8_000)
    with ThreadPoolExecutor(AT_ONCE) as callers:
        applied = callers.map(lambda _: staff_actions.apply(top_up, 700).status_code, range(AT_ONCE // 2))
        refunded = callers.map(lambda _: staff_actions.refund(top_up, 300).status_code, range(AT_ONCE // 2))
        responses = Counter([*applied, *refunded])
    assert set(responses) <= {201, 409, 503}
    refunds = staff_actions.patient.double.read(f"refunds?limit=100&payment_intent={intent_of(top_up)}")["data"]
    applied_amount, refunded_amount, _, left = staff_actions.amounts(top_up)
    assert refunded_amount == sum(refund["amount"] for refund in refunds) and left >= 0
    assert applied_amount % 700 == 0 and refunded_amount % 300 == 0
    staff_actions.story()


def test_another_clinics_staff_can_neither_see_nor_touch_the_credit(
    clinic: Clinic, staff_actions: StaffActions, stack: Stack
) -> None:
    top_up = staff_actions.pays()
    made = json_of(staff_actions.apply(top_up, 1_000), 201)
    stranger = StaffActions(
        Staff(stack.environment["API_URL"], stack.token("full_access", clinic="clinic_other")), staff_actions.patient
    )
    for response in (
        stranger.apply(top_up, 1),
        stranger.apply_oldest(1),
        stranger.unapply(made),
        stranger.refund(top_up, 1),
        stranger.staff.call("GET", f"{stranger.path}/payments/{top_up['id']}"),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert staff_actions.amounts(top_up) == (1_000, 0, 0, 4_000)


def test_staff_without_full_access_may_apply_and_not_refund(clinic: Clinic, staff_actions: StaffActions) -> None:
    top_up = staff_actions.pays()
    clerk = StaffActions(clinic.staff("staff"), staff_actions.patient)
    made = json_of(clerk.apply(top_up, 1_000), 201)
    assert clerk.refund(top_up, 1).status_code == 403
    assert json_of(clerk.unapply(made))["unapplied_by"]["kind"] == "staff"
    assert staff_actions.amounts(top_up) == (0, 0, 0, 5_000)
