"""After a payment: a receipt that can be downloaded, and the payment as the clinic's staff see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests

from tests.journeys.calls import Json, Principal, json_of, send
from tests.journeys.double import Double
from tests.journeys.people import Clinic, Patient, Staff
from tests.polling import until
from tests.receipt_pdf.pdf import Pdf

NAME = "Zoë Ōkubo"


@pytest.fixture
def patient(clinic: Clinic) -> Patient:
    return clinic.patient(NAME)


def ready(who: Principal, path: str) -> Json:
    """The receipt's address once it is there; until then it is being prepared."""

    def look() -> requests.Response | None:
        response = who.call("GET", path)
        if response.status_code == 202:
            assert response.json() == {"status": "preparing"}
            return None
        return response

    return json_of(until(look))


def downloaded(link: Json) -> str:
    """The text of the receipt, fetched as a browser does: without a token."""
    response = send("GET", link["url"])
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf"), response.text[:300]
    assert response.headers["x-amz-server-side-encryption"] == "AES256"
    assert f"receipt-{link['number']}.pdf" in response.headers["Content-Disposition"]
    return Pdf(response.content).text


def test_a_patient_downloads_the_receipt_of_what_was_paid(patient: Patient) -> None:
    paid = patient.pay(12_345)
    link = ready(patient, f"me/top-ups/{paid['id']}/receipt")
    text = downloaded(link)
    for fact in (NAME, "Clinique Érable", "200 Queen Street West", "123.45", "4242", "Main Street", link["number"]):
        assert fact in text, f"{fact!r} not in {text!r}"
    assert re.search("visa", text, re.IGNORECASE) and "DUPLICATE" not in text.upper()
    assert patient.top_up(paid)["receipt"] == {"number": link["number"], "status": "ready"}


def test_a_receipt_url_reveals_no_patient_and_expires_soon(clinic: Clinic, patient: Patient) -> None:
    paid = patient.pay()
    address = urlsplit(ready(patient, f"me/top-ups/{paid['id']}/receipt")["url"])
    assert address.path.endswith(f"/receipts/{clinic.id}/{patient.id}/{paid['id']}.pdf")
    assert int(re.findall(r"X-Amz-Expires=(\d+)", address.query)[0]) <= 60
    longer = address._replace(query=address.query.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"))
    assert send("GET", longer.geturl()).status_code == 403


def test_before_it_is_paid_there_is_no_receipt(patient: Patient) -> None:
    top_up = patient.start()
    problem = json_of(patient.call("GET", f"me/top-ups/{top_up['id']}/receipt"), 409)
    assert problem["code"] == "not_paid"
    assert patient.top_up(top_up)["receipt"] is None


def test_a_receipt_reissued_by_staff_is_marked_duplicate(clinic: Clinic, patient: Patient, staff: Staff) -> None:
    paid = patient.pay()
    original = ready(patient, f"me/top-ups/{paid['id']}/receipt")
    duplicate = ready(staff, f"clinic/patients/{patient.id}/payments/{paid['id']}/receipt")
    assert duplicate["number"] == original["number"]
    assert "DUPLICATE" in downloaded(duplicate).upper()
    assert "DUPLICATE" not in downloaded(ready(patient, f"me/top-ups/{paid['id']}/receipt")).upper()
    kinds = [line["kind"] for line in staff.payment(patient, paid)["activity"]]
    assert kinds == ["collected", "receipt_issued", "receipt_reissued"]


def test_a_french_speaking_patient_gets_a_french_receipt(patient: Patient, double: Double) -> None:
    response = patient.call(
        "POST",
        "me/top-ups",
        {"amount": 5_000, "location_id": "loc_main"},
        Idempotency_Key="fr",
        Accept_Language="fr-CA,fr;q=0.9",
    )
    double.confirm(json_of(response, 201), payment_method="pm_card_visa")
    text = downloaded(ready(patient, f"me/top-ups/{response.json()['id']}/receipt"))
    assert "50,00" in text and "Reçu" in text


def test_staff_see_a_payment_that_the_patient_made_and_that_pays_no_invoice(
    clinic: Clinic, patient: Patient, staff: Staff
) -> None:
    paid = patient.pay(5_000)
    payment = staff.payment(patient, paid)
    amounts = {name: payment[name]["amount"] for name in ("amount", "applied", "refunded", "disputed", "unapplied")}
    assert amounts == {"amount": 5_000, "applied": 0, "refunded": 0, "disputed": 0, "unapplied": 5_000}
    assert payment["collected_by"] == {"kind": "patient"}
    assert (payment["account_id"], payment["location"]["id"]) == (clinic.main, "loc_main")
    assert payment["card"] == {"brand": "visa", "last4": "4242", "wallet": None}
    collected = payment["activity"][0]
    assert (collected["note"], collected["amount"]["amount"]) == ("Collected by the patient", 5_000)
    assert (collected["actor"]["kind"], collected["actor"]["id"]) == ("patient", patient.id)


def test_staff_find_unapplied_payments_of_the_clinic_newest_first_and_by_location(
    new_clinic: Callable[[], Clinic], double: Double
) -> None:
    clinic = new_clinic()
    staff = clinic.staff()
    ana, ben = clinic.patient("Ana"), clinic.patient("Ben")
    first = ana.pay(1_000)
    second = ben.pay(2_000, location_id="loc_north")
    third = ana.pay(3_000, location_id="loc_north")
    ben.start(4_000)

    def found(query: str) -> list[str]:
        return [payment["id"] for payment in staff.items(f"clinic/payments?{query}")]

    newest_first = [third["id"], second["id"], first["id"]]
    until(lambda: found("unapplied=true") == newest_first)
    assert found("") == newest_first
    assert found("unapplied=true&location_id=loc_north") == newest_first[:2]
    assert found(f"account_id={clinic.north}") == []
    page = staff.get("clinic/payments?limit=2")
    assert [payment["id"] for payment in page["items"]] == newest_first[:2]
    assert found(f"limit=2&cursor={page['next_cursor']}") == newest_first[2:]
    of_ana = staff.items(f"clinic/patients/{ana.id}/payments?unapplied=true")
    assert [payment["id"] for payment in of_ana] == [third["id"], first["id"]]


def test_staff_see_available_credit_in_all_by_location_and_entry_by_entry(patient: Patient, staff: Staff) -> None:
    patient.pay(1_000)
    patient.pay(2_000, location_id="loc_north")
    patient.pay(4_000, location_id="loc_north")
    credit = staff.get(f"clinic/patients/{patient.id}/credit")
    assert credit["available"] == {"amount": 7_000, "currency": "cad"}
    by_location = {place["location"]["name"]: place["available"]["amount"] for place in credit["by_location"]}
    assert by_location == {"Main Street": 1_000, "North Clinic": 6_000}
    assert credit["payments_unapplied"] == 3
    history = staff.items(f"clinic/patients/{patient.id}/credit/history")
    assert [(line["kind"], line["amount"], line["balance_after"]) for line in history] == [
        ("top_up", 4_000, 7_000),
        ("top_up", 2_000, 3_000),
        ("top_up", 1_000, 1_000),
    ]
    assert {line["actor"].pop("name") for line in history} == {"Zoë Ōkubo"}
    assert history == patient.items("me/credit/history")


def test_no_name_goes_to_stripe(patient: Patient, double: Double) -> None:
    patient.pay()
    calls = double.controls.calls("*")
    mine = [call for call in calls if call["key_kind"] == "secret" and patient.id in str(call["params"])]
    assert {call["operation"] for call in mine} >= {"customers.create", "payment_intents.create"}
    assert not [call for call in mine if any(name in str(call["params"]) for name in NAME.split())]
