"""Flows that meet on one payment, in every order of their calls."""

from __future__ import annotations

import pytest

from tests.figures import Figure
from tests.simulation.interleavings import explore
from tests.simulation.races import RACES, WEBHOOK_1, WEBHOOK_2, settling

ONE_CREDIT = {"top_up 5000; succeeded 0 0"}


@pytest.mark.parametrize("name", RACES)
def test_no_interleaving_of_two_requests_loses_or_doubles_a_cent(name: str, figure: Figure) -> None:
    found = explore(RACES[name], reduced=True)
    figure(f"{name}: {found.orders} orders, {len(found.endings)} endings, 0 violations")
    assert found.orders > 1 and found.endings


def test_leaving_out_orders_that_differ_in_nothing_leaves_out_no_ending() -> None:
    every, reduced = (explore(settling(WEBHOOK_1, WEBHOOK_2), reduced=reduced) for reduced in (False, True))
    assert every.endings == reduced.endings == ONE_CREDIT
    assert every.orders > reduced.orders
