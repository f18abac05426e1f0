"""An operator closes what is in quarantine, with who, when and why; until then the alarm stays on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.jobs import schedule
from infra.ops.operate.quarantine_lines import closed, listed
from tests.fakes.world import World


def contradicted(world: World, report_id: str = "evt_lie") -> None:
    """Stripe reports another currency than the payment's."""
    paid = world.paid()
    told = replace(world.stripe.outcome(str(paid.payment_intent_id)), currency="usd")
    world.services.settle_payment(told, report_id=report_id)


def test_one_open_report_keeps_the_alarm_on_until_it_is_closed(world: World) -> None:
    contradicted(world)
    gauges = []
    for _ in range(3):
        world.counters.counts.pop("ReportsInQuarantine", None)
        schedule.on_schedule(world.services)
        gauges.append(world.counters.counts["ReportsInQuarantine"])
    world.services.close_quarantined("evt_lie", by="kim", reason="Refunded in the dashboard")
    assert gauges == [1, 1, 1] and world.services.measure_quarantine() == 0


def test_a_report_is_closed_once_with_who_when_and_why(world: World) -> None:
    contradicted(world)
    first = world.services.close_quarantined("evt_lie", by="kim", reason=" Refunded in the dashboard ")
    assert world.services.close_quarantined("evt_lie", by="oli", reason="Another reason") == first
    assert first.closure and (first.closure.by, first.closure.at) == ("kim", world.clock.now())
    assert "\n".join(closed(first)).endswith("by kim\n  Refunded in the dashboard")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "\u200b", "Refunded\u202e", "a\nb"])
def test_a_report_is_not_closed_without_a_reason(world: World, reason: str) -> None:
    contradicted(world)
    with pytest.raises(Invalid, match=r"^reason: must "):
        world.services.close_quarantined("evt_lie", by="kim", reason=reason)
    assert world.services.measure_quarantine() == 1


def test_an_unknown_report_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match=r"^Quarantined report not found"):
        world.services.close_quarantined("evt_missing", by="kim", reason="Unknown")


def test_the_list_shows_ids_and_differences_and_no_name(world: World) -> None:
    contradicted(world)
    text = "\n".join(listed(world.services.quarantine.open_quarantined(10)))
    assert "evt_lie" in text and "differs in: currency" in text and "amount_received 5000" in text
    assert "Ana" not in text and "4242" not in text


def test_an_empty_quarantine_is_told(world: World) -> None:
    assert list(listed(world.services.quarantine.open_quarantined(10))) == ["No open reports in quarantine."]
