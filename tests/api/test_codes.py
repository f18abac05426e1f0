"""Clients can rely on the table of problem codes: every error that is raised is in it, with its status."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.api.core.problem_codes import CODES
from chalicelib.api.core.problems import UNEXPECTED, problem_response
from chalicelib.credit.clinic import TopUpUnavailableReason
from chalicelib.credit.errors import CreditError, NotAllowed
from tests.api.api import API

ABSTRACT = {CreditError.code, NotAllowed.code}
"""Errors with these are raised with a code of their own."""


def _kinds(kind: type[CreditError]) -> Iterator[type[CreditError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


KINDS = {kind.__name__: kind for kind in _kinds(CreditError) if kind.code not in ABSTRACT}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_error_has_the_status_of_its_code(kind: type[CreditError]) -> None:
    error = kind.__new__(kind)
    error.code, error.detail, error.errors = kind.code, "x", ()
    vars(error).update(retry_after_s=1, reason="because", scope="patient", location="x")
    assert problem_response(error).status_code == CODES[kind.code].status


def test_a_code_outside_the_table_is_an_internal_error_without_details() -> None:
    response = problem_response(NotAllowed("Ana may not.", code="made_up"))
    assert response.status_code == 500 and "internal_error" in response.body and "Ana" not in response.body


def test_an_unexpected_error_has_a_code() -> None:
    assert problem_response(UNEXPECTED).status_code == CODES[UNEXPECTED.code].status == 500


def test_reasons_that_prevent_enabling_account_credit_are_codes() -> None:
    reasons = set(TopUpUnavailableReason) - {TopUpUnavailableReason.DISABLED, TopUpUnavailableReason.NO_LOCATION}
    assert {str(reason) for reason in reasons} <= set(CODES)


def test_routes_declare_only_codes_of_the_table() -> None:
    assert {code for route in API for code in route.error_codes} <= set(CODES)


def test_every_code_explains_itself_in_a_sentence() -> None:
    assert all(code.meaning.endswith(".") and len(code.meaning) > 20 for code in CODES.values())
