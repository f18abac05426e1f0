"""Paying in: with a card on file or a new one, past the bank's questions and refusals, and charged once."""

from __future__ import annotations

from tests.journeys.calls import json_of
from tests.journeys.double import Double, intent_of, new_card
from tests.journeys.people import CARD, Patient
from tests.polling import until

VISA, MASTERCARD = "4242424242424242", "5555555555554444"
ASKS_THE_BANK = "pm_card_threeDSecure2Required"
NO_FUNDS = "pm_card_visa_chargeDeclinedInsufficientFunds"


def test_a_new_card_pays_and_is_on_file_for_next_time(patient: Patient, double: Double) -> None:
    assert patient.cards == []
    top_up = patient.start(2_500)
    assert double.confirm(top_up, **new_card(MASTERCARD))["status"] == "succeeded"
    paid = patient.wait_for(top_up, "succeeded")
    assert paid["card"] == {"brand": "mastercard", "last4": "4444", "wallet": None}
    assert [(card["brand"], card["last4"]) for card in patient.cards] == [("mastercard", "4444")]
    assert patient.available == 2_500


def test_a_card_on_file_pays_without_being_typed_again(patient: Patient, double: Double) -> None:
    patient.pay(2_500)
    [card] = patient.cards
    assert (card["last4"], card["exp_month"] in range(1, 13)) == ("4242", True)
    top_up = patient.start(5_000)
    assert double.confirm(top_up, payment_method=card["id"])["status"] == "succeeded"
    paid = patient.wait_for(top_up, "succeeded")
    assert paid["amount"] == {"amount": 5_000, "currency": "cad"} and paid["succeeded_at"]
    assert patient.available == 7_500
    assert patient.cards == [card]
    assert sorted(charge["amount"] for charge in double.charges_of(patient.id)) == [2_500, 5_000]


def test_an_unconfirmed_top_up_is_not_credited(patient: Patient, double: Double) -> None:
    top_up = patient.start()
    assert patient.settle(top_up)["status"] == "pending"
    assert (patient.available, patient.entries, double.charges_of(patient.id)) == (0, [], [])


def test_a_card_that_needs_authentication_pays_once_confirmed(patient: Patient, double: Double) -> None:
    top_up = patient.start()
    confirmed = double.confirm(top_up, payment_method=ASKS_THE_BANK)
    assert confirmed["status"] == "requires_action"
    assert patient.settle(top_up)["status"] == "pending" and patient.available == 0
    double.answer_challenge(confirmed, "complete")
    assert patient.settle(top_up)["status"] == "succeeded"
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_failed_authentication_is_reported_and_another_card_works(patient: Patient, double: Double) -> None:
    top_up = patient.start()
    double.answer_challenge(double.confirm(top_up, payment_method=ASKS_THE_BANK), "fail")
    failed = patient.settle(top_up)
    assert failed["status"] == "pending"
    assert failed["last_error"]["code"] == "payment_intent_authentication_failure" and failed["last_error"]["message"]
    assert patient.available == 0
    double.confirm(top_up, payment_method=CARD)
    paid = patient.settle(top_up)
    assert (paid["status"], paid["last_error"]) == ("succeeded", None)
    assert patient.entries == [5_000]


def test_a_declined_card_costs_nothing_and_another_one_pays_the_same_top_up(patient: Patient, double: Double) -> None:
    top_up = patient.start()
    declined = double.confirm(top_up, payment_method=NO_FUNDS)
    assert declined["error"]["decline_code"] == "insufficient_funds"
    until(lambda: patient.top_up(top_up)["last_error"])
    told_why = patient.top_up(top_up)
    assert told_why["status"] == "pending"
    assert told_why["last_error"] == {"code": "insufficient_funds", "message": "Your card has insufficient funds."}
    assert patient.available == 0
    double.confirm(top_up, payment_method=CARD)
    assert patient.wait_for(top_up, "succeeded")["last_error"] is None
    assert patient.entries == [5_000]
    assert len(double.intents_of(patient.id)) == 1 and len(double.charges_of(patient.id)) == 1


def test_a_payment_that_takes_its_time_is_credited_when_it_arrives_and_not_before(
    patient: Patient, double: Double
) -> None:
    top_up = patient.start()
    double.controls.post("/processing_rules", payment_intent=intent_of(top_up))
    confirmed = double.confirm(top_up, payment_method=CARD)
    assert confirmed["status"] == "processing"
    patient.wait_for(top_up, "processing")
    assert patient.available == 0
    double.controls.post(f"/payment_intents/{confirmed['id']}/outcome", status="succeeded")
    patient.wait_for(top_up, "succeeded")
    assert patient.entries == [5_000]


def test_a_removed_card_is_removed_here_and_at_stripe(patient: Patient, double: Double) -> None:
    patient.pay()
    [card] = patient.cards
    assert patient.call("DELETE", f"me/cards/{card['id']}").status_code == 204
    assert patient.cards == []
    assert double.read(f"payment_methods/{card['id']}")["customer"] is None
    assert patient.call("DELETE", f"me/cards/{card['id']}").status_code == 404
    top_up = patient.start()
    assert "error" in double.confirm(top_up, payment_method=card["id"])
    assert json_of(patient.call("GET", "me/credit"))["available"]["amount"] == 5_000
