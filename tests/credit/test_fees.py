"""Fees as data: the platform's share of a payment, and the clinic's agreement about Stripe's fees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.fees import application_fee
from tests.fakes.examples import account, maple
from tests.fakes.world import World, request


@pytest.mark.parametrize(
    ("amount", "basis_points", "fixed", "fee"),
    [
        (10_000, 0, 0, 0),
        (10_000, 290, 30, 320),
        (5_000, 0, 25, 25),
        (50, 99, 0, 0),
        (50, 100, 0, 1),
        (51, 100, 0, 1),
        (50, 101, 0, 1),
        (149, 100, 0, 1),
        (150, 100, 0, 2),
        (50, 10_000, 1, 50),
        (50, 0, 51, 50),
    ],
)
def test_application_fee_is_rounded_half_up_and_at_most_the_payment(
    amount: int, basis_points: int, fixed: int, fee: int
) -> None:
    assert application_fee(amount, basis_points=basis_points, fixed=fixed) == fee


def test_the_platform_takes_no_fee_of_its_own_account() -> None:
    clinic = replace(maple(), profile=replace(maple().profile, application_fee_fixed=30))
    assert clinic.application_fee(5_000, account()) == 30
    assert clinic.application_fee(5_000, account(is_platform=True)) == 0


def test_a_payment_keeps_the_fee_that_was_agreed_when_it_was_started() -> None:
    world = World()
    world.clinics.provision(replace(maple(), profile=replace(maple().profile, application_fee_basis_points=250)))
    started = world.open.start(request(amount=10_000))
    world.clinics.provision(maple())
    assert world.open.start(request(amount=10_000)) == started
    assert started.application_fee == 250
    assert world.started().application_fee == 0
