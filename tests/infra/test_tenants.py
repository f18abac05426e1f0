"""Operators see how far a file of clinics has come, what is wrong with it by line, and who did what to a clinic."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.ops.operate.tenants import NotOnboarded, act_lines, add_clinics, checked_rows
from tests.credit.test_clinic_rows import csv, other
from tests.fakes.examples import account
from tests.fakes.faults import FaultPlan
from tests.fakes.world import World
from tests.services.test_operators import OPS, acts


@pytest.fixture
def world() -> World:
    return World()


def file(tmp_path: Path, *rows: dict[str, str]) -> Path:
    path = tmp_path / "clinics.csv"
    path.write_bytes(csv(*rows))
    return path


def stripe_with(world: World, *numbers: int) -> World:
    for number in numbers:
        world.stripe.accounts[f"acct_{number}"] = account(f"acct_{number}")
    return world


def test_progress_is_shown_clinic_by_clinic(world: World, tmp_path: Path) -> None:
    services, said = stripe_with(world, 1, 2).services, list[str]()
    rows = checked_rows(file(tmp_path, other(1), other(2)), services)
    add_clinics(rows, services, OPS, said.append)
    assert said == ["1/2 clinic_1: written", "2/2 clinic_2: written", "2 written, 0 there, 0 refused"]
    add_clinics(rows, services, OPS, said.append)
    assert said[3:] == ["1/2 clinic_1: there", "2/2 clinic_2: there", "0 written, 2 there, 0 refused"]


def test_nothing_is_written_while_a_line_is_wrong(world: World, tmp_path: Path) -> None:
    path = file(tmp_path, other(1), other(2, country="DE"), other(3, accounts="acct_other=Taken"))
    with pytest.raises(NotOnboarded, match=r"clinics.csv: line 3, country: must be CA or US.*\n.*1 faults"):
        checked_rows(path, world.services)
    with pytest.raises(NotOnboarded, match="line 2, accounts: acct_other belongs to the clinic clinic_other"):
        checked_rows(file(tmp_path, other(3, accounts="acct_other=Taken")), world.services)
    assert "clinic_1" not in world.clinics.clinic_ids()


def test_a_run_that_stops_tells_where_and_how_to_resume(world: World, tmp_path: Path) -> None:
    rows = checked_rows(file(tmp_path, other(1), other(2)), stripe_with(world, 1, 2).services)
    with pytest.raises(NotOnboarded, match=r"Stopped at 2 of 2: .* Run it again to resume there\."):
        add_clinics(rows, world.guarded(FaultPlan(at=9)).services, OPS, lambda line: None)
    add_clinics(rows, world.services, OPS, lambda line: None)
    assert {"clinic_1", "clinic_2"} <= set(world.clinics.clinic_ids())


def test_a_line_that_stripe_refused_is_named_at_the_end(world: World, tmp_path: Path) -> None:
    stripe_with(world, 2).stripe.accounts["acct_1"] = account("acct_1", deauthorized=True)
    rows = checked_rows(file(tmp_path, other(1), other(2)), world.services)
    with pytest.raises(NotOnboarded, match="line 2, accounts: The account acct_1 is not connected"):
        add_clinics(rows, world.services, OPS, lambda line: None)
    assert "clinic_2" in world.clinics.clinic_ids()


def test_a_missing_file_is_told_in_a_sentence(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotOnboarded, match=r"none\.csv can't be read: No such file"):
        checked_rows(tmp_path / "none.csv", world.services)


def test_acts_are_shown_with_who_when_before_and_after(world: World) -> None:
    world.services.close_clinic.close("clinic_demo", "contract ended", OPS)
    (act,) = acts(world, "clinic_demo")
    assert list(act_lines(act)) == [f"{world.clock.now():%Y-%m-%dT%H:%M:%SZ} clinic.closed by {OPS.id}: contract ended"]
