"""A written amount is that amount to the cent, or refused with the reason; never another amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.money import format_money
from chalicelib.credit.typed_amount import NotAnAmount, read_amount
from tests.typed_amounts import FRENCH, TYPED


def read(text: str, language: str | None = "en") -> int | str:
    try:
        return read_amount(text, "cad", language)
    except NotAnAmount as refusal:
        return str(refusal.problem)


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_the_service_reads_amounts_as_the_pages_do(text: str, expected: int | str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_the_service_reads_amounts_as_the_french_pages_do(text: str, expected: int | str) -> None:
    assert read(text, "fr-CA") == expected


@pytest.mark.parametrize("text", ["1,000", "1.000", "12,345", "123.456"])
def test_one_mark_before_three_digits_is_unclear_in_a_file(text: str) -> None:
    assert read(text, None) == "unclear"


@given(amount=st.integers(0, 10**11), language=st.sampled_from(["en", "fr-CA"]))
def test_what_the_service_writes_it_reads(amount: int, language: str) -> None:
    shown = format_money(amount, "cad", language)
    assert read(shown, language) == read(shown, None) == amount


@given(st.text(alphabet="0123456789.,' $-€٥٠\u00a0\u202f\u200fCADUS", max_size=12))
def test_a_file_and_a_page_never_disagree_about_an_amount(text: str) -> None:
    in_file, pages = read(text, None), {read(text, "en"), read(text, "fr-CA")}
    assert isinstance(in_file, str) or pages == {in_file}
