"""Staff requests: invalid values, stale versions and unknown fields are named and change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.identity import PatientKey
from tests.api.api import Api, Reply
from tests.api.tokens import STAFF_NAME
from tests.fakes.examples import maple

SETTINGS = "/v1/clinic/billing-settings"
AMOUNT_FIELDS = ["top_up_minimum", "top_up_maximum", "balance_maximum"]
NO_AMOUNTS = ["true", '"5"', "1.5", "1e999", "-1", "null", "[]", "{}", str(2**63), "999999991"]


@pytest.fixture
def staff(api: Api) -> Api:
    return api.as_("full_access")


def patch(staff: Api, body: Any, if_match: str = '"v1"') -> Reply:
    return staff.call("PATCH", SETTINGS, body, if_match=if_match)


def assert_unchanged(staff: Api) -> None:
    assert staff.world.clinics.get("clinic_demo") == maple()


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
@pytest.mark.parametrize("value", NO_AMOUNTS)
def test_an_invalid_limit_is_rejected(staff: Api, field: str, value: str) -> None:
    reply = patch(staff, f'{{"{field}":{value}}}')
    assert reply.status == 400 and reply.fields == [field]
    assert reply.json["errors"][0]["message"].startswith("must be a whole number")
    assert_unchanged(staff)


@pytest.mark.parametrize("value", [*NO_AMOUNTS[:4], "[true]", "[1.5]", '["500"]', "[-1]", "[[500]]", str([500] * 21)])
def test_invalid_suggested_amounts_are_rejected(staff: Api, value: str) -> None:
    reply = patch(staff, f'{{"suggested_amounts":{value}}}')
    assert reply.status == 400 and reply.fields[0].startswith("suggested_amounts")
    assert_unchanged(staff)


@pytest.mark.parametrize("value", ["1", "0", '"true"', "null", "[]"])
def test_an_invalid_switch_is_rejected(staff: Api, value: str) -> None:
    reply = patch(staff, f'{{"account_credit_enabled":{value}}}')
    assert reply.json["errors"] == [{"field": "account_credit_enabled", "message": "must be true or false"}]
    assert_unchanged(staff)


@pytest.mark.parametrize("field", ["version", "primary_account_id", "changed_by", "currency"])
def test_a_read_only_setting_is_rejected(staff: Api, field: str) -> None:
    assert patch(staff, {field: 1}).fields == [field]
    assert_unchanged(staff)


def test_every_limit_out_of_range_is_named(staff: Api) -> None:
    reply = patch(staff, {"top_up_minimum": 1, "top_up_maximum": 0, "suggested_amounts": []})
    assert reply.status == 400 and set(reply.fields) >= {"top_up_minimum", "top_up_maximum"}
    assert_unchanged(staff)


@pytest.mark.parametrize("tag", ['"v2"', '"v0"', 'W/"v2"'])
def test_a_stale_version_returns_412_and_changes_nothing(staff: Api, tag: str) -> None:
    reply = patch(staff, {"top_up_minimum": 600}, tag)
    assert (reply.status, reply.json["code"]) == (412, "stale_version")
    assert_unchanged(staff)


@pytest.mark.parametrize("tag", ["v1", "1", "*", '"v1", "v2"', '"v99999999999"', '"é"', '""', 'w/"v1"', '"v１"'])
def test_a_foreign_tag_returns_400_and_changes_nothing(staff: Api, tag: str) -> None:
    reply = patch(staff, {"top_up_minimum": 600}, tag)
    assert (reply.status, reply.json["code"], reply.fields) == (400, "invalid_request", ["If-Match"])
    assert_unchanged(staff)


def test_a_tag_that_a_proxy_weakened_is_accepted(staff: Api) -> None:
    assert patch(staff, {"top_up_minimum": 600}, 'W/"v1"').status == 200


def test_a_missing_if_match_returns_428_and_changes_nothing(staff: Api) -> None:
    reply = patch(staff, {"top_up_minimum": 600}, "")
    assert (reply.status, reply.json["code"]) == (428, "precondition_required")
    assert_unchanged(staff)


def test_an_etag_allows_one_change(staff: Api) -> None:
    tag = staff.get(SETTINGS).headers["etag"]
    changed = patch(staff, {"top_up_minimum": 600}, tag)
    assert changed.status == 200 and changed.json["top_up_minimum"] == 600
    by = {"kind": "staff", "id": "usr_full_access", "name": STAFF_NAME}
    assert changed.json["changed_by"] == by
    assert patch(staff, {"top_up_minimum": 700}, tag).status == 412
    assert patch(staff, {"top_up_minimum": 700}, changed.headers["etag"]).status == 200


def test_every_change_of_settings_is_listed_with_who_and_what_it_was(staff: Api) -> None:
    tag = staff.get(SETTINGS).headers["etag"]
    assert patch(staff, {"top_up_minimum": 600, "suggested_amounts": [1000]}, tag).status == 200
    assert staff.post("/v1/clinic/payment-accounts/acct_north/make-primary").status == 200
    seen: list[tuple[str, object, object]] = []
    cursor = ""
    for _ in range(3):
        reply = staff.get(f"{SETTINGS}/changes?limit=1{cursor}").json
        (line,) = reply["items"]
        assert (line["by"]["name"], line["at"][:4]) == (STAFF_NAME, "2026")
        seen.append((line["field"], line["before"], line["after"]))
        cursor = f"&cursor={reply['next_cursor']}"
    assert reply["next_cursor"] is None
    assert seen == [
        ("primary_account_id", "acct_main", "acct_north"),
        ("suggested_amounts", [2_500, 5_000, 10_000], [1_000]),
        ("top_up_minimum", 500, 600),
    ]


@pytest.mark.parametrize("name", ["null", "7", '""', "[]", f'"{"n" * 101}"', '"\\ud800"'])
def test_an_invalid_location_name_is_rejected(staff: Api, name: str) -> None:
    reply = staff.call("PUT", "/v1/clinic/locations/loc_new", f'{{"name":{name},"active":true}}')
    assert reply.status == 400
    assert_unchanged(staff)


HIDDEN = [" ", "\u00a0", "\u200b", "\x00", "a\x1b[2J", "\u202egnp.exe", "a\u2066b", "a\nb", "\u3164", "\ufeff"]


@pytest.mark.parametrize("text", HIDDEN, ids=lambda text: "-".join(f"{ord(sign):04X}" for sign in text))
def test_a_name_or_reason_that_hides_or_reorders_is_rejected_by_field(staff: Api, text: str) -> None:
    reply = staff.call("PUT", "/v1/clinic/locations/loc_new", {"name": text, "active": True})
    assert (reply.status, reply.fields) == (400, ["name"])
    payment = staff.world.paid(patient=PatientKey("clinic_demo", "pat_ana"))
    body = {"amount": 100, "reason": text}
    path = f"/v1/clinic/patients/pat_ana/payments/{payment.id}/refunds"
    reply = staff.post(path, body, idempotency_key="hidden")
    assert (reply.status, reply.fields) == (400, ["reason"])
    assert staff.post(path, body | {"reason": " Moved away "}, idempotency_key="seen").json["reason"] == "Moved away"


def test_a_location_name_is_trimmed(staff: Api) -> None:
    reply = staff.call("PUT", "/v1/clinic/locations/loc_new", {"name": "  East\t", "active": True})
    assert reply.json["name"] == "East"


@pytest.mark.parametrize("name", ["Élan 😀", "<script>alert(1)</script>", "名" * 100])
def test_an_unusual_location_name_is_stored_unchanged(staff: Api, name: str) -> None:
    reply = staff.call("PUT", "/v1/clinic/locations/loc_new", {"name": name, "active": True})
    assert reply.json == {"id": "loc_new", "name": name, "active": True}
    assert reply.headers["content-type"] == "application/json" and reply.headers["x-content-type-options"] == "nosniff"


def test_an_ineligible_account_is_refused_with_its_reason(staff: Api) -> None:
    reply = staff.post("/v1/clinic/payment-accounts/acct_pending/make-primary")
    assert (reply.status, reply.json["code"], reply.json["reason"]) == (409, "account_not_eligible", "charges_disabled")
    assert_unchanged(staff)


def test_each_ineligible_account_has_its_reason(staff: Api) -> None:
    items = staff.get("/v1/clinic/payment-accounts").json["items"]
    assert [(item["id"], item["is_primary"], item["ineligible_reason"]) for item in items] == [
        ("acct_main", True, None),
        ("acct_north", False, None),
        ("acct_pending", False, "charges_disabled"),
    ]
