"""Webhook, webhook again, /settle and the sweep meet on one payment, in every order of their calls."""

from __future__ import annotations

from tests.simulation.interleavings import explore
from tests.simulation.races import SETTLE, WEBHOOK_1, WEBHOOK_2, racing

ONE_CREDIT = {"top_up 5000; succeeded 0 0"}


def test_a_payment_is_credited_once_however_two_webhooks_and_settle_meet() -> None:
    found = explore(racing(WEBHOOK_1, WEBHOOK_2, SETTLE), reduced=True)
    assert found.endings == ONE_CREDIT and found.orders > 50


def test_leaving_out_orders_that_differ_in_nothing_leaves_out_no_ending() -> None:
    every, reduced = (explore(racing(WEBHOOK_1, WEBHOOK_2), reduced=reduced) for reduced in (False, True))
    assert every.endings == reduced.endings == ONE_CREDIT
    assert every.orders > reduced.orders
