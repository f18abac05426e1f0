"""One patient's lists of cards ask Stripe no more often than the limit of a minute: all clinics share its rate."""

from __future__ import annotations

from chalicelib.credit.rate_limits import STRIPE_CALLS_PER_MINUTE
from tests.api.api import Api
from tests.fakes.faults import FaultPlan


def test_cards_listed_very_often_are_refused_without_asking_stripe(api: Api) -> None:
    api.world.paid()
    plan = FaultPlan()
    me = api.on(api.world.guarded(plan).services).as_()
    statuses = [me.get("/v1/me/cards").status for _ in range(STRIPE_CALLS_PER_MINUTE + 2)]
    assert statuses == [200] * STRIPE_CALLS_PER_MINUTE + [429] * 2
    refused = me.call("DELETE", "/v1/me/cards/pm_any")
    assert refused.status == 429 and 0 < int(refused.headers["retry-after"]) <= 61
    assert plan.calls.count("cards") == STRIPE_CALLS_PER_MINUTE and "remove_card" not in plan.calls


def test_a_patient_without_a_customer_is_not_counted(api: Api) -> None:
    assert api.as_().get("/v1/me/cards").status == 200
    assert api.world.attempts.writes == 0
