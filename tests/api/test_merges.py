"""Merges over the API: the old id is redirected, and a token of the old patient goes on working."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from chalicelib.credit.merge import MergeRequest
from tests.api.api import Api
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.faults import When
from tests.services.actions import KIM, FailOn

PATIENT = "/v1/clinic/patients/pat_ana"
BODY = {"from": "pat_ana", "into": "pat_ben", "reason": "registered twice"}


def merge(api: Api, role: str = "full_access") -> None:
    api.world.services.provision_patient(BEN)
    assert api.as_(role).post("/v1/clinic/patient-merges", BODY, idempotency_key="k").status == 201


def test_a_merge_returns_the_same_again(api: Api) -> None:
    api.world.paid()
    api.world.services.provision_patient(BEN)
    staff = api.as_("full_access")
    made, again = (staff.post("/v1/clinic/patient-merges", BODY, idempotency_key="k") for _ in range(2))
    assert made.status == 201 and made.body == again.body
    assert {name: made.json[name] for name in BODY} == BODY and made.json["by"]["kind"] == "staff"
    assert staff.post("/v1/clinic/patient-merges", {**BODY, "reason": "x"}, idempotency_key="k").status == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {"name": "Ana", "email": None, "language": None}),
        ("GET", "/credit", None),
        ("GET", "/credit/history?limit=5", None),
        ("GET", "/payments", None),
        ("GET", "/payments/{id}", None),
        ("GET", "/payments/{id}/receipt", None),
        ("GET", "/invoices", None),
        ("GET", "/invoices/inv-1", None),
        ("PUT", "/invoices/inv-1", {"number": "1", "amount": 1, "location_id": "loc_main", "issued_on": "2026-11-01",
                                    "revision": 1, "status": "open"}),
        ("POST", "/applications", {"invoice_id": "inv_1", "amount": 100}),
        ("POST", "/payments/{id}/applications", {"invoice_id": "inv_1", "amount": 100}),
        ("DELETE", "/payments/{id}/applications/app_1", None),
        ("POST", "/payments/{id}/refunds", {"amount": 100, "reason": "x"}),
        ("POST", "/payments/{id}/release-hold", None),
        ("POST", "/payments/{id}/transfers", {"to_patient_id": "pat_dee", "reason": "x"}),
        ("POST", "/payments/{id}/void", {"reason": "x"}),
        ("POST", "/payments", {"source": "recorded", "amount": 1, "location_id": "loc_main", "tender": "cash"}),
    ],
)  # fmt: skip
def test_the_old_id_is_redirected_to_the_same_of_the_new_one_and_changes_nothing(
    api: Api, method: str, path: str, body: dict[str, object] | None
) -> None:
    paid = api.world.recorded() if path.endswith("void") else api.world.paid()
    merge(api)
    before = api.world.ledger.credit(BEN)
    asked = (PATIENT + path).replace("{id}", paid.id)
    reply = api.as_("full_access").call(method, asked, body, idempotency_key="key-2")
    assert (reply.status, reply.json["code"]) == (308, "patient_merged")
    assert urljoin(f"https://api.example/stage{asked}", reply.headers["location"]) == (
        f"https://api.example/stage{asked}".replace("pat_ana", "pat_ben")
    )
    assert api.world.ledger.credit(BEN) == before


def test_the_old_patients_token_sees_and_uses_the_new_patients_credit(api: Api) -> None:
    paid, own = api.world.paid(), api.world.paid(BEN)
    merge(api, "system")
    me = api.as_()
    assert me.get("/v1/me/credit").json["available"]["amount"] == 10_000
    assert len(me.get("/v1/me/credit/history").json["items"]) == 2
    assert {each["id"] for each in me.get("/v1/me/top-ups").json["items"]} == {paid.id, own.id}
    assert me.get(f"/v1/me/top-ups/{paid.id}").status == 200 == me.get(f"/v1/me/top-ups/{own.id}").status
    assert me.get("/v1/me/cards").status == 200 == me.get("/v1/me/invoices").status
    assert me.get("/v1/me/notices").status == 200
    started = me.post("/v1/me/top-ups", {"amount": 5_000, "location_id": "loc_main"}, idempotency_key="new")
    assert started.status == 201
    intent = started.json["client_secret"].split("_secret_")[0]
    api.world.stripe.pay(intent)
    assert me.post(f"/v1/me/top-ups/{started.json['id']}/settle").json["status"] == "succeeded"
    assert api.world.ledger.credit(BEN).balance == 15_000


def test_cash_recorded_before_a_merge_is_not_recorded_again_amid_it(api: Api) -> None:
    api.world.services.provision_patient(BEN)
    cash = {"source": "recorded", "amount": 2_000, "location_id": "loc_main", "tender": "cash"}
    made = api.as_("staff").post(f"{PATIENT}/payments", cash, idempotency_key="cash")
    cut_off = api.world.guarded(FailOn("merge_of", When.BEFORE)).services
    cut_off.merge_patients(MergeRequest(patient=ANA, into=BEN, reason="twice", actor=KIM, idempotency_key="m"))
    again = api.as_("staff").post(f"{PATIENT}/payments", cash, idempotency_key="cash")
    assert (made.status, again.status, again.json["id"]) == (201, 201, made.json["id"])
    assert api.world.ledger.credit(BEN).balance == 2_000


def test_what_neither_patient_has_is_not_found(api: Api) -> None:
    api.world.paid()
    merge(api)
    assert api.as_().get("/v1/me/top-ups/pay_none").status == 404
    assert api.as_("staff").get("/v1/clinic/patients/pat_typo").status == 404
    assert api.as_("staff", clinic="clinic_other").get(PATIENT).status == 404


def test_credit_is_not_transferred_to_a_patient_who_is_no_more(api: Api) -> None:
    api.world.paid()
    merge(api)
    own = api.world.paid(BEN)
    path = f"/v1/clinic/patients/pat_ben/payments/{own.id}/transfers"
    reply = api.as_("full_access").post(path, {"to_patient_id": "pat_ana", "reason": "x"}, idempotency_key="t")
    assert (reply.status, reply.fields) == (404, ["to_patient_id"])


def test_the_directory_lists_the_two_once(api: Api) -> None:
    api.world.paid()
    merge(api)
    found = api.as_("staff").get("/v1/clinic/patients?q=pat_ana").json["items"]
    assert found == []


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"into": "pat_ana"}, 400, "into"),
        ({"into": "pat_typo"}, 404, "into"),
        ({"from": "pat_typo"}, 404, "from"),
        ({"into": CHO.patient_id}, 404, "into"),
        ({"from": "a b"}, 400, "from"),
        ({"reason": "\u200b"}, 400, "reason"),
        ({"clinic": "clinic_other"}, 400, "clinic"),
    ],
)
def test_a_merge_that_cannot_be_is_refused_by_its_field(
    api: Api, changes: dict[str, object], status: int, field: str
) -> None:
    paid, _ = api.world.paid(), api.world.paid(CHO)
    api.world.services.provision_patient(BEN)
    reply = api.as_("full_access").post("/v1/clinic/patient-merges", {**BODY, **changes}, idempotency_key="k")
    assert (reply.status, reply.fields) == (status, [field])
    assert api.world.now(paid) == paid
