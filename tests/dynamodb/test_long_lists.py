"""A filtered page looks at 500 keys at most, and the next page goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb import ledger_lists, people
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.person_items import PersonItem, word_items
from chalicelib.services.pagination import PageRequest, PatientFilter, PaymentFilter
from tests.contracts.ports.stale_storage import stale_storage
from tests.deploy.items_of_today import PAID
from tests.dynamodb.full_tables import ANA, PERSON

MOST = ledger_lists.MOST_LOOKED_AT
LIMIT = 40
RICH = (3, MOST - 1, MOST, MOST + 1, MOST + 30)
"""The patients who have credit, and the payments that are looked for, among many that are not."""


@pytest.fixture(scope="module")
def ledger() -> Iterator[DynamoLedger]:
    with stale_storage():
        for number in range(MOST + 40):
            patient = replace(ANA, patient_id=f"pat_{number:03d}")
            person = replace(PERSON, patient=patient, name=f"Ana {number:03d}")
            for item in (PersonItem.from_domain(person), *word_items(person).values()):
                item.save()
            credit = int(number in RICH)
            CreditBalanceItem(partition(patient), CREDIT_SK, balance=credit).save()
            PaymentItem.from_domain(_paid(number)).save()
        yield DynamoLedger()


def _paid(number: int) -> Payment:
    """The payments are listed newest first, so that the first of them is the last made."""
    at = PAID.created_at - timedelta(seconds=number)
    account = "acct_wanted" if number in RICH else "acct_other"
    return replace(PAID, id=f"pay_{number:03d}", account_id=account, succeeded_at=at)


def test_no_more_is_looked_at_in_both_lists() -> None:
    assert people.MOST_LOOKED_AT == MOST == 500


@pytest.mark.parametrize("query", ["", "ana"])
def test_a_page_of_patients_ends_after_500_and_goes_on(ledger: DynamoLedger, query: str) -> None:
    wanted = PatientFilter(q=query, with_credit=True)
    first = ledger.directory("clinic_demo", PageRequest(LIMIT), wanted)
    second = ledger.directory("clinic_demo", PageRequest(LIMIT, first.next_cursor), wanted)
    names = [[each.person.name for each in page.items] for page in (first, second)]
    assert names == [[f"Ana {number:03d}" for number in part] for part in (RICH[:2], RICH[2:])]
    assert first.next_cursor is not None and second.next_cursor is None


def test_a_page_of_one_has_one_and_goes_on(ledger: DynamoLedger) -> None:
    page = ledger.directory("clinic_demo", PageRequest(1), PatientFilter())
    assert [each.person.name for each in page.items] == ["Ana 000"] and page.next_cursor is not None


def test_a_page_of_payments_ends_after_500_and_goes_on(ledger: DynamoLedger) -> None:
    wanted = PaymentFilter(account_id="acct_wanted")
    first = ledger.clinic_payments("clinic_demo", PageRequest(LIMIT), wanted)
    second = ledger.clinic_payments("clinic_demo", PageRequest(LIMIT, first.next_cursor), wanted)
    ids = [[each.id for each in page.items] for page in (first, second)]
    assert ids == [[f"pay_{number:03d}" for number in part] for part in (RICH[:2], RICH[2:])]
    assert first.next_cursor is not None and second.next_cursor is None


def test_a_patient_whose_credit_is_unknown_is_not_listed(ledger: DynamoLedger) -> None:
    assert ledger.directory("clinic_none", PageRequest(LIMIT), PatientFilter(q="pat_001")).items == ()
    assert ledger.credit(replace(ANA, patient_id="pat_none")) == PatientCredit(
        patient=replace(ANA, patient_id="pat_none")
    )
