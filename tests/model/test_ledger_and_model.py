"""Whatever happens and in whatever order, the ledger has what a ledger on a napkin has, on the fake and on DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.ports import Ledger
from tests.contracts.ports.storage import empty, storage
from tests.fakes.ledger import FakeLedger
from tests.model.machine import OnePatient

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a failure takes minutes; add Phase.shrink to look into one."""
LONG = settings(max_examples=80, stateful_step_count=40, deadline=None, phases=WITHOUT_SHRINKING)
SHORT = settings(LONG, max_examples=5, stateful_step_count=16, suppress_health_check=[HealthCheck.too_slow])


class OnFakes(OnePatient):
    def ledger(self) -> Ledger:
        return FakeLedger()


class OnDynamo(OnePatient):
    def ledger(self) -> Ledger:
        empty()
        return DynamoLedger()


@pytest.fixture
def tables() -> Iterator[None]:
    with storage():
        yield


def test_the_ledger_agrees_with_the_model_to_the_cent() -> None:
    run_state_machine_as_test(OnFakes, settings=LONG)


@pytest.mark.slow
def test_the_dynamodb_ledger_agrees_with_the_model_to_the_cent(tables: None) -> None:
    run_state_machine_as_test(OnDynamo, settings=SHORT)
