"""The people behind patient ids on DynamoDB: written with the words of their names, found by the clinic's index."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.credit.identity import PatientKey, is_system_id
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import unmerged
from chalicelib.credit.payment import Payment
from chalicelib.credit.person import Person, fold, matches, words_of
from chalicelib.dynamodb.credit_items import (
    CREDIT_SK,
    FIRST_SHARD,
    CreditBalanceItem,
    partition,
    patient_of,
    payment_sk,
)
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.merges import MovedItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.person_items import PERSON_SK, PersonItem, key_of, people_shards, word_items, words_shard
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.tables import SCHEMA, CreditItem, CreditKeys, connection
from chalicelib.dynamodb.timestamps import to_iso
from chalicelib.services.pagination import ListedPatient, Page, PageRequest, PatientFilter
from chalicelib.services.ports.people import KnownPatient

MOST_LOOKED_AT = 500
"""A filtered page looks at no more keys than this; the next page continues from there."""
END = "\U0010ffff"


class DynamoPeople:
    """See services.ports.People."""

    def person(self, patient: PatientKey) -> Person | None:
        item = find(PersonItem, *key_of(patient))
        return item.to_person() if item else None

    def payment_credit_and_person(self, patient: PatientKey, payment_id: str) -> KnownPatient:
        payment, credit, person = self.payments_credits_and_people([(patient, payment_id)])[patient]
        if payment and payment.patient != patient:
            return self.payment_credit_and_person(payment.patient, payment_id)
        return payment, unmerged(credit), person

    def payments_credits_and_people(self, keys: Sequence[tuple[PatientKey, str]]) -> dict[PatientKey, KnownPatient]:
        wanted = [
            (partition(patient), sk)
            for patient, payment_id in keys
            for sk in (CREDIT_SK, payment_sk(payment_id), PERSON_SK)
        ]
        with translate_errors():
            found = {(item.pk, item.sk): item for item in CreditItem.batch_get(wanted, consistent_read=True)}
        return {patient: self._known(patient, payment_id, found) for patient, payment_id in keys}

    def _known(self, patient: PatientKey, payment_id: str, found: Mapping[tuple[str, str], CreditItem]) -> KnownPatient:
        pk = partition(patient)
        credit, payment, person = (found.get((pk, sk)) for sk in (CREDIT_SK, payment_sk(payment_id), PERSON_SK))
        return (
            self._payment_in(payment, payment_id),
            credit.to_credit() if isinstance(credit, CreditBalanceItem) else PatientCredit(patient=patient),
            person.to_person() if isinstance(person, PersonItem) else None,
        )

    def _payment_in(self, item: CreditItem | None, payment_id: str) -> Payment | None:
        if isinstance(item, MovedItem):
            return self.payment_credit_and_person(item.to, payment_id)[0]
        return item.to_payment() if isinstance(item, PaymentItem) else None

    def save_person(self, person: Person, before: Person | None) -> None:
        revision = PersonItem.revision
        condition = revision == before.revision if before else PersonItem.pk.does_not_exist()
        words, old = word_items(person), word_items(before)
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(PersonItem.from_domain(person), condition=condition)
            for word in words.values():
                transaction.save(word)
            for sk in old.keys() - words.keys():
                transaction.delete(old[sk])
            if before is None:
                known: list[Action] = [
                    CreditBalanceItem.kind.set(CreditBalanceItem),
                    CreditBalanceItem.schema.set(SCHEMA),
                ]
                transaction.update(
                    CreditBalanceItem(partition(person.patient), CREDIT_SK),
                    actions=known,
                    condition=CreditBalanceItem.forgotten_at.does_not_exist(),
                )

    def mark_erased(self, patient: PatientKey, at: datetime, check_at: datetime) -> None:
        forgotten = CreditBalanceItem.forgotten_at
        with translate_errors():
            CreditBalanceItem(partition(patient), CREDIT_SK).update(
                actions=[forgotten.set(forgotten | to_iso(at)), *_due(check_at)],
                condition=CreditBalanceItem.pk.exists() & CreditBalanceItem.merged_into.does_not_exist(),
            )

    def check_erasure(self, patient: PatientKey, at: datetime | None) -> None:
        with translate_errors():
            CreditBalanceItem(partition(patient), CREDIT_SK).update(
                actions=_due(at), condition=CreditBalanceItem.forgotten_at.exists()
            )

    def forget_person(self, person: Person) -> None:
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.delete(PersonItem.from_domain(person), condition=PersonItem.revision == person.revision)
            for word in word_items(person).values():
                transaction.delete(word)

    def names(self, patients: Sequence[PatientKey]) -> dict[PatientKey, str]:
        keys = [key_of(patient) for patient in patients]
        with translate_errors():
            found = CreditItem.batch_get(keys)
            return {patient_of(item.pk): item.name for item in found if isinstance(item, PersonItem) and item.name}

    def directory(self, clinic_id: str, page: PageRequest, wanted: PatientFilter) -> Page[ListedPatient]:
        with translate_errors():
            return _page(clinic_id, page, wanted)


def _due(at: datetime | None) -> list[Action]:
    """Put a patient's balance on the work queue, or take it off."""
    shard, due_at = CreditBalanceItem.work_queue_shard, CreditBalanceItem.due_at
    if at is None:
        return [shard.remove(), due_at.remove()]
    return [shard.set(FIRST_SHARD), due_at.set(to_iso(at))]


def keep_people(people: Sequence[Person], transaction: TransactWrite) -> None:
    """Add people whose name was not known to a transaction, with the words of their names."""
    for person in people:
        revision = PersonItem.revision
        before = revision == person.revision - 1 if person.revision > 1 else PersonItem.pk.does_not_exist()
        transaction.save(PersonItem.from_domain(person), condition=before)
        for word in word_items(person).values():
            transaction.save(word)


def _page(clinic_id: str, page: PageRequest, wanted: PatientFilter) -> Page[ListedPatient]:
    shown = _by_id(clinic_id, page, wanted)
    listed = {patient.person.patient for _, patient in shown}
    keys, looked_at = _keys(clinic_id, page, wanted.q), 0
    while batch := list(islice(keys, min(page.limit + 1, MOST_LOOKED_AT - looked_at))):
        looked_at, last = looked_at + len(batch), batch[-1][0]
        found = _people([patient for _, patient in batch])
        shown += [
            (key, found[patient])
            for key, patient in batch
            if patient in found and patient not in listed and _is_wanted(found[patient], wanted)
        ]
        if len(shown) > page.limit:
            return Page(tuple(patient for _, patient in shown[: page.limit]), shown[page.limit - 1][0])
        if looked_at >= MOST_LOOKED_AT:
            return Page(tuple(patient for _, patient in shown), last)
    return Page(tuple(patient for _, patient in shown[: page.limit]))


def _is_wanted(patient: ListedPatient, wanted: PatientFilter) -> bool:
    return not wanted.with_credit or patient.credit.balance > 0


def _by_id(clinic_id: str, page: PageRequest, wanted: PatientFilter) -> list[tuple[str, ListedPatient]]:
    """The patient whose whole id was typed, before all others; also one whose name is not known."""
    typed = wanted.q.strip()
    if page.cursor or not is_system_id(typed):
        return []
    found = _people([PatientKey(clinic_id, typed)])
    return [("0", patient) for patient in found.values() if _is_wanted(patient, wanted)]


def _people(patients: Sequence[PatientKey]) -> dict[PatientKey, ListedPatient]:
    people, credits = dict[PatientKey, Person](), dict[PatientKey, PatientCredit]()
    keys = [(partition(each), sk) for each in patients for sk in (PERSON_SK, CREDIT_SK)]
    for item in CreditItem.batch_get(keys, consistent_read=True):
        if isinstance(item, PersonItem):
            people[patient_of(item.pk)] = item.to_person()
        elif isinstance(item, CreditBalanceItem):
            credits[patient_of(item.pk)] = item.to_credit()
    return {
        patient: ListedPatient(people.get(patient) or Person(patient=patient, name=""), credits[patient])
        for patient in patients
        if patient in credits and credits[patient].merged_into is None
    }


def _keys(clinic_id: str, page: PageRequest, query: str) -> Iterator[tuple[str, PatientKey]]:
    """The index keys of the people asked for, in the order of the list, and their patients; each patient once."""
    if not query:
        shards = (_rows(shard, "", page) for shard in people_shards(clinic_id))
        yield from ((key, patient_of(pk)) for key, pk in heapq.merge(*shards))
        return
    longest = max(fold(query).split(), key=len, default="")
    if not longest:
        return
    for key, pk in _rows(words_shard(clinic_id, longest), longest, page):
        word, name, _ = key.split("#", 2)
        if matches(name, query) and not any(each < word and each.startswith(longest) for each in words_of(name)):
            yield key, patient_of(pk)


def _rows(shard: str, prefix: str, page: PageRequest) -> Iterator[tuple[str, str]]:
    first, last = max(prefix, page.cursor or "0"), prefix + END
    if first > last:
        return
    between = CreditKeys.clinic_order.between(first, last)
    size = page.limit + 2
    for row in CreditKeys.by_clinic.query(shard, between, limit=MOST_LOOKED_AT + size, page_size=size):
        if str(row.clinic_order) != page.cursor:
            yield str(row.clinic_order), row.pk
