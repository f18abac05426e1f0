"""Names are cleaned where they come in, and found whatever the case and the accents."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.person import Person, check_person, clean_name, fold, matches, words_of
from tests.fakes.examples import ANA


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Núñez ", "Ana Núñez"),
        ("Ana\u202eNúñez", "AnaNúñez"),
        ("Ana\nNúñez\x00", "Ana Núñez"),
        ("Ana \ud800", "Ana"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u3164\u200b \u2800", ""),
        ("", ""),
        ("A" * 300, "A" * 200),
    ],
)
def test_a_name_holds_only_characters_that_show(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ana NÚÑEZ", "ana nunez"),
        ("Jean-Luc", "jean luc"),
        ("O’Brien", "obrien"),
        ("Straße", "strasse"),
        ("Łukasz Øst", "lukasz ost"),
        ("Ａｎａ", "ana"),
        ("王伟", "王伟"),
        ("葛\U000e0100城", "葛城"),
        ("किरण", "किरण"),
        ("சிவா", "சிவா"),
        ("ศิริ", "ศิริ"),
        ("مُحَمَّد", "محمد"),
        ("Kaʻahumanu", "kaahumanu"),
        ("Al-Ḥasan ibn ʿAlī", "al hasan ibn ali"),
    ],
)
def test_case_and_accents_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded == fold(folded)


def test_a_name_with_an_apostrophe_is_found_with_and_without_its_prefix() -> None:
    assert words_of("Siobhán O'Brien") == ("siobhan", "obrien", "brien")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("किरण देवी", "देवी किर"),
        ("ศิริพร", "ศิริ"),
        ("Keola Kaʻahumanu", "ka'ahu"),
        ("Keola Kaʻahumanu", "kaahumanu"),
        ("علی\u200cرضا", "علیرضا"),
        ("علی\u200cرضا", "علی رضا"),
        ("D＇Angelo", "dangelo"),
    ],
)
def test_a_name_in_any_script_is_found_as_people_type_it(name: str, query: str) -> None:
    assert matches(name, query)


def test_a_vowel_sign_does_not_begin_a_word() -> None:
    assert not matches("किरण", "रण")


@pytest.mark.parametrize("query", ["nun", "NÚÑ", "ana nun", "nunez ana", "an"])
def test_each_word_of_a_query_begins_a_word_of_the_name(query: str) -> None:
    assert matches("Ana Núñez", query)


@pytest.mark.parametrize("query", ["unez", "anna", "ana x"])
def test_the_middle_of_a_word_is_not_found(query: str) -> None:
    assert not matches("Ana Núñez", query)


@pytest.mark.parametrize(
    "email",
    [
        *("ana", "ana@example", "a b@example.com", "ana@example.com\n", f"{'a' * 250}@ex.com"),
        *("ana\u202e@example.com", "ana@example.com\u200b", "an\u00ada@example.com", "ana\ud800@example.com"),
        *("mailto:ana@example.com", "<ana@example.com>", "ana@example.com,bo@example.com", "ana@example.com;"),
    ],
    ids=ascii,
)
def test_an_address_that_no_mail_reaches_is_refused_by_field(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_person(Person(patient=ANA, name="", email=email))
    assert [error.field for error in refused.value.errors] == ["name", "email"]
