"""Statements and refund receipts over the API: first 202, then an address for a minute; nothing of staff in them."""

from __future__ import annotations

import pytest

from tests.api.api import Api, Reply
from tests.fakes.examples import BEN
from tests.services.actions import refund
from tests.services.merges import merge

PATIENT = "/v1/clinic/patients/pat_ana"


def drawn(api: Api, path: str, role: str = "patient") -> Reply:
    """The response once the document is drawn."""
    first = api.as_(role).get(path)
    assert (first.status, first.json) == (202, {"status": "preparing"})
    api.world.services.sweep()
    reply = api.as_(role).get(path)
    assert (reply.status, reply.json["status"]) == (200, "ready") and reply.json["print_url"].endswith("&inline")
    return reply


@pytest.mark.parametrize(
    ("role", "path"), [("patient", "/v1/me/credit/statement"), ("staff", f"{PATIENT}/credit/statement")]
)
def test_patient_and_staff_get_the_same_statement(api: Api, role: str, path: str) -> None:
    api.world.recorded()
    url = drawn(api, f"{path}?from=2026-01-01&to=2026-11-23&format=csv", role).json["url"]
    table = api.world.documents.download(url).decode()
    assert ",recorded,,Main Street," in table and "usr_sam" not in table and "Sam" not in table


@pytest.mark.parametrize(
    ("asked", "field"),
    [("from=2026-11-24", "to"), ("to=2027-01-01", "to"), ("format=docx", "format"), ("from=yesterday", "from")],
)
def test_a_statement_that_cannot_be_is_refused_by_name(api: Api, asked: str, field: str) -> None:
    api.world.recorded()
    reply = api.as_().get(f"/v1/me/credit/statement?{asked}")
    assert reply.status == 400 and reply.fields == [field]


def test_a_merged_patients_statement_is_the_other_ones(api: Api) -> None:
    api.world.recorded()
    api.world.recorded(BEN)
    merge(api.world.open)
    reply = api.as_("staff").get(f"{PATIENT}/credit/statement?format=csv")
    assert reply.status == 308 and reply.headers["location"] == "../../pat_ben/credit/statement?format=csv"
    assert drawn(api, "/v1/me/credit/statement").json["url"].count("/pat_ben/") == 1


@pytest.mark.parametrize("role", ["patient", "staff"])
def test_a_refund_has_a_receipt_for_the_patient_and_for_staff(api: Api, role: str) -> None:
    paid = api.world.paid()
    made = refund(api.world.open, paid, 2_000)
    start = f"/v1/me/top-ups/{paid.id}" if role == "patient" else f"{PATIENT}/payments/{paid.id}"
    reply = drawn(api, f"{start}/refunds/{made.id}/receipt", role)
    assert api.world.documents.download(reply.json["url"]).decode().startswith(f"%PDF refund {reply.json['number']} ")
    assert api.as_(patient="pat_ben").get(f"/v1/me/top-ups/{paid.id}/refunds/{made.id}/receipt").status == 404
