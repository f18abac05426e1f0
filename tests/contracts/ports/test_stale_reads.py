"""The stores keep their promises on a database that returns nothing new to a read without ConsistentRead.

The ledger's suites once more. Moto and the emulator read consistently whatever they are asked, so that a dropped
`consistent_read=True` fails here alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.person import Person
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.tables import SCHEMA, CreditItem
from tests.contracts.ports.stale_storage import stale_storage
from tests.contracts.ports.test_dispute_lists import *  # noqa: F403
from tests.contracts.ports.test_holds import *  # noqa: F403
from tests.contracts.ports.test_invoices import *  # noqa: F403
from tests.contracts.ports.test_ledger_due import *  # noqa: F403
from tests.contracts.ports.test_ledger_records import *  # noqa: F403
from tests.contracts.ports.test_ledger_writes import *  # noqa: F403
from tests.contracts.ports.test_quarantine import *  # noqa: F403
from tests.contracts.ports.test_recorded_payments import *  # noqa: F403
from tests.contracts.ports.test_transfers import *  # noqa: F403
from tests.fakes.examples import ANA, BEN, CHO, invoice, maple, payment
from tests.fakes.small import NOON


@pytest.fixture(scope="module")
def kind() -> str:
    return "stale"


@pytest.fixture
def tables() -> Iterator[None]:
    with stale_storage():
        yield


def test_this_database_shows_nothing_new_to_an_inconsistent_read(tables: None) -> None:
    DynamoLedger().add(payment("pay_1"))
    assert list(CreditItem.query(partition(ANA))) == []
    assert DynamoLedger().payment(ANA, "pay_1") == payment("pay_1")


def test_a_clinic_reads_back_at_once(tables: None) -> None:
    DynamoClinics().provision(maple())
    assert DynamoClinics().get("clinic_demo") == maple()
    assert DynamoClinics().profile("clinic_demo") == maple().profile
    assert DynamoClinics().clinic_of_account("acct_main") == "clinic_demo"
    assert list(DynamoClinics().clinic_ids()) == ["clinic_demo"]


def test_a_cursor_reads_back_at_once_and_only_advances(tables: None) -> None:
    cursors, later = DynamoCursors(), Cursor(at=NOON + timedelta(hours=1))
    assert cursors.cursor("movements") is None
    cursors.advance("movements", later)
    cursors.advance("movements", Cursor(at=NOON))
    assert cursors.cursor("movements") == later and cursors.cursor("other") is None
    held = replace(later, held_since=NOON + timedelta(hours=2), tries=7)
    cursors.advance("movements", held)
    assert cursors.cursor("movements") == held


def test_a_balance_tells_its_kind_and_schema_whatever_writes_it_first(tables: None) -> None:
    """Without them a later version can't tell what it reads."""
    ledger = DynamoLedger()
    ledger.save_customer_if_absent(ANA, "cus_1")
    ledger.save_person(Person(patient=BEN, name="Ben"), None)
    ledger.add_invoice(invoice(patient=CHO), PatientCredit(patient=CHO))
    for patient in (ANA, BEN, CHO):
        (item,) = CreditBalanceItem.query(
            partition(patient),
            CreditBalanceItem.sk == CREDIT_SK,
            filter_condition=CreditBalanceItem.schema == SCHEMA,
            consistent_read=True,
        )
        assert item.to_credit().known
