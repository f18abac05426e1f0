"""Staff find patients by name, and the clinic's system keeps their names."""

from __future__ import annotations

from datetime import timedelta

from tests.api.api import Api
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import When
from tests.services.actions import FailOn
from tests.services.merges import merge

PATIENTS = "/v1/clinic/patients"
BODY = {"name": "  Ana\u202e  Moreau ", "email": "ana@example.com", "language": "fr-CA"}


def test_a_top_up_makes_the_patient_known_by_the_tokens_name(api: Api) -> None:
    api.world.paid()
    (shown,) = api.as_("staff").get(f"{PATIENTS}?q=NUN").json["items"]
    assert (shown["id"], shown["name"], shown["payments_unapplied"]) == ("pat_ana", "Ana Núñez", 1)
    assert shown["available"] == {"amount": 5_000, "currency": "cad"} and shown["last_activity_at"]


def test_a_patient_without_payments_is_a_profile(api: Api) -> None:
    system = api.as_("system")
    put = system.call("PUT", f"{PATIENTS}/a2f0-11.b", BODY)
    profile = api.as_("staff").get(f"{PATIENTS}/a2f0-11.b")
    assert (put.status, profile.status, put.json) == (200, 200, profile.json)
    assert (profile.json["name"], profile.json["email"]) == ("Ana Moreau", "ana@example.com")
    assert (profile.json["available"]["amount"], profile.json["cards_on_file"]) == (0, 0)
    assert api.as_("staff").get(f"{PATIENTS}/a2f0-11.b/payments").json["items"] == []


def test_a_name_from_the_clinic_outlives_the_tokens(api: Api) -> None:
    api.world.paid()
    api.as_("system").call("PUT", f"{PATIENTS}/pat_ana", BODY)
    api.world.paid()
    assert api.as_("staff").get(f"{PATIENTS}/pat_ana").json["name"] == "Ana Moreau"


def test_the_same_person_again_writes_nothing(api: Api) -> None:
    system = api.as_("system")
    for _ in range(2):
        system.call("PUT", f"{PATIENTS}/pat_ben", BODY)
    kept = api.world.ledger.person(BEN)
    assert kept and kept.revision == 1


def test_a_name_that_shows_nothing_is_refused_by_field(api: Api) -> None:
    reply = api.as_("system").call("PUT", f"{PATIENTS}/pat_ben", {**BODY, "name": "\u200b \u3164", "email": "ana"})
    assert (reply.status, reply.fields) == (400, ["name", "email"])
    assert api.world.ledger.person(BEN) is None


def test_only_patients_with_credit_are_listed_when_asked(api: Api) -> None:
    api.world.paid()
    api.as_("system").call("PUT", f"{PATIENTS}/pat_ben", {**BODY, "name": "Ana Ben"})
    staff = api.as_("staff")
    assert [each["id"] for each in staff.get(PATIENTS).json["items"]] == ["pat_ben", "pat_ana"]
    assert [each["id"] for each in staff.get(f"{PATIENTS}?with_credit=true&q=ana").json["items"]] == ["pat_ana"]


def test_a_search_of_one_character_is_refused(api: Api) -> None:
    assert api.as_("staff").get(f"{PATIENTS}?q=a").fields == ["q"]


def test_an_erased_patient_is_in_no_directory(api: Api) -> None:
    world = api.world
    paid = world.paid()
    world.services.issue_receipt(paid)
    world.services.erase_patient(paid.patient)
    assert api.as_("staff").get(f"{PATIENTS}?q=ana").json["items"] == []
    assert api.as_("staff").get(f"{PATIENTS}/pat_ana").json["name"] is None


def test_a_payment_in_a_list_names_its_patient(api: Api) -> None:
    api.world.paid()
    (shown,) = api.as_("staff").get("/v1/clinic/payments").json["items"]
    assert shown["patient"] == {"id": "pat_ana", "name": "Ana Núñez"}


def test_a_forgotten_patient_is_marked_and_not_put_again(api: Api) -> None:
    system = api.as_("system")
    system.call("PUT", f"{PATIENTS}/pat_ben", BODY)
    assert api.as_("staff").get(f"{PATIENTS}/pat_ben").json["data_removed_at"] is None
    api.world.services.erase_patient(BEN)
    again = system.call("PUT", f"{PATIENTS}/pat_ben", BODY)
    assert (again.status, again.json["code"]) == (409, "patient_forgotten")
    shown = api.as_("staff").get(f"{PATIENTS}/pat_ben").json
    assert (shown["name"], shown["email"]) == (None, None) and shown["data_removed_at"]


def test_a_profile_names_the_patients_who_are_being_merged_into_it(api: Api) -> None:
    world = api.world
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    merge(world.guarded(FailOn("merge_of", When.BEFORE, times=9)))
    assert api.as_("staff").get(f"{PATIENTS}/pat_ben").json["merging"] == ["pat_ana"]
    world.clock.pass_time(timedelta(minutes=10))
    world.services.sweep()
    assert api.as_("staff").get(f"{PATIENTS}/pat_ben").json["merging"] == []
