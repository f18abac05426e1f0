"""The promises of imports under way: one per clinic, staged only while it is open, gone with its lines once closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.person import Person
from chalicelib.credit.recording import record
from chalicelib.services.ports import Ledger, PageRequest, PatientFilter
from tests.fakes.examples import ANA, BEN, SAM, payment
from tests.fakes.small import NOON

OPEN = BalanceImport(
    id="imp_1",
    clinic_id="clinic_demo",
    request_hash="h",
    actor=SAM,
    at=NOON,
    lines=101,
    accepted=100,
    already_there=1,
    total=10_000,
)
COMMITTED = OPEN.changed(state=ImportState.COMMITTED)
LINE = OpeningBalance(
    line=2,
    patient_id="pat_ana",
    name="Ana Núñez 王",
    amount=5_000,
    location_id="loc_main",
    as_of=date(2026, 1, 31),
    reference="Old 17",
)


def test_an_import_is_open_until_it_is_closed_and_kept_once_committed(ledger: Ledger) -> None:
    assert ledger.open_import("clinic_demo") is None
    ledger.save_import(OPEN)
    assert (ledger.open_import("clinic_demo"), ledger.committed_import("clinic_demo", "imp_1")) == (OPEN, None)
    ledger.save_import(COMMITTED)
    assert ledger.open_import("clinic_demo") == ledger.committed_import("clinic_demo", "imp_1") == COMMITTED
    ledger.close_import(COMMITTED)
    assert (ledger.open_import("clinic_demo"), ledger.committed_import("clinic_demo", "imp_1")) == (None, COMMITTED)


def test_a_clinic_has_one_import_at_a_time(ledger: Ledger) -> None:
    ledger.save_import(OPEN)
    with pytest.raises(Conflict):
        ledger.save_import(replace(OPEN, id="imp_2"))
    with pytest.raises(Conflict):
        ledger.save_import(replace(COMMITTED, id="imp_2"))
    ledger.save_import(replace(OPEN, clinic_id="clinic_other"))
    assert ledger.open_import("clinic_demo") == OPEN


def test_an_import_commits_once(ledger: Ledger) -> None:
    ledger.save_import(OPEN)
    ledger.save_import(COMMITTED)
    with pytest.raises(Conflict):
        ledger.save_import(COMMITTED)
    with pytest.raises(Conflict):
        ledger.save_import(OPEN.changed(state=ImportState.ABANDONED))


def test_lines_are_staged_only_while_the_import_is_open_and_unchanged(ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        ledger.stage(OPEN, 0, [LINE])
    ledger.save_import(OPEN)
    ledger.stage(OPEN, 0, [LINE])
    ledger.stage(OPEN, 1, [replace(LINE, line=3)])
    assert list(ledger.staged(OPEN, 0)) == [LINE]
    ledger.save_import(COMMITTED)
    with pytest.raises(Conflict):
        ledger.stage(OPEN, 0, [LINE])
    ledger.close_import(COMMITTED)
    assert [list(ledger.staged(COMMITTED, number)) for number in (0, 1)] == [[], []]


def test_closing_again_leaves_the_next_import_alone(ledger: Ledger) -> None:
    ledger.save_import(OPEN)
    ledger.close_import(OPEN)
    following = replace(OPEN, id="imp_2")
    ledger.save_import(following)
    ledger.stage(following, 0, [LINE])
    ledger.close_import(OPEN)
    assert (ledger.open_import("clinic_demo"), list(ledger.staged(following, 0))) == (following, [LINE])


def test_imports_under_way_are_listed_with_the_oldest_first(ledger: Ledger) -> None:
    later = replace(OPEN, id="imp_2", clinic_id="clinic_other", at=NOON + timedelta(minutes=1))
    ledger.save_import(later)
    ledger.save_import(OPEN)
    assert list(ledger.open_imports(10)) == [OPEN, later]
    ledger.close_import(OPEN)
    assert list(ledger.open_imports(10)) == [later]


def test_several_patients_are_read_at_once_and_those_unknown_are_empty(ledger: Ledger) -> None:
    keys = [(PatientKey("clinic_demo", f"p{number}"), "pay_x") for number in range(120)]
    found = ledger.payments_credits_and_people([*keys, (ANA, "pay_x")])
    assert len(found) == 121 and found[ANA] == (None, PatientCredit(patient=ANA), None)
    assert found[ANA] == ledger.payment_credit_and_person(ANA, "pay_x")


def test_a_posting_names_people_who_were_not_known_and_no_others(ledger: Ledger) -> None:
    made = replace(payment("pay_1"), status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
    person = Person(patient=made.patient, name="Nia Obi", is_from_clinic=True)
    posting = replace(record(ledger.credit(made.patient), made), people=(person,))
    ledger.commit(posting)
    assert ledger.person(made.patient) == person
    (listed,) = ledger.directory("clinic_demo", PageRequest(10), PatientFilter("obi")).items
    assert listed.credit.balance == made.amount
    ledger.save_person(Person(patient=BEN, name="Ben"), None)
    other = replace(made, id="pay_2", patient=BEN)
    with pytest.raises(Conflict):
        ledger.commit(replace(record(ledger.credit(BEN), other), people=(Person(patient=BEN, name="Nia"),)))
    assert ledger.credit(BEN).balance == 0
