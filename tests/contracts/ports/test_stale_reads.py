"""The stores keep their promises on a database that returns nothing new to a read without ConsistentRead.

The ledger's suites once more. Moto and the emulator read consistently whatever they are asked, so that a dropped
`consistent_read=True` fails here alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.credit_items import partition
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.tables import CreditItem
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
from tests.fakes.examples import ANA, maple, payment


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
    assert DynamoClinics().clinic_of_account("acct_main") == "clinic_demo"
    assert list(DynamoClinics().clinic_ids()) == ["clinic_demo"]
