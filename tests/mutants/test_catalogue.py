"""The catalogue cannot rot: every mutant still fits the code."""

from __future__ import annotations

import ast

import pytest

from tests.mutants.catalogue import MUTANTS, Mutant
from tests.mutants.copy import ROOT

FEWEST = 20


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_deliberate_bug_still_fits_the_code_that_it_spoils(mutant: Mutant) -> None:
    code = (ROOT / mutant.file).read_text()
    assert code.count(mutant.old) == 1, f"write {mutant.name!r} anew: its text is there {code.count(mutant.old)} times"
    spoiled = code.replace(mutant.old, mutant.new)
    assert spoiled != code
    ast.parse(spoiled)


def test_there_are_enough_deliberate_bugs_and_each_has_a_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= FEWEST
