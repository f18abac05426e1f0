"""The share of caught changes, the sample that it is of, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

from tests.mutants import equivalents, floors
from tests.mutants.mutmut_tree import forget_what_was_not_killed
from tests.mutants.sample import SURVIVED, UNTESTED, Outcome, outcome, package_of, remark, sample
from tests.mutants.spoil import ROOT
from tests.mutants.suites import SUITES

KILLED, TIMED_OUT = 1, 36
TRIED = {
    "chalicelib.credit.refund.x_reserve__mutmut_1": KILLED,
    "chalicelib.credit.refund.x_reserve__mutmut_2": SURVIVED,
    "chalicelib.credit.apply.x_apply__mutmut_7": UNTESTED,
    "chalicelib.credit.apply.x_apply__mutmut_8": TIMED_OUT,
    "chalicelib.credit.apply.x_apply__mutmut_9": None,
}


def test_what_no_test_runs_is_not_caught_and_what_never_ends_is() -> None:
    assert outcome(list(TRIED), TRIED, made=900) == Outcome(made=900, sampled=4, caught=2, timed_out=1)
    assert Outcome(900, 4, 2, 1).share == 50 and Outcome(0, 0, 0, 0).share == 100


def test_what_no_test_failed_for_is_named_with_what_became_of_it() -> None:
    assert [remark(code) for code in TRIED.values()] == [None, "survived", "untested", "late", None]


def test_a_sample_is_the_same_for_the_same_code_and_grows_by_what_is_new() -> None:
    names = [f"chalicelib.credit.refund.x_reserve__mutmut_{number}" for number in range(100)]
    assert sample(names, 10) == sample(reversed(names), 10) == sample(names, 20)[:10]
    assert set(sample([*names, "chalicelib.credit.apply.x_apply__mutmut_1"], 10)) - set(names) <= {
        "chalicelib.credit.apply.x_apply__mutmut_1"
    }
    assert sorted(sample(names, 0)) == sorted(names) and len(sample(names, 101)) == 100


def test_the_next_sample_has_none_of_the_first() -> None:
    names = [f"chalicelib.credit.refund.x_reserve__mutmut_{number}" for number in range(100)]
    assert sample(names, 10) + sample(names, 10, skip=10) == sample(names, 20)
    assert len(sample(names, 0, skip=10)) == 90


def test_what_lived_or_ran_out_of_time_is_tried_again_and_what_was_killed_is_not(tmp_path: Path) -> None:
    noted = tmp_path / "chalicelib" / "credit" / "refund.py.meta"
    noted.parent.mkdir(parents=True)
    noted.write_text(json.dumps({"exit_code_by_key": TRIED, "durations_by_key": {"x": 1.5}}))
    forget_what_was_not_killed(tmp_path)
    assert json.loads(noted.read_text()) == {
        "exit_code_by_key": {name: code if code == KILLED else None for name, code in TRIED.items()},
        "durations_by_key": {"x": 1.5},
    }


def test_a_package_whose_share_falls_below_its_floor_is_refused_and_keeps_it() -> None:
    floor, worse, better = Outcome(90, 60, 54, 0), Outcome(90, 60, 53, 0), Outcome(95, 30, 28, 1)
    assert floors.below({"credit": worse}, {"credit": floor}) == ["credit"]
    assert floors.raised({"credit": worse}, {"credit": floor}) == {"credit": floor}
    assert floors.below({"credit": better}, {"credit": floor}) == []
    assert floors.raised({"credit": better}, {"credit": floor}) == {"credit": better}


def test_a_floor_of_a_smaller_sample_binds_no_larger_one() -> None:
    lucky, whole = Outcome(900, 10, 10, 0), Outcome(900, 60, 55, 0)
    assert floors.below({"credit": whole}, {"credit": lucky}) == []
    assert floors.raised({"credit": whole}, {"credit": lucky}) == {"credit": whole}


def test_a_package_without_a_floor_is_not_refused_and_gets_one() -> None:
    found = {"credit": Outcome(9, 6, 1, 0)}
    assert floors.below(found, {}) == [] and floors.raised(found, {}) == found


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    file, known = tmp_path / "floors.toml", {"credit": Outcome(900, 60, 57, 1), "api": Outcome(800, 60, 60, 0)}
    assert floors.read(file) == {}
    floors.write(file, known)
    assert floors.read(file) == known


def test_every_package_has_tests_that_are_asked_about_it() -> None:
    library = Path(__file__).parents[2] / "chalicelib"
    packages = {found.stem for found in library.iterdir() if any(found.glob("*.py")) or found.suffix == ".py"}
    asked = [package for suite in SUITES for package in suite.packages]
    assert sorted(asked) == sorted(packages - {"__init__", "__pycache__"})
    assert package_of("chalicelib.config.x_read__mutmut_1") == "config"
    assert {"chalicelib/config.py", "chalicelib/api/*"} < {file for suite in SUITES for file in suite.files}


def test_every_equivalent_change_still_fits_its_line() -> None:
    for each in equivalents.listed():
        before, _, _ = each.change.partition(" -> ")
        for place in each.lines:
            file, _, line = place.partition(": ")
            lines = [line.strip() for line in (ROOT / file).read_text().splitlines()]
            assert line in lines, f"{file} has no line: {line}"
            assert before in line, f"{line} has no {before}"
