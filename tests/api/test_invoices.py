"""Invoices over the API: who sends them, what is refused by field, and what each caller is shown."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.billing_settings import AutomaticApplication, InvoicePolicy
from tests.api.api import Api, Reply

PATH = "/v1/clinic/patients/pat_ana/invoices"
BODY: dict[str, Any] = {
    "number": "2026-1042",
    "amount": 12_000,
    "location_id": "loc_main",
    "issued_on": "2026-11-20",
    "revision": 1,
    "status": "open",
    "label": "Physiotherapy",
}


def put(api: Api, invoice_id: str = "2f1b-9.~_A", role: str = "system", **changes: Any) -> Reply:
    return api.as_(role).call("PUT", f"{PATH}/{invoice_id}", {**BODY, **changes})


def apply(api: Api, amount: int, invoice_id: str = "2f1b-9.~_A", key: str = "key-1") -> Reply:
    path = "/v1/clinic/patients/pat_ana/applications"
    return api.as_("staff").post(path, {"invoice_id": invoice_id, "amount": amount}, idempotency_key=key)


def pay_mine(api: Api, amount: int, invoice_id: str = "2f1b-9.~_A", patient: str = "pat_ana") -> Reply:
    path = f"/v1/me/invoices/{invoice_id}/applications"
    return api.as_(patient=patient).post(path, {"amount": amount}, idempotency_key="key-1")


@pytest.mark.parametrize("role", ["system", "full_access"])
def test_a_sent_invoice_is_created_and_then_returned(api: Api, role: str) -> None:
    first, again = put(api, role=role), put(api, role=role)
    assert (first.status, again.status) == (201, 200) and first.json == again.json
    assert first.json == {
        "id": "2f1b-9.~_A",
        "number": "2026-1042",
        "amount": {"amount": 12_000, "currency": "cad"},
        "credited": {"amount": 0, "currency": "cad"},
        "left": {"amount": 12_000, "currency": "cad"},
        "status": "open",
        "location": {"id": "loc_main", "name": "Main Street"},
        "issued_on": "2026-11-20",
        "revision": 1,
        "label": "Physiotherapy",
        "account_id": None,
    }


@pytest.mark.parametrize(("revision", "code"), [(1, "stale_revision"), (2, "revision_conflict")])
def test_a_late_or_contradicting_revision_is_a_conflict(api: Api, revision: int, code: str) -> None:
    put(api, revision=2)
    reply = put(api, revision=revision, amount=500)
    assert (reply.status, reply.json["code"], reply.fields) == (409, code, ["revision"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"revision": -1}, "revision"),
        ({"revision": 2**53}, "revision"),
        ({"revision": 10**30}, "revision"),
        ({"revision": 1.5}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": None}, "revision"),
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 100_000_000}, "amount"),
        ({"amount": {"amount": 100, "currency": "usd"}}, "amount.currency"),
        ({"location_id": "loc_nowhere"}, "location_id"),
        ({"account_id": "acct_other"}, "account_id"),
        ({"issued_on": "20 November"}, "issued_on"),
        ({"issued_on": "2026-02-30"}, "issued_on"),
        ({"status": "paid"}, "status"),
        ({"number": ""}, "number"),
        ({"number": " "}, "number"),
        ({"number": "a\nb"}, "number"),
        ({"number": "x" * 65}, "number"),
        ({"label": "a\u202eb"}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    reply = put(api, **changes)
    assert (reply.status, reply.fields) == (400, [field])
    assert api.as_("staff").get(PATH).status == 404


@pytest.mark.parametrize("name", ["number", "amount", "location_id", "issued_on", "revision", "status"])
def test_a_missing_field_is_named(api: Api, name: str) -> None:
    body = {each: value for each, value in BODY.items() if each != name}
    reply = api.as_("system").call("PUT", f"{PATH}/inv_1", body)
    assert (reply.status, reply.fields) == (400, [name])


def test_a_patient_without_payments_is_known_by_an_invoice(api: Api) -> None:
    put(api)
    assert api.as_("staff").get("/v1/clinic/patients/pat_ana/credit").json["available"]["amount"] == 0


def test_invoices_are_listed_newest_first_a_page_at_a_time(api: Api) -> None:
    for day in (20, 22, 21):
        put(api, f"inv-{day}", issued_on=f"2026-11-{day}", number=f"N{day}")
    first = api.as_("staff").get(f"{PATH}?limit=2").json
    rest = api.as_("staff").get(f"{PATH}?limit=2&cursor={first['next_cursor']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == ["inv-22", "inv-21", "inv-20"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["b", "a"]),
        ("open=true", ["a"]),
        ("q=B-7", ["b"]),
        ("q=massage", ["b"]),
        ("q=120.00", ["a"]),
        ("q=x", []),
        ("q=120&open=true", ["a"]),
    ],
)
def test_invoices_are_found_by_number_label_and_amount(api: Api, query: str, found: list[str]) -> None:
    put(api, "a")
    put(api, "b", number="B-7", label="Massage", amount=500, status="void", issued_on="2026-11-21")
    reply = api.as_("staff").get(f"{PATH}?{query}")
    assert [one["id"] for one in reply.json["items"]] == found


def test_an_invoice_shows_its_applications_and_what_was_given_back(api: Api) -> None:
    api.world.paid(amount=20_000)
    put(api)
    apply(api, 8_000)
    put(api, revision=2, amount=5_000)
    found = api.as_("staff").get(f"{PATH}/2f1b-9.~_A").json
    assert (found["credited"]["amount"], found["left"]["amount"], found["status"]) == (5_000, 0, "paid")
    [made] = found["applications"]
    assert (made["amount"]["amount"], made["status"], made["invoice_number"]) == (5_000, "applied", "2026-1042")
    [line, *_] = api.as_("staff").get("/v1/clinic/patients/pat_ana/credit/history").json["items"]
    assert (line["kind"], line["amount"], line["actor"]["kind"]) == ("unapplied", 3_000, "system")
    assert line["reference"] == {"kind": "invoice", "id": "2f1b-9.~_A", "number": "2026-1042"}


def test_activity_names_the_invoice_by_its_number(api: Api) -> None:
    paid = api.world.paid(amount=20_000)
    put(api)
    apply(api, 8_000)
    activity = api.as_("staff").get(f"/v1/clinic/patients/pat_ana/payments/{paid.id}").json["activity"]
    assert activity[-1]["note"] == "Applied to invoice 2026-1042"


def test_more_than_is_left_is_refused_with_what_is_left(api: Api) -> None:
    api.world.paid(amount=20_000)
    put(api)
    reply = apply(api, 12_001)
    assert (reply.status, reply.json["code"], reply.fields) == (409, "exceeds_invoice", ["amount"])
    assert "12000" in reply.json["errors"][0]["message"]


def test_void_and_unknown_invoices_are_refused_by_field(api: Api) -> None:
    api.world.paid()
    put(api, status="void")
    void = apply(api, 100)
    api.world.clinics.set_settings("clinic_demo", invoices=InvoicePolicy.KNOWN)
    unknown = apply(api, 100, "inv_2", "key-2")
    assert [(one.status, one.json["code"], one.fields) for one in (void, unknown)] == [
        (409, "invoice_void", ["invoice_id"]),
        (409, "invoice_unknown", ["invoice_id"]),
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("INV-1001", "INV-1001"), (" 2026/0001 ", "2026/0001"), ("n° 12", "n° 12"), ("é" * 64, "é" * 64)],
)
def test_staff_may_type_any_invoice_id_where_any_is_taken(api: Api, typed: str, kept: str) -> None:
    api.world.paid()
    reply = apply(api, 100, typed)
    assert (reply.status, reply.json["invoice_id"]) == (201, kept)


@pytest.mark.parametrize("bad", ["", "  ", "a\nb", "a\u202eb", "é" * 65, "x" * 129, 7, None])
def test_an_invoice_id_that_cannot_be_typed_is_refused(api: Api, bad: Any) -> None:
    api.world.paid()
    path = "/v1/clinic/patients/pat_ana/applications"
    reply = api.as_("staff").post(path, {"invoice_id": bad, "amount": 100}, idempotency_key="key-1")
    assert (reply.status, reply.fields) == (400, ["invoice_id"])


def test_a_patient_sees_their_own_invoices_without_the_label(api: Api) -> None:
    put(api)
    mine, other = api.as_().get("/v1/me/invoices").json, api.as_(patient="pat_ben").get("/v1/me/invoices").json
    [shown] = mine["items"]
    assert (shown["number"], shown["left"]["amount"]) == ("2026-1042", 12_000)
    assert not {"label", "revision", "account_id"} & set(shown) and "Physio" not in str(mine)
    assert other == {"items": [], "next_cursor": None}
    put(api, revision=2, status="void")
    assert api.as_().get("/v1/me/invoices?open=true").json["items"] == []


def test_a_patient_applies_credit_only_where_the_clinic_allows_it(api: Api) -> None:
    api.world.paid(amount=20_000)
    put(api)
    refused = pay_mine(api, 5_000)
    assert (refused.status, refused.json["code"]) == (409, "patients_may_not_apply")
    assert api.as_().get("/v1/me/credit").json["may_apply"] is False
    api.world.clinics.set_settings("clinic_demo", patients_may_apply=True)
    first, again = pay_mine(api, 5_000), pay_mine(api, 5_000)
    assert first.status == again.status == 201 and first.json == again.json
    assert first.json["applications"][0]["applied_by"]["kind"] == "patient"
    assert api.as_().get("/v1/me/credit").json["may_apply"] is True
    assert api.as_().get("/v1/me/invoices").json["items"][0]["left"]["amount"] == 7_000


def test_a_patient_cannot_apply_to_anothers_or_an_unknown_invoice(api: Api) -> None:
    api.world.clinics.set_settings("clinic_demo", patients_may_apply=True)
    api.world.paid()
    put(api)
    assert pay_mine(api, 100, invoice_id="inv-missing").status == 404
    assert pay_mine(api, 100, patient="pat_ben").status == 404


def test_invoice_settings_are_shown_and_changed(api: Api) -> None:
    path = "/v1/clinic/billing-settings"
    wanted = {"invoices": "known", "patients_may_apply": True, "apply_automatically": "oldest_first"}
    shown = api.as_("staff").get(path).json
    assert (shown["invoices"], shown["patients_may_apply"], shown["apply_automatically"]) == ("any", False, "off")
    changed = api.as_("full_access").call("PATCH", path, wanted, if_match='"v1"')
    settings = api.world.clinics.get("clinic_demo").settings
    assert changed.status == 200 and settings.invoices is InvoicePolicy.KNOWN and settings.patients_may_apply
    assert settings.apply_automatically is AutomaticApplication.OLDEST_FIRST
    refused = api.as_("full_access").call("PATCH", path, {"invoices": "some"}, if_match='"v2"')
    assert (refused.status, refused.fields) == (400, ["invoices"])
