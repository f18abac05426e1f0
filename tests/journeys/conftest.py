"""Each test has patients of its own on the one stack, a clinic of its own if it changes one, and a quiet Stripe."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest

from infra.devstack.stack import Stack
from tests.journeys.double import Double
from tests.journeys.people import Clinic, Patient, Staff, run_module

CLINICS_AT_ONCE = 30


@pytest.fixture(scope="session")
def new_clinic(stack: Stack) -> Callable[[], Clinic]:
    """Hand out clinics. Many are provisioned at once, because a process to do it takes a second.

    Stripe knows their accounts first: the schedule asks it about each account that the service knows.
    """
    double = Double.of(stack.environment)
    waiting: list[Clinic] = []

    def next_clinic() -> Clinic:
        if not waiting:
            names = [f"clinic_{secrets.token_hex(4)}" for _ in range(CLINICS_AT_ONCE)]
            waiting.extend(Clinic(name, stack, double).opened() for name in names)
            run_module(stack, "tests.journeys.provision", *names)
        return waiting.pop()

    return next_clinic


@pytest.fixture
def double(stack: Stack) -> Iterator[Double]:
    """Stripe, with nothing on its way and nothing going wrong at first and at the end."""
    double = Double.of(stack.environment)
    double.come_to_rest()
    yield double
    double.behave()


@pytest.fixture(scope="session")
def house(new_clinic: Callable[[], Clinic]) -> Clinic:
    return new_clinic()


@pytest.fixture
def clinic(house: Clinic, double: Double) -> Clinic:
    """A clinic that the tests share, and leave as it is. Those that don't, define this anew."""
    return house


@pytest.fixture
def patient(clinic: Clinic) -> Patient:
    """A patient who never paid in and has no card on file."""
    return clinic.patient()


@pytest.fixture
def staff(clinic: Clinic) -> Staff:
    """A user with full access."""
    return clinic.staff()
