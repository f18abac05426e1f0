"""The share of branches that tests take is counted by package, and only rises."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from tests.branches.__main__ import Branches, below, by_package, raised, read_floors, write_floors
from tests.deploy import conftest as deploy

REPORT = {
    "files": {
        "chalicelib/credit/refund.py": {"summary": {"covered_branches": 7, "num_branches": 8}},
        "chalicelib/credit/money.py": {"summary": {"covered_branches": 2, "num_branches": 2}},
        "chalicelib/config.py": {"summary": {"covered_branches": 1, "num_branches": 3}},
        "infra/lock.py": {"summary": {"covered_branches": 0, "num_branches": 0}},
    }
}


def test_branches_are_counted_by_package_and_what_has_none_is_left_out() -> None:
    assert by_package(REPORT) == {"chalicelib/credit": Branches(9, 10), "chalicelib/config": Branches(1, 3)}
    assert [each.share for each in by_package(REPORT).values()] == [90, 33]


def test_a_share_that_falls_is_refused_and_the_floor_stays() -> None:
    found = by_package(REPORT)
    assert below(found, {"chalicelib/credit": 91, "chalicelib/config": 33, "chalicelib/gone": 99}) == [
        "chalicelib/credit"
    ]
    assert raised(found, {"chalicelib/credit": 91}) == {"chalicelib/credit": 91, "chalicelib/config": 33}


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "floors.toml"
    assert read_floors(file) == {}
    write_floors(file, {"chalicelib/credit": 97, "infra/ops": 80})
    assert read_floors(file) == {"chalicelib/credit": 97, "infra/ops": 80}


@dataclass
class Collected:
    """As much of a pytest.Item as is asked when tests are collected."""

    path: Path
    fixturenames: tuple[str, ...]
    marks: list[Any] = field(default_factory=list)

    def add_marker(self, mark: Any) -> None:
        self.marks.append(mark)


def test_a_parameter_named_like_a_fixture_of_another_folder_makes_no_test_slow() -> None:
    """The branches are counted by the same tests, whichever folders are collected: one of receipts was left out."""
    elsewhere = Collected(Path(__file__), ("package",))
    there = Collected(Path(deploy.__file__).with_name("test_package.py"), ("package",))
    deploy.pytest_collection_modifyitems(cast(list[pytest.Item], [elsewhere, there]))
    assert (elsewhere.marks, [mark.name for mark in there.marks]) == ([], ["timeout"])
