"""The cursor of a list waits for what could not be recorded, and counts the sweeps that tried it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.cursor import MOST_TRIES, Cursor, next_cursor
from tests.fakes.small import NOON

HOUR = timedelta(hours=1)
HELD = Cursor(at=NOON, held_since=NOON + HOUR, tries=3)


def test_a_sweep_that_recorded_everything_moves_the_cursor_to_its_start() -> None:
    assert next_cursor(None, (), NOON) == next_cursor(HELD, (), NOON) == Cursor(at=NOON)


def test_the_cursor_waits_at_the_oldest_movement_that_failed_whatever_its_age() -> None:
    now = NOON + timedelta(days=90)
    assert next_cursor(None, (now, NOON), now) == Cursor(at=NOON, held_since=now, tries=1)


def test_each_sweep_that_fails_at_it_again_is_counted_since_the_first() -> None:
    for oldest in (NOON, NOON - HOUR):
        assert next_cursor(HELD, (oldest, NOON + HOUR), NOON + 2 * HOUR) == Cursor(
            at=NOON, held_since=NOON + HOUR, tries=4
        )
    first = Cursor(at=NOON)
    assert next_cursor(first, (NOON,), NOON + HOUR) == Cursor(at=NOON, held_since=NOON + HOUR, tries=1)


def test_a_later_movement_starts_a_count_of_its_own() -> None:
    now = NOON + 3 * HOUR
    assert next_cursor(HELD, (NOON + HOUR,), now) == Cursor(at=NOON + HOUR, held_since=now, tries=1)


def test_only_what_was_tried_in_all_of_these_sweeps_is_given_up() -> None:
    tried = Cursor(at=NOON, held_since=NOON + HOUR, tries=MOST_TRIES)
    assert tried.gives_up(NOON) and tried.gives_up(NOON + HOUR)
    assert not tried.gives_up(NOON + HOUR + timedelta(seconds=1))
    assert not HELD.gives_up(NOON) and not Cursor(at=NOON).gives_up(NOON)
