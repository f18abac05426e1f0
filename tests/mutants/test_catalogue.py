"""The catalogue cannot rot: every mutant still fits the code."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.edits import call_instead, remove_if
from tests.mutants.mutant import Mutant
from tests.mutants.spoil import ROOT, MutantDoesNotFit, spoil

FEWEST = 40


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_fits_exactly_one_place_of_its_function(mutant: Mutant) -> None:
    assert spoil(ROOT, mutant) != ast.unparse(ast.parse((ROOT / mutant.file).read_text()))


def test_there_are_at_least_forty_mutants_each_with_its_own_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= FEWEST


def test_a_renamed_function_is_reported_with_the_place_to_change() -> None:
    lost = replace(MUTANTS[0], function="chalicelib.credit.refund:refundable")
    with pytest.raises(MutantDoesNotFit, match=r"catalogue\.py.*chalicelib\.credit\.apply:refundable"):
        spoil(ROOT, lost)


def test_an_edit_that_fits_nothing_is_reported_with_the_function() -> None:
    lost = replace(MUTANTS[0], function="chalicelib.credit.apply:refundable", edit=remove_if("no_such_word"))
    with pytest.raises(MutantDoesNotFit, match=r"fits 0 places of chalicelib\.credit\.apply:refundable"):
        spoil(ROOT, lost)


def test_a_mutant_changes_what_the_function_does() -> None:
    mutant = replace(MUTANTS[0], function="chalicelib.credit.apply:refundable", edit=call_instead("min", "max"))
    assert "max(payment.unapplied, credit.balance)" in spoil(ROOT, mutant)
