"""The sweep ends in the same state whatever events were lost."""

from __future__ import annotations

from tests.simulation.lost_events import life, types_lost

SEEDS = 60


def test_each_account_holds_what_it_should_when_every_event_arrives() -> None:
    wrong = {seed: found for seed in range(SEEDS) if (found := life(seed, lambda event: False)["wrong"])}
    assert not wrong


def test_sweeps_end_in_the_same_state_with_any_events_lost() -> None:
    for seed in range(SEEDS):
        assert life(seed, types_lost(seed)) == life(seed, lambda event: False), f"seed {seed}"
