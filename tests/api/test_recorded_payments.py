"""POST payments over the API: fields by source, roles by source, and the shape of what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.person import Person
from tests.api.api import Api
from tests.fakes.examples import ANA, CHO

PATH = "/v1/clinic/patients/pat_new/payments"
CASH: dict[str, Any] = {"source": "recorded", "amount": 5_000, "location_id": "loc_main", "tender": "cash"}
MEMO: dict[str, Any] = {"source": "memo", "amount": 2_000, "location_id": "loc_main", "reason": "Sorry"}
OPENING: dict[str, Any] = {
    "source": "opening_balance",
    "amount": 700,
    "location_id": "loc_main",
    "as_of": "2026-01-31",
    "reference": "Old 17",
}


@pytest.fixture
def staff(api: Api) -> Api:
    return api.as_("full_access")


def test_recorded_money_makes_a_patient_known_with_credit(api: Api) -> None:
    made = api.as_("staff").post(PATH, {**CASH, "received_on": "2026-11-20", "reference": " 7 "}, idempotency_key="k")
    assert made.status == 201, made
    shown = {name: made.json[name] for name in ("source", "tender", "received_on", "reference", "origin", "card")}
    assert shown == {
        "source": "recorded",
        "tender": "cash",
        "received_on": "2026-11-20",
        "reference": "7",
        "origin": None,
        "card": None,
    }
    assert made.json["collected_by"] == {"kind": "staff", "id": "usr_staff", "name": "Dee Laurent"}
    assert [line["kind"] for line in made.json["activity"]] == ["recorded"]
    assert api.as_("staff").get(f"{PATH}/{made.json['id']}").json == made.json
    credit = api.as_("staff").get("/v1/clinic/patients/pat_new/credit").json
    assert credit["available"]["amount"] == 5_000


@pytest.mark.parametrize("body", [MEMO, OPENING])
def test_goodwill_and_opening_balances_need_full_access_and_have_no_receipt(api: Api, body: dict[str, Any]) -> None:
    refused = api.as_("staff").post(PATH, body, idempotency_key="k")
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    made = api.as_("full_access").post(PATH, body, idempotency_key="k")
    assert (made.status, made.json["source"], made.json["receipt"]) == (201, body["source"], None)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({**CASH, "tender": None}, ["tender"]),
        ({**CASH, "tender": "gold"}, ["tender"]),
        ({**CASH, "reason": "x"}, ["reason"]),
        ({**CASH, "as_of": "2026-01-31"}, ["as_of"]),
        ({**CASH, "received_on": "2026-13-01"}, ["received_on"]),
        ({**CASH, "received_on": "2999-01-01"}, ["received_on"]),
        ({**CASH, "reference": "a\u202eb"}, ["reference"]),
        ({**CASH, "reference": " "}, ["reference"]),
        ({**CASH, "reference": "a" * 101}, ["reference"]),
        ({**CASH, "amount": 0}, ["amount"]),
        ({**CASH, "amount": 100_000_000}, ["amount"]),
        ({**CASH, "amount": {"amount": 100, "currency": "usd"}}, ["amount.currency"]),
        ({**CASH, "source": "card_online"}, ["source"]),
        ({**CASH, "source": "transfer"}, ["source"]),
        ({**CASH, "card": "4242"}, ["card"]),
        ({**MEMO, "reason": None}, ["reason"]),
        ({**MEMO, "tender": "cash"}, ["tender"]),
        ({**MEMO, "reason": "\u200d"}, ["reason"]),
        ({**MEMO, "reason": "a" * 501}, ["reason"]),
        ({**OPENING, "as_of": None, "reference": None}, ["as_of", "reference"]),
        ({**OPENING, "received_on": "2026-01-31"}, ["received_on"]),
    ],
)
def test_a_field_of_another_source_or_without_sense_is_named(
    staff: Api, body: dict[str, Any], fields: list[str]
) -> None:
    reply = staff.post(PATH, body, idempotency_key="k")
    assert (reply.status, reply.fields) == (400, fields)
    assert not staff.world.ledger.all_payments()


def test_the_same_key_returns_the_same_and_another_body_is_refused(staff: Api) -> None:
    first, again = (staff.post(PATH, CASH, idempotency_key="k") for _ in range(2))
    assert first.body == again.body
    other = staff.post(PATH, {**CASH, "amount": 1}, idempotency_key="k")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


def test_the_clinics_limits_on_memos_are_settings(staff: Api) -> None:
    settings = staff.get("/v1/clinic/billing-settings")
    changes = {"memo_maximum": 1_999, "memo_daily_maximum": 3_000}
    changed = staff.call("PATCH", "/v1/clinic/billing-settings", changes, if_match=settings.headers["etag"])
    assert {name: changed.json[name] for name in changes} == changes
    refused = staff.post(PATH, MEMO, idempotency_key="k")
    assert (refused.status, refused.json["code"], refused.fields) == (409, "memo_limit_exceeded", ["amount"])
    too_large = {"memo_maximum": 999_999_991}
    assert staff.call("PATCH", "/v1/clinic/billing-settings", too_large, if_match=changed.headers["etag"]).status == 400


def test_recorded_money_is_not_one_of_the_patients_top_ups(staff: Api) -> None:
    made = staff.post("/v1/clinic/patients/pat_ana/payments", CASH, idempotency_key="k").json
    patient = staff.as_()
    assert patient.get("/v1/me/top-ups").json["items"] == []
    assert patient.get(f"/v1/me/top-ups/{made['id']}").status == 404
    assert patient.post(f"/v1/me/top-ups/{made['id']}/settle").status == 404
    (line,) = patient.get("/v1/me/credit/history").json["items"]
    assert (line["kind"], line["actor"]) == ("recorded", {"kind": "staff"})


def test_recording_for_another_clinics_patient_id_touches_only_the_own_clinic(staff: Api) -> None:
    before = staff.world.paid(CHO).unapplied
    assert staff.post("/v1/clinic/patients/pat_cho/payments", CASH, idempotency_key="k").status == 201
    assert staff.world.ledger.credit(CHO).balance == before


def test_a_void_over_the_api_shows_both_lines_and_needs_full_access(staff: Api) -> None:
    made = staff.post(PATH, CASH, idempotency_key="k").json
    void = f"{PATH}/{made['id']}/void"
    assert staff.as_("staff").post(void, {"reason": "twice"}, idempotency_key="v").status == 403
    for body in ({}, {"reason": " "}, {"reason": "a\nb"}, {"reason": "x", "amount": 1}):
        assert staff.post(void, body, idempotency_key="v").status == 400
    voided, again = (staff.post(void, {"reason": "twice"}, idempotency_key="v") for _ in range(2))
    assert voided.body == again.body and voided.status == 200
    assert (voided.json["voided"]["amount"], voided.json["unapplied"]["amount"]) == (5_000, 0)
    assert [line["kind"] for line in voided.json["activity"]] == ["recorded", "voided"]
    second = staff.post(void, {"reason": "twice"}, idempotency_key="v2")
    assert (second.status, second.json["code"]) == (409, "not_voidable")


def test_an_outside_refund_over_the_api_names_its_tender(staff: Api) -> None:
    made = staff.post(PATH, CASH, idempotency_key="k").json
    refunds, body = f"{PATH}/{made['id']}/refunds", {"amount": 2_000, "reason": "moved"}
    refused = staff.post(refunds, body, idempotency_key="r")
    assert (refused.status, refused.json["code"]) == (409, "outside_refund_required")
    for outside in ({}, {"tender": "gold"}, {"tender": "cash", "reference": "a\u202eb"}, {"tender": "cash", "x": 1}):
        assert staff.post(refunds, {**body, "outside": outside}, idempotency_key="r").status == 400
    given = staff.post(refunds, {**body, "outside": {"tender": "cash"}}, idempotency_key="r")
    assert (given.status, given.json["status"]) == (201, "succeeded")
    assert given.json["outside"] == {"tender": "cash", "reference": None}


def test_a_recorded_payment_names_its_patient_in_lists(api: Api) -> None:
    api.world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    api.world.recorded()
    (shown,) = api.as_("staff").get("/v1/clinic/payments").json["items"]
    assert shown["patient"] == {"id": "pat_ana", "name": "Ana Núñez"}
