"""POST imports/opening-balances: what a dry run reports is what the import does, and a bad file writes nothing."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from tests.api.api import Api, Reply
from tests.fakes.examples import ANA

PATH = "/v1/clinic/imports/opening-balances"
HEADER = "patient_id,name,amount,location_id,as_of,reference"
ANAS = "pat_ana,Ana Núñez,50.00,loc_main,2026-01-31,Old 17"
NEW = "pat_new,Nia Obi,7.25,loc_north,31/01/2026,Old 18"
FILE = "\r\n".join((HEADER, ANAS, NEW))


@pytest.fixture
def staff(api: Api) -> Api:
    return api.as_("full_access")


def checked(api: Api, file: str | bytes, **headers: str) -> Reply:
    return api.post(f"{PATH}?dry_run=true", file, **{"content_type": "text/csv", **headers})


def imported(api: Api, file: str | bytes = FILE, key: str = "key-1", **headers: str) -> Reply:
    return api.post(PATH, file, **{"content_type": "text/csv", "idempotency_key": key, **headers})


def rows(api: Api) -> dict[Any, Any]:
    return dict(api.world.ledger.rows._rows)


def test_an_import_does_what_its_dry_run_reported(staff: Api) -> None:
    counts = {"lines": 2, "accepted": 2, "already_there": 0, "refused": []}
    total = {"amount": 5_725, "currency": "cad"}
    before = rows(staff)
    preview = checked(staff, FILE)
    assert (preview.status, preview.json) == (200, {**counts, "total": total, "status": "checked"})
    assert rows(staff) == before
    made = imported(staff)
    assert (made.status, made.json) == (201, {**counts, "total": total, "status": "posted"})
    credit = staff.get("/v1/clinic/patients/pat_new/credit").json
    assert credit["available"]["amount"] == 725
    (payment,) = staff.get("/v1/clinic/patients/pat_new/payments").json["items"]
    assert (payment["source"], payment["received_on"], payment["reference"], payment["receipt"]) == (
        "opening_balance",
        "2026-01-31",
        "Old 18",
        None,
    )
    assert staff.get("/v1/clinic/patients?q=obi").json["items"][0]["name"] == "Nia Obi"


def test_the_same_file_again_changes_nothing(staff: Api) -> None:
    imported(staff)
    again = imported(staff, key="key-2")
    assert (again.status, again.json["accepted"], again.json["already_there"]) == (201, 0, 2)
    assert again.json["total"]["amount"] == 0 and staff.world.ledger.credit(ANA).balance == 5_000


def test_a_repeated_key_returns_the_same_and_with_another_file_a_422(staff: Api) -> None:
    first = imported(staff)
    assert imported(staff).json == first.json
    other = imported(staff, FILE + "\r\n")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_dry_run_refuses_an_idempotency_key_that_no_import_could_have(staff: Api) -> None:
    refused = staff.post(f"{PATH}?dry_run=true", FILE, content_type="text/csv", idempotency_key="")
    assert (refused.status, refused.json["code"]) == (400, "idempotency_key_required")
    assert checked(staff, FILE, idempotency_key="spaces are refused").status == 400


def test_only_an_import_needs_an_idempotency_key(staff: Api) -> None:
    refused = staff.post(PATH, FILE, content_type="text/csv")
    assert (refused.status, refused.json["code"]) == (400, "idempotency_key_required")
    for value in ("TRUE", "1", "yes", ""):
        assert staff.post(f"{PATH}?dry_run={value}", FILE, content_type="text/csv").status == 400
    twice = staff.post(f"{PATH}?dry_run=true&dry_run=true", FILE, content_type="text/csv")
    assert twice.fields == ["dry_run"]


def test_the_clinics_own_system_imports_in_its_own_name(api: Api) -> None:
    system = api.as_("system")
    assert imported(system).status == 201
    shown = api.as_("staff").get("/v1/clinic/patients/pat_new/payments").json["items"][0]
    assert shown["collected_by"]["kind"] == "system"


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("pat_ben,Ben,0,loc_main,2026-01-31,Old", "amount", "amount_negative"),
        ("pat_ben,Ben,US$5,loc_main,2026-01-31,Old", "amount", "amount_currency"),
        ("pat_ben,Ben,5.00,loc_none,2026-01-31,Old", "location_id", "location"),
        ("pat_ben,Ben,5.00,loc_closed,2026-01-31,Old", "location_id", "location"),
        ("pat_ben,Ben,5.00,loc_main,2999-01-31,Old", "as_of", "date_out_of_range"),
        ("pat_ben,Ben,5.00,loc_main,03/04/2026,Old", "as_of", "date_unclear"),
        ("pat_ben,=cmd(),5.00,loc_main,2026-01-31,Old", "name", "formula"),
        ("pat_ben,B\x00n,5.00,loc_main,2026-01-31,Old", "name", "text"),
        ("pat_ana,Ana,5.00,loc_main,2026-01-31,Old", "patient_id", "patient_twice"),
        ("pat_ben,Ben,5,00,loc_main,2026-01-31,Old", "line", "cells"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(staff: Api, line: str, field: str, code: str) -> None:
    file, before = f"{FILE}\r\n{line}", rows(staff)
    preview = checked(staff, file)
    assert preview.status == 200 and preview.json["accepted"] == 2
    (wrong,) = preview.json["refused"]
    assert (wrong["line"], wrong["field"], wrong["code"]) == (4, field, code) and wrong["message"]
    refused = imported(staff, file)
    assert (refused.status, refused.json["code"], refused.fields) == (400, "import_refused", [f"lines[4].{field}"])
    assert f"Line 4, {field}: {wrong['message']}" in refused.json["detail"]
    assert rows(staff) == before


@pytest.mark.parametrize("file", ["", "x", HEADER.replace("name,", ""), HEADER + '\r\n"pat_ana'])
def test_a_file_that_cannot_be_read_is_a_400_that_names_the_file(staff: Api, file: str) -> None:
    for reply in (checked(staff, file), imported(staff, file)):
        assert (reply.status, reply.fields) == (400, ["file"])


def test_a_windows_file_behind_the_gateway_keeps_its_accents(staff: Api) -> None:
    gateway = replace(staff, in_base64=True)
    file = FILE.replace(",", ";").replace("50.00", "1\u00a0050,00 $").encode("cp1252")
    made = imported(gateway, base64.b64encode(file))
    assert (made.status, made.json["total"]["amount"]) == (201, 105_725)
    assert staff.get("/v1/clinic/patients/pat_ana").json["name"] == "Ana Núñez"


def padded(size: int) -> str:
    return FILE + "\r\n" * ((size - len(FILE.encode())) // 2) + " " * ((size - len(FILE.encode())) % 2)


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 200), (1_000_001, 413)])
def test_a_file_is_at_most_one_megabyte(staff: Api, size: int, status: int) -> None:
    assert len(padded(size).encode()) == size
    assert checked(staff, padded(size)).status == status


@pytest.mark.parametrize(("lines", "status"), [(5_000, 200), (5_001, 400)])
def test_a_file_has_at_most_5000_lines(staff: Api, lines: int, status: int) -> None:
    file = "\n".join([HEADER, *(f"p{number},,1.00,loc_main,2026-01-31,Old" for number in range(lines))])
    reply = checked(staff, file)
    assert reply.status == status
    assert reply.json["accepted"] == lines if status == 200 else reply.fields == ["file"]


def test_an_import_of_5000_lines_is_whole(staff: Api) -> None:
    file = "\n".join([HEADER, *(f"p{number},,1.00,loc_main,2026-01-31,Old" for number in range(5_000))])
    made = imported(staff, file)
    assert (made.status, made.json["accepted"], made.json["status"]) == (201, 5_000, "posted")
    assert sum(payment.amount for payment in staff.world.ledger.all_payments()) == 500_000


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "text/csvx", ""])
def test_another_media_type_is_a_415(staff: Api, media_type: str) -> None:
    assert imported(staff, FILE, content_type=media_type).status == 415
    assert imported(staff, FILE, content_type="text/csv; charset=windows-1252").status == 201
    assert imported(staff, FILE, content_encoding="gzip").status == 415
