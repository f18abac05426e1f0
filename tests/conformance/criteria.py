"""Claims of the accessibility conformance report: one per success criterion, with the tests that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Test = Callable[..., Any]


class Level(StrEnum):
    """The terms of the VPAT."""

    SUPPORTS = "Supports"
    PARTIALLY = "Partially Supports"
    DOES_NOT_SUPPORT = "Does Not Support"
    NOT_APPLICABLE = "Not Applicable"
    NOT_EVALUATED = "Not Evaluated"


CLAIMS = frozenset({Level.SUPPORTS, Level.PARTIALLY})
"""The levels that need a test that passed."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A success criterion by its number. `tests` are the functions themselves: one that goes breaks the import."""

    number: str
    level: Level
    remarks: str
    tests: tuple[Test, ...] = ()


def id_of(test: Test) -> str:
    """Return the test's file and name."""
    return f"{test.__module__.replace('.', '/')}.py::{test.__name__}"


def not_applicable(number: str, remarks: str) -> Criterion:
    return Criterion(number, Level.NOT_APPLICABLE, remarks)


def not_evaluated(number: str, remarks: str) -> Criterion:
    return Criterion(number, Level.NOT_EVALUATED, remarks)


def supports(number: str, remarks: str, *tests: Test) -> Criterion:
    return Criterion(number, Level.SUPPORTS, remarks, tests)


def partially(number: str, remarks: str, *tests: Test) -> Criterion:
    return Criterion(number, Level.PARTIALLY, remarks, tests)
