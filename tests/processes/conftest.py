"""A clinic of its own for each test, whose Stripe delivers nothing by itself, on a stack for these tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from infra.devstack.settings import Ports, Settings
from infra.devstack.stack import Stack
from tests.conftest import SWEEP_EVERY_S
from tests.journeys.double import Double
from tests.journeys.people import Clinic, run_module

UNASKED = ("stream", "events", "schedule", "outbox")
"""These tests write tens of thousands of items, of which no one here asks for the receipts, the events or the mails."""
CLINICS = 8
"""Provisioned at once, because a process to do it takes a second."""


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    settings = Settings(state=tmp_path_factory.mktemp("stack"), ports=Ports.free(), sweep_every_s=SWEEP_EVERY_S)
    with Stack(settings, without=UNASKED) as running:
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
