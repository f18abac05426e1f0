"""The words on a card statement: Stripe's rules, and never more than a statement shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import Invalid
from chalicelib.credit.statement_descriptor import (
    LONGEST_DESCRIPTOR,
    descriptor_with,
    prefix_of,
    problem_of_suffix,
    suffix_for,
)
from tests.fakes.examples import account, maple


def paid_by(primary: PaymentsAccount, name: str | None) -> Clinic:
    return replace(maple(statement_name=name), accounts=(primary,))


@pytest.mark.parametrize(
    "name", ["Maple*", "Maple<", "Maple>", 'Ma"ple', "Ma'ple", "Ma\\ple", "1234", "Érable", "a\tb"]
)
def test_a_name_that_stripe_refuses_is_refused(name: str) -> None:
    assert problem_of_suffix(name, "MAPLE")


@pytest.mark.parametrize(("prefix", "room"), [("MAPLE", 15), ("MAPLECLINI", 10), (None, 18)])
def test_a_name_fits_with_the_prefix_in_22_characters(prefix: str | None, room: int) -> None:
    assert problem_of_suffix("a" * room, prefix) is None
    assert problem_of_suffix("a" * (room + 1), prefix) == f"must be at most {room} characters"
    assert len(descriptor_with("a" * room, prefix or "ab", None) or "") == LONGEST_DESCRIPTOR


def test_a_name_is_cut_for_an_account_with_a_longer_prefix() -> None:
    assert suffix_for("Main Street Clinic", "MAPLECLINI") == "Main Stree"
    assert suffix_for("12345678901 Main", "MAPLECLINI") is None


def test_the_prefix_of_an_account_without_one_begins_its_descriptor() -> None:
    assert prefix_of("MAPLE", "MAPLE CLINIC TORONTO") == "MAPLE"
    assert prefix_of(None, "ROBERT'S MAPLE") == "ROBERT'S M" and prefix_of(None, None) is None


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [
        ("MAIN ST", {"statement_prefix": "MAPLE"}, "MAPLE* MAIN ST"),
        ("MAIN ST", {}, None),
        (None, {"statement_prefix": "MAPLE", "statement_descriptor": "MAPLE CLINIC"}, "MAPLE CLINIC"),
        (None, {"statement_prefix": "MAPLE"}, "MAPLE"),
    ],
)
def test_the_descriptor_is_that_of_the_primary_account(
    name: str | None, known: dict[str, str], words: str | None
) -> None:
    clinic = paid_by(account(**known), name)
    assert clinic.statement_descriptor == words


def test_a_clinic_checks_the_name_with_its_own_prefix() -> None:
    maple(statement_name="a" * 18).check_statement_name()
    with pytest.raises(Invalid) as refused:
        paid_by(account(statement_prefix="MAPLE"), "a" * 16).check_statement_name()
    assert refused.value.errors[0].field == "statement_name"
