"""A clinic of its own for each test, whose Stripe delivers nothing by itself, on a stack for these tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from infra.devstack.stack import Stack
from tests.journeys.double import Double
from tests.journeys.people import Clinic, run_module
from tests.stacks import bare_stack

CLINICS = 8
"""Provisioned at once, because a process to do it takes a second."""


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Tens of thousands of items are written here: following them took longer than writing them."""
    with bare_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="package")
def clinics(stack: Stack) -> Iterator[Clinic]:
    names = [f"clinic_{secrets.token_hex(4)}" for _ in range(CLINICS)]
    run_module(stack, "tests.journeys.provision", *names)
    return (Clinic(name, stack, Double.of(stack.environment)) for name in names)


@pytest.fixture
def clinic(clinics: Iterator[Clinic]) -> Iterator[Clinic]:
    clinic = next(clinics).opened()
    yield clinic
    clinic.double.behave()
