"""The accessibility conformance report claims what tests have shown, for every criterion, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conformance.criteria import CLAIMS, Criterion, Level, id_of
from tests.conformance.report import ALL, PAGE, PAGES, level_of, page
from tests.conformance.results import Results, named_tests, read_results, recorded
from tests.conformance.versions import axe_version
from tests.conformance.wcag import LEVEL_A, LEVEL_AA

RUN = """<testsuites><testsuite>
<testcase classname="tests.a.test_b" name="test_c[en]"/><testcase classname="tests.a.test_b" name="test_c[fr]"/>
<testcase classname="tests.a.test_b" name="test_d"/>
<testcase classname="tests.a.test_b" name="test_e[1]"><failure message="no"/></testcase>
<testcase classname="tests.a.test_b" name="test_e[2]"/>
<testcase classname="tests.a.test_b" name="test_f"><skipped/></testcase>
</testsuite></testsuites>"""


def test_every_criterion_of_both_levels_is_there_once() -> None:
    assert set(PAGES) == {*LEVEL_A, *LEVEL_AA} and len(PAGES) == 31 + 24
    assert len({one.number for one in ALL}) == len(ALL)


@pytest.mark.parametrize("criterion", ALL, ids=lambda one: one.number)
def test_a_claim_names_tests_and_anything_else_names_none(criterion: Criterion) -> None:
    assert bool(criterion.tests) == (criterion.level in CLAIMS)
    assert criterion.remarks.endswith(".") and "|" not in criterion.remarks
    assert all(test.__name__.startswith("test_") for test in criterion.tests)


def test_every_named_test_passed_in_the_recorded_run() -> None:
    results = read_results()
    assert dict.fromkeys(named_tests(ALL), True) == results.passed


def test_the_committed_report_is_what_the_command_writes() -> None:
    assert PAGE.read_text("utf-8") == page(read_results(), axe_version()), "python -m tests.conformance"


def test_a_failed_test_takes_the_claim_away_and_a_missing_one_too() -> None:
    one = PAGES["2.1.2"]
    passed = {id_of(test): True for test in one.tests}
    first = id_of(one.tests[0])
    assert level_of(one, Results(date(2026, 11, 27), passed)) == Level.SUPPORTS
    assert level_of(one, Results(date(2026, 11, 27), passed | {first: False})) == "Does Not Support"
    del passed[first]
    assert level_of(one, Results(date(2026, 11, 27), passed)) == Level.NOT_EVALUATED
    assert level_of(replace(one, tests=()), Results(date(2026, 11, 27), {})) == Level.SUPPORTS


def test_a_test_passed_when_every_case_of_it_did(tmp_path: Path) -> None:
    run = tmp_path / "run.xml"
    run.write_text(RUN)
    names = [f"tests/a/test_b.py::test_{name}" for name in "cdefg"]
    assert recorded(run, names, date(2026, 11, 27)).passed == dict(zip(names, (True, True, False, False), strict=False))
