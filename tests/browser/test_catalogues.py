"""Every word a patient reads exists in both languages."""

from __future__ import annotations

import re

import pytest

from chalicelib.credit.clinic import Unready
from chalicelib.http.assets import FOLDER
from infra.local.stripe_double.cards.declines import DECLINES
from tests.browser.catalogue import LANGUAGES, words

BY_CODE = ("decline.", "off.", "problem.", "status.")
MODULES = [path for path in sorted(FOLDER.glob("*.js")) if path.stem not in LANGUAGES]
USED = {key for path in MODULES for key in re.findall(r'"([a-z][a-z.-]+)"', path.read_text())}
ONLY_IN_TEST_MODE = {"test_mode_live_card"}


def test_no_sentence_is_missing_in_french() -> None:
    assert list(words("en")) == list(words("fr-CA"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_names_another_value(language: str) -> None:
    holes = {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words("en").items()}
    for key, text in words(language).items():
        assert text.strip() == text != "", key
        assert set(re.findall(r"\{(\w+)\}", text)) == holes[key], key


def test_no_page_shows_a_key_instead_of_words() -> None:
    asked = {key for path in MODULES for key in re.findall(r'\bt\("([^"]+)"', path.read_text())}
    assert asked
    assert asked - set(words("en")) == set()


def test_no_words_are_kept_that_nothing_shows() -> None:
    assert {key for key in words("en") if key not in USED and not key.startswith(BY_CODE)} == set()


@pytest.mark.parametrize("reason", list(Unready))
def test_every_reason_for_no_top_ups_is_told_in_plain_words(reason: Unready) -> None:
    assert f"off.{reason.value}" in words("en")


@pytest.mark.parametrize("reason", sorted(DECLINES.keys() - ONLY_IN_TEST_MODE))
def test_a_patient_learns_in_plain_words_why_the_card_was_declined(reason: str) -> None:
    codes = (DECLINES[reason].decline_code, DECLINES[reason].code)
    assert any(f"decline.{code}" in words("en") for code in codes)
