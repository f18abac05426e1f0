"""The list of a patient's payments when starts died half-way: nothing is listed twice, and nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.pagination import PageRequest, PaymentScope
from tests.contracts.ports.stale_storage import stale_storage
from tests.fakes.examples import ANA, payment
from tests.fakes.small import NOON


@pytest.fixture
def ledger() -> Iterator[DynamoLedger]:
    with stale_storage():
        yield DynamoLedger()


def test_a_start_that_died_before_its_payment_counts_and_is_not_listed(ledger: DynamoLedger) -> None:
    CreatedItem.of(payment("pay_dead", created_at=NOON)).save()
    ledger.add(payment(created_at=NOON))
    assert ledger.starts_since(ANA, NOON) == 2
    assert [found.id for found in ledger.payments(ANA, PageRequest(1), PaymentScope.ALL).items] == [payment().id]


def test_a_payment_with_the_place_of_a_start_that_died_is_listed_once(ledger: DynamoLedger) -> None:
    made = payment(created_at=NOON)
    ledger.add(made)
    CreatedItem.of(payment(created_at=NOON + timedelta(minutes=1))).save()
    assert ledger.payments(ANA, PageRequest(), PaymentScope.ALL).items == (made,)


@pytest.mark.parametrize("calls", [0, 1], ids=["for its place", "for itself"])
def test_a_payment_that_met_another_writer_is_not_taken_for_written(calls: int) -> None:
    with stale_storage() as client:
        client.meets_another_writer_after = calls
        with pytest.raises(Conflict):
            DynamoLedger().add(payment(created_at=NOON))
