"""The offer to top up is what the service will accept: never more than the clinic's maximum balance allows."""

from __future__ import annotations

import pytest

from tests.api.api import Api
from tests.fakes.examples import account, maple
from tests.fakes.world import World


@pytest.mark.parametrize(
    ("paid", "maximum", "room"),
    [(0, 100_000, 105_000), (5_000, 100_000, 100_000), (5_001, 99_999, 99_999), (100_000, 5_000, 5_000)],
)
def test_the_offered_maximum_is_what_is_left_of_the_largest_balance(
    world: World, api: Api, paid: int, maximum: int, room: int
) -> None:
    world.clinics.save_settings("clinic_demo", maple(balance_maximum=105_000, version=2).settings, "capped")
    if paid:
        world.paid(amount=paid)
    patient = api.as_()
    offer = patient.get("/v1/me/credit").json["top_up"]
    assert (offer["maximum"], offer["balance_room"]) == (maximum, room)
    body = {"amount": offer["maximum"], "location_id": "loc_main"}
    assert patient.post("/v1/me/top-ups", body, idempotency_key="most").status == 201
    more = patient.post("/v1/me/top-ups", body | {"amount": offer["maximum"] + 1}, idempotency_key="more")
    assert more.status in (400, 409) and more.fields == ["amount"]


def test_a_balance_at_the_maximum_leaves_nothing_to_offer(world: World, api: Api) -> None:
    world.clinics.save_settings("clinic_demo", maple(balance_maximum=100_000, version=2).settings, "capped")
    world.paid(amount=100_000)
    offer = api.as_().get("/v1/me/credit").json["top_up"]
    assert (offer["maximum"], offer["balance_room"]) == (0, 0)


@pytest.mark.parametrize(
    ("header", "begins"),
    [
        ("fr-CA", "Cette carte"),
        ("fr", "Cette carte"),
        ("en-US, fr;q=0.5", "This card"),
        ("en;q=0.2, FR_ca;q=0.9", "Cette carte"),
        ("fr;q=0, en;q=0.1", "This card"),
        ("de, fr;q=0.1", "Cette carte"),
        ("french, enm", "This card"),
        ("fr;q=much", "This card"),
        ("", "This card"),
    ],
)
def test_the_card_notice_is_in_the_language_the_patient_asks_for(api: Api, header: str, begins: str) -> None:
    offer = api.as_().get("/v1/me/credit", accept_language=header).json["top_up"]
    assert offer["card_notice"].startswith(begins)


def test_the_offer_shows_the_refund_policy_and_the_words_on_the_card_statement(world: World, api: Api) -> None:
    offer = api.as_().get("/v1/me/credit").json["top_up"]
    assert (offer["refund_policy"], offer["statement_descriptor"], offer["terms_version"]) == (None, None, 1)
    world.clinics.save_account("clinic_demo", account(statement_prefix="MAPLE"))
    manager = api.as_(role="full_access")
    body = {"refund_policy": "Ask at reception.", "statement_name": "MAIN ST"}
    changed = manager.call("PATCH", "/v1/clinic/billing-settings", body, if_match='"v1"')
    assert changed.json["statement_descriptor"] == "MAPLE* MAIN ST"
    offer = api.as_().get("/v1/me/credit").json["top_up"]
    assert (offer["refund_policy"], offer["statement_descriptor"], offer["terms_version"]) == (
        "Ask at reception.",
        "MAPLE* MAIN ST",
        2,
    )
    history = manager.get("/v1/clinic/billing-settings/changes").json["items"]
    assert {(line["field"], line["after"], line["version"]) for line in history} == {
        ("refund_policy", "Ask at reception.", 2),
        ("statement_name", "MAIN ST", 2),
    }
    refused = manager.call("PATCH", "/v1/clinic/billing-settings", {"statement_name": "MAIN*ST"}, if_match='"v2"')
    assert refused.status == 400 and refused.fields == ["statement_name"]
