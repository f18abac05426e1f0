"""Items of the people behind patient ids: the person, and one item per word by which the name is found.

Both are in the patient's partition, and so in one transaction. In the clinic's index they are spread: people over a
few partitions by id, words over as many as there are first letters.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.person import Person, fold, words_of
from chalicelib.dynamodb.credit_items import partition, patient_of
from chalicelib.dynamodb.tables import CreditItem

PERSON_SK = "person"
PEOPLE_SHARDS = 4
LONGEST_WORD_KEY = 40
LONGEST_NAME_KEY = 90
"""Bytes: a cursor holds a whole key."""


def people_shards(clinic_id: str) -> Iterator[str]:
    """Return the index partitions of all of a clinic's people."""
    return (f"{clinic_id}#people#{shard}" for shard in range(PEOPLE_SHARDS))


def words_shard(clinic_id: str, word: str) -> str:
    """Return the index partition of the words that begin as `word` does."""
    return f"{clinic_id}#names#{word[0]}"


def word_key(word: str) -> str:
    return _cut(word, LONGEST_WORD_KEY)


def word_sk(word: str) -> str:
    return f"word#{word_key(word)}"


def _name_key(words: Iterable[str]) -> str:
    return _cut(" ".join(words), LONGEST_NAME_KEY)


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore")


class PersonItem(CreditItem, discriminator="person"):
    """A patient's name, e-mail address and language."""

    revision = NumberAttribute()
    name = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    is_from_clinic = BooleanAttribute(null=True)

    @classmethod
    def from_domain(cls, person: Person) -> PersonItem:
        clinic_id, patient_id = person.patient.clinic_id, person.patient.patient_id
        return cls(
            partition(person.patient),
            PERSON_SK,
            revision=person.revision,
            name=person.name or None,
            email=person.email,
            language=person.language,
            is_from_clinic=person.is_from_clinic or None,
            clinic=f"{clinic_id}#people#{zlib.crc32(patient_id.encode()) % PEOPLE_SHARDS}",
            clinic_order=f"{_name_key(words_of(person.name)) or fold(patient_id)}#{patient_id}",
        )

    def to_person(self) -> Person:
        return Person(
            patient=patient_of(self.pk),
            name=self.name or "",
            email=self.email,
            language=self.language,
            is_from_clinic=bool(self.is_from_clinic),
            revision=int(self.revision),
        )


class NameWordItem(CreditItem, discriminator="name_word"):
    """A word of a patient's name, in the clinic's index with the whole name beside it."""

    @classmethod
    def of(cls, patient: PatientKey, word: str, name_key: str) -> NameWordItem:
        return cls(
            partition(patient),
            word_sk(word),
            clinic=words_shard(patient.clinic_id, word),
            clinic_order=f"{word_key(word)}#{name_key}#{patient.patient_id}",
        )


def word_items(person: Person | None) -> dict[str, NameWordItem]:
    """Return the items of the person's words, by sort key."""
    if person is None:
        return {}
    words = words_of(person.name)
    name_key = _name_key(words)
    return {word_sk(word): NameWordItem.of(person.patient, word, name_key) for word in words}


def key_of(patient: PatientKey) -> tuple[str, str]:
    return partition(patient), PERSON_SK
