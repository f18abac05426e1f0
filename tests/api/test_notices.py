"""Patients choose their notices, and see why an address gets none."""

from __future__ import annotations

from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.person import Person
from tests.api.api import Api
from tests.fakes.examples import ANA
from tests.fakes.small import NOON

PATH = "/v1/me/notices"
ALL_ON = {"receipt": True, "refund": True, "credit_applied": True}


def test_everything_is_on_and_goes_to_the_clinics_address_until_a_patient_chooses(api: Api) -> None:
    api.world.services.save_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
    found = api.as_("patient").get(PATH)
    assert (found.status, found.json) == (200, {"email": "ana@example.com", **ALL_ON, "undeliverable": None})


def test_choices_are_stored_and_returned(api: Api) -> None:
    patient = api.as_("patient")
    chosen = {"email": "me@example.com", **ALL_ON, "refund": False}
    for response in (patient.call("PUT", PATH, chosen), patient.get(PATH)):
        assert (response.status, response.json) == (200, {**chosen, "undeliverable": None})


def test_what_is_no_address_is_named_as_the_field(api: Api) -> None:
    refused = api.as_("patient").call("PUT", PATH, {"email": "ana@example.com\nBcc: all@example.com", **ALL_ON})
    assert refused.status == 400 and [error["field"] for error in refused.json["errors"]] == ["email"]


def test_an_address_that_bounced_is_shown_with_the_reason(api: Api) -> None:
    api.world.services.choose_notices(ANA, "me@example.com", frozenset())
    problem = AddressProblem("me@example.com", Undeliverable.BOUNCED, NOON)
    api.world.ledger.save_notice_preferences(api.world.ledger.notice_preferences(ANA).undeliverable(problem))
    found = api.as_("patient").get(PATH).json["undeliverable"]
    assert found == {"reason": "bounced", "since": "2026-11-23T12:00:00Z"}


def test_the_clinic_sees_that_its_own_address_is_switched_off(api: Api) -> None:
    api.world.clinics.set_settings("clinic_demo", notice_email="accounts@maple.example")
    problem = AddressProblem("accounts@maple.example", Undeliverable.COMPLAINED, NOON)
    api.world.clinics.save_notice_problem("clinic_demo", problem)
    settings = api.as_("staff").get("/v1/clinic/billing-settings").json
    assert settings["notice_email_undeliverable"] == {"reason": "complained", "since": "2026-11-23T12:00:00Z"}
