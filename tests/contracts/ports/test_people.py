"""The promises of the directory: found by any word of the name or the whole id, each once, and never elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.person import Person
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.ports import Ledger, PageRequest, PatientFilter, WorkItem
from tests.contracts.ports.test_ledger_lists import SIZES, paged
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON

NAMES = {
    "p1": "Ana Núñez",
    "p2": "Anaïs Ananda",
    "p3": "Siobhán O'Brien",
    "p4": "Ben Ångström",
    "p5": "王伟",
    "p6": "Bo Anderson-Núñez",
}


def person(patient_id: str, name: str, clinic: str = "clinic_demo") -> Person:
    return Person(patient=PatientKey(clinic, patient_id), name=name)


@pytest.fixture(scope="module")
def filled(kind: str, made_tables: None) -> Ledger:
    ledger: Ledger = FakeLedger() if kind == "fake" else DynamoLedger()
    for patient_id, name in NAMES.items():
        ledger.save_person(person(patient_id, name), None)
    ledger.save_person(person("theirs", "Ana Other", "clinic_other"), None)
    ledger.save_customer_if_absent(PatientKey("clinic_demo", "a2f0-11.b"), "cus_1")
    return ledger


def found(ledger: Ledger, size: int, q: str) -> list[str]:
    listed = paged(size, lambda page: ledger.directory("clinic_demo", page, PatientFilter(q)))
    return [each.person.patient.patient_id for each in listed]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("ana", {"p1", "p2"}),
        ("ANA NUN", {"p1"}),
        ("nunez", {"p1", "p6"}),
        ("an", {"p1", "p2", "p4", "p6"}),
        ("brien", {"p3"}),
        ("o'b", {"p3"}),
        ("angs", {"p4"}),
        ("王伟", {"p5"}),
        ("b a", {"p4", "p6"}),
        ("unez", set()),
        ("!!", set()),
    ],
)
def test_each_patient_is_found_once_by_the_beginnings_of_words(
    filled: Ledger, size: int, q: str, expected: set[str]
) -> None:
    listed = found(filled, size, q)
    assert (len(listed), set(listed)) == (len(expected), expected)


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_id_finds_a_patient_whose_name_is_not_known(filled: Ledger, size: int) -> None:
    assert found(filled, size, "a2f0-11.b") == ["a2f0-11.b"]
    assert found(filled, size, "a2f0-11") == []
    assert found(filled, size, "theirs") == []


@pytest.mark.parametrize("size", SIZES)
def test_the_directory_is_in_order_of_names(filled: Ledger, size: int) -> None:
    assert found(filled, size, "") == ["p1", "p2", "p4", "p6", "p3", "p5"]


@pytest.mark.parametrize("cursor", ["0", "ana#ana nunez#p1", "zzz", "unapplied#2026"])
def test_a_cursor_from_elsewhere_fails_no_directory(filled: Ledger, cursor: str) -> None:
    for q in ("", "ana"):
        assert len(filled.directory("clinic_demo", PageRequest(20, cursor), PatientFilter(q)).items) <= 6


def test_a_renamed_patient_is_found_by_the_new_name_alone(ledger: Ledger) -> None:
    before = person("p1", "Ana Núñez")
    ledger.save_person(before, None)
    ledger.save_person(replace(before, name="Ana Moreau", revision=2), before)
    assert [found(ledger, 20, q) for q in ("nunez", "moreau", "ana")] == [[], ["p1"], ["p1"]]
    with pytest.raises(Conflict):
        ledger.save_person(replace(before, name="Late", revision=2), before)


def test_a_forgotten_patient_is_found_by_no_word(ledger: Ledger) -> None:
    kept = person("p1", "Ana Núñez")
    ledger.save_person(kept, None)
    ledger.forget_person(kept)
    assert (ledger.person(kept.patient), found(ledger, 20, "ana"), found(ledger, 20, "")) == (None, [], [])
    assert ledger.credit(kept.patient).known


def test_names_are_read_for_those_that_have_one(ledger: Ledger) -> None:
    ledger.save_person(Person(patient=ANA, name="Ana Núñez"), None)
    ledger.save_person(Person(patient=BEN, name=""), None)
    assert ledger.names([ANA, BEN, CHO, ANA]) == {ANA: "Ana Núñez"}


def test_a_forgotten_patient_keeps_the_moment_and_gets_no_new_name(ledger: Ledger) -> None:
    kept = Person(patient=ANA, name="Ana Núñez")
    ledger.save_person(kept, None)
    for later in (NOON, NOON + timedelta(days=1)):
        ledger.mark_erased(ANA, later, later)
    ledger.forget_person(kept)
    assert ledger.credit(ANA).erased_at == NOON
    with pytest.raises(Conflict):
        ledger.save_person(kept, None)
    assert ledger.person(ANA) is None


def test_a_removal_is_due_until_it_is_done(ledger: Ledger) -> None:
    ledger.save_customer_if_absent(ANA, "cus_1")
    removal, due = WorkItem.of_erasure(ANA), NOON + timedelta(minutes=5)
    with pytest.raises(Conflict):
        ledger.check_erasure(ANA, due)
    ledger.mark_erased(ANA, NOON, due)
    assert (ledger.due(NOON, 9), ledger.due(due, 9), ledger.credit(ANA).erasure_due_at) == ([], [removal], due)
    ledger.check_erasure(ANA, due + timedelta(hours=1))
    assert ledger.due(due, 9) == []
    ledger.check_erasure(ANA, None)
    assert ledger.due(due + timedelta(days=1), 9) == [] and ledger.credit(ANA).erasure_due_at is None


def test_an_unknown_patient_is_not_marked(ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        ledger.mark_erased(BEN, NOON, NOON)
    assert not ledger.credit(BEN).known
