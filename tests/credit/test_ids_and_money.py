"""Ids that a request always has, and money as people read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.identity import derived_id, is_opaque_id, request_hash
from chalicelib.credit.money import format_money

KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255)


@given(clinic=KEYS, patient=KEYS, key=KEYS)
def test_a_request_id_is_stable_and_safe_in_a_url(clinic: str, patient: str, key: str) -> None:
    made = derived_id("pay", clinic, patient, key)
    assert made == derived_id("pay", clinic, patient, key) and is_opaque_id(made)
    assert made != derived_id("intent", clinic, patient, key)


@given(left=st.lists(KEYS, min_size=2, max_size=4), right=st.lists(KEYS, min_size=2, max_size=4))
def test_two_different_requests_never_share_an_id(left: list[str], right: list[str]) -> None:
    assert (derived_id("pay", *left) == derived_id("pay", *right)) == (left == right)


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "bc"), ("ab", "c")), (("a", "", "b"), ("a", "b")), (("", "a"), ("a", ""))]
)
def test_the_parts_of_an_id_cannot_run_together(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert derived_id("pay", *one) != derived_id("pay", *other)
    assert request_hash(*one) != request_hash(*other)


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_an_amount_never_breaks_over_two_lines(language: str) -> None:
    assert " " not in format_money(123_456_789, "cad", language)


def test_an_id_that_was_handed_out_is_never_made_differently() -> None:
    assert derived_id("pay", "clinic_demo", "pat_ana", "key-1") == derived_id("pay", "clinic_demo", "pat_ana", "key-1")
    assert len(derived_id("pay", "x")) == len("pay_") + 26


@pytest.mark.parametrize("text", ["", "a b", "a-b", "a.b", "a#b", "a/b", "é", "a\n", "\na", "a" * 65, "../a", "a\x00"])
def test_an_id_that_could_traverse_a_path_is_refused(text: str) -> None:
    assert not is_opaque_id(text)


@pytest.mark.parametrize("text", ["a", "_", "0", "clinic_demo", "A" * 64])
def test_letters_digits_and_underscores_are_an_id(text: str) -> None:
    assert is_opaque_id(text)


def test_a_request_that_differs_in_anything_has_another_fingerprint() -> None:
    assert len({request_hash(*parts) for parts in [(1, "a"), (1, "b"), (11, ""), (1, "1a"), ("1", "a", "")]}) == 5


@pytest.mark.parametrize(
    ("amount", "language", "written"),
    [
        (5_000, "en", "$50.00 CAD"),
        (5, "en", "$0.05 CAD"),
        (0, "en", "$0.00 CAD"),
        (123_456_789, "en", "$1,234,567.89 CAD"),
        (-2_550, "en", "−$25.50 CAD"),
        (5_000, "fr-CA", "50,00 $ CAD"),
        (123_456_789, "fr-CA", "1 234 567,89 $ CAD"),
        (-2_550, "fr-CA", "−25,50 $ CAD"),
    ],
)
def test_money_is_written_as_its_readers_expect(amount: int, language: str, written: str) -> None:
    assert format_money(amount, "cad", language).replace("\u00a0", " ") == written


@given(amount=st.integers(-(10**9), 10**9), language=st.sampled_from(["en", "fr-CA"]))
def test_no_cent_is_lost_in_writing(amount: int, language: str) -> None:
    digits = "".join(character for character in format_money(amount, "usd", language) if character.isdigit())
    assert int(digits) == abs(amount)
