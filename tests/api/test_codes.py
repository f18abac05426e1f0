"""Callers can rely on the list of problem codes: every code that can be raised is in it, with its status."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.api.core.problem_codes import CODES
from chalicelib.api.core.problems import UNEXPECTED, HttpProblem, problem
from chalicelib.credit import errors
from chalicelib.credit.clinic import TopUpUnavailableReason
from chalicelib.credit.errors import CreditError
from tests.api.api import API

SOURCES = [path for path in Path("chalicelib").rglob("*.py") if path.name not in ("codes.py", "telemetry.py")]
ABSTRACT = {"error", "not_allowed"}
"""What has no code of its own is never raised without being given one."""


def _said(tree: ast.Module) -> Iterator[str]:
    """Every code written in a module: `code="..."` in a call, `code = "..."` in a class."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                yield code
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                yield code


def _raised() -> set[str]:
    said = {code for path in SOURCES for code in _said(ast.parse(path.read_text("utf-8")))}
    cannot_enable = {
        TopUpUnavailableReason.CLINIC_NOT_SUPPORTED,
        TopUpUnavailableReason.NO_PRIMARY_ACCOUNT,
        TopUpUnavailableReason.PRIMARY_ACCOUNT_NOT_ELIGIBLE,
    }
    return (said - ABSTRACT) | {str(reason) for reason in cannot_enable}


def test_every_code_that_the_service_can_raise_is_on_the_list_and_no_other() -> None:
    assert _raised() == set(CODES)


def test_no_conflict_is_raised_without_saying_which() -> None:
    bare = re.compile(r"raise NotAllowed\((?![^)]*code=)[^)]*\)", re.DOTALL)
    assert [path.name for path in SOURCES for _ in bare.findall(path.read_text("utf-8"))] == []


def _kinds(kind: type[CreditError]) -> Iterator[type[CreditError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


@pytest.mark.parametrize("kind", [*_kinds(HttpProblem), *_kinds(errors.CreditError)], ids=lambda kind: kind.__name__)
def test_an_error_is_answered_with_the_status_that_its_code_promises(kind: type[CreditError]) -> None:
    made = kind.__new__(kind)
    made.code, made.detail, made.errors = kind.code, "x", ()
    vars(made).update(retry_after_s=1, reason="because", scope="patient")
    if kind.code not in ABSTRACT:
        assert problem(made).status_code == CODES[kind.code].status


def test_an_unforeseen_fault_has_a_code_too() -> None:
    assert problem(UNEXPECTED).status_code == CODES[UNEXPECTED.code].status == 500


def test_what_routes_say_of_their_refusals_is_on_the_list() -> None:
    assert {code for route in API for code in route.refuses} <= set(CODES)


def test_each_code_says_what_it_means_in_a_sentence() -> None:
    assert all(code.meaning.endswith(".") and len(code.meaning) > 20 for code in CODES.values())
