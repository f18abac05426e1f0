"""The sweep ends in the same state whatever events were lost."""

from __future__ import annotations

from functools import cache

import pytest

from chalicelib.stripe_gateway.events import EVENTS
from tests.simulation import money_story
from tests.simulation.lost_events import WARNINGS, Life, ending, life, types_lost
from tests.simulation.stripe import disputes
from tests.simulation.virtual_time import DAY_S, HOUR_S

SEEDS = 60
NOT_HERE = {"account.external_account.created", "account.external_account.deleted"}
"""Read like `account.external_account.updated`."""


@cache
def undisturbed(seed: int) -> Life:
    return life(seed, lambda event: False)


def test_each_account_holds_what_it_should_when_every_event_arrives() -> None:
    assert not {seed: found for seed in range(SEEDS) if (found := undisturbed(seed).end["wrong"])}


def test_sweeps_end_in_the_same_state_with_any_events_lost() -> None:
    for seed in range(SEEDS):
        assert life(seed, types_lost(seed)) == undisturbed(seed), f"seed {seed}"


def test_every_handled_event_is_sent_by_a_life_that_can_lose_it() -> None:
    sent = frozenset[str]().union(*(undisturbed(seed).sent for seed in range(SEEDS)))
    assert set(EVENTS) - sent == NOT_HERE


@pytest.mark.parametrize("lost", [(), WARNINGS], ids=["none is lost", "the warning's are lost"])
def test_credit_that_a_won_dispute_returns_is_held_for_the_warning_before_it(lost: tuple[str, ...]) -> None:
    with money_story.story() as told:
        told.lost = lost
        intent_id = told.paid()
        disputes.warn(told.stripe, intent_id)
        told.hear()
        opened = disputes.dispute(told.stripe, intent_id, inquiry=False)
        assert opened
        told.sweeps(660.0)
        disputes.decide(told.stripe, opened, "won")
        told.sweeps(660.0)
        (paid,) = (facts for facts in ending(told).values() if isinstance(facts, dict) and "held" in facts)
        assert (paid["unapplied"], paid["held"]) == (money_story.AMOUNT, True)


def test_an_inquiry_whose_events_are_lost_is_known_with_its_due_date_and_end() -> None:
    with money_story.story() as told:
        told.lose = lambda event: event["type"].startswith("charge.dispute")
        opened = disputes.dispute(told.stripe, told.paid(), inquiry=True)
        assert opened
        told.sweeps(HOUR_S)
        found = told.record(opened["id"])
        assert (found["status"], "due_by" in found, told.unapplied()) == (disputes.INQUIRY, True, money_story.AMOUNT)
        disputes.decide(told.stripe, opened, "lost")
        told.sweeps(DAY_S)
        assert told.record(opened["id"])["status"] == "warning_closed"


def test_a_month_old_dispute_of_a_top_up_that_no_sweep_saw_is_recorded() -> None:
    """The first sweep meets the dispute before the payment is credited, and must not pass it over for its age."""
    with money_story.story() as told:
        told.lose = lambda event: True
        opened = disputes.dispute(told.stripe, told.paid(), inquiry=False)
        assert opened
        told.sweeps(31 * DAY_S, HOUR_S)
        assert (told.record(opened["id"]).get("taken"), told.unapplied()) == (money_story.AMOUNT, 0)
