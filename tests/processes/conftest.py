"""A clinic of its own on the one stack, whose Stripe delivers nothing by itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from infra.devstack.stack import Stack
from tests.journeys.double import Double
from tests.journeys.people import Clinic, run_module


@pytest.fixture
def clinic(stack: Stack) -> Iterator[Clinic]:
    clinic_id = f"clinic_{secrets.token_hex(4)}"
    run_module(stack, "tests.journeys.provision", clinic_id)
    double = Double.of(stack.environment)
    yield Clinic(clinic_id, stack, double).opened()
    double.behave()
