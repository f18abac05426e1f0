"""A refund's response: the same request returns the original response, whatever became of the refund meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.records import RefundStatus
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.services.actions import FailOn, refund, report_refund
from tests.services.test_refund_payment import FAILED, PENDING, SUCCEEDED, at_stripe, the_refund


@pytest.mark.parametrize("first", [PENDING, SUCCEEDED])
@pytest.mark.parametrize("then", [SUCCEEDED, FAILED])
def test_a_repeated_refund_request_returns_the_first_response(
    world: World, first: RefundStatus, then: RefundStatus
) -> None:
    world.stripe.refunds_start_as = first
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    world.clock.pass_time(timedelta(days=1))
    report_refund(world.open, world.stripe.refund_becomes(made.id, then, "lost_or_stolen_card"))
    again = refund(world.open, paid, 2_000)
    shown = (again.id, again.status, again.failure, again.settled_at)
    assert shown == (made.id, made.status, made.failure, made.settled_at)
    assert the_refund(world, made).status is then


def test_a_request_that_timed_out_at_stripe_always_returns_pending(world: World) -> None:
    paid = world.paid()
    broken = refund(world.guarded(FailOn("refund", When.BEFORE)), paid, 1_000, key="key-2")
    assert broken.status is PENDING
    again = [refund(world.open, paid, 1_000, key="key-2") for _ in range(3)]
    assert {(one.status, one.settled_at) for one in again} == {(PENDING, None)}
    assert the_refund(world, broken).status is SUCCEEDED and at_stripe(world) == 1_000
