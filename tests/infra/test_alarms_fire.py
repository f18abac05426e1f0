"""Each alarm turns on by the metrics and the timing of the code itself, or of AWS, and stays off in a quiet life."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.infra.alarm import alarms, states
from tests.infra.alarm_stories import STORIES, Life, paid_with_its_events, work_that_fails

TWO_DAYS = 48
HALF_AN_HOUR = 6
ALARMS = alarms()


def is_on(life: Life, name: str) -> list[bool]:
    return states(ALARMS[name], life.recorded.published, life.began, life.clock.now())


@pytest.mark.parametrize("name", STORIES)
def test_each_alarm_of_the_service_turns_on(name: str) -> None:
    story, life = STORIES[name], Life()
    story.opens(life)
    life.goes_on(story.hours, story.each_hour)
    assert any(is_on(life, name)), life.recorded.counts


@pytest.fixture(scope="module")
def quiet() -> Life:
    """Two days in which a patient pays each hour, and all goes well."""
    life = Life()
    life.goes_on(TWO_DAYS, paid_with_its_events)
    return life


@pytest.mark.parametrize("name", [*STORIES, "ProofsMissing", "DoctorMissing"])
def test_no_alarm_is_on_while_all_goes_well(name: str, quiet: Life) -> None:
    assert not any(is_on(quiet, name)[1:]), quiet.recorded.counts


@pytest.mark.parametrize("name", ["ProofsMissing", "DoctorMissing"])
def test_a_day_without_a_run_is_told_a_day_later(name: str) -> None:
    life = Life()
    life.clock.pass_time(timedelta(hours=25))
    assert is_on(life, name)[-1]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("ReportsParked", 1),
        ("TransfersStuck", 1),
        ("StripeEndpointsDisabled", 1),
        ("ProofDifferences", 48),
        ("DoctorFindings", 48),
    ],
)
def test_an_open_case_keeps_its_alarm_on_until_it_is_closed(name: str, hours: int) -> None:
    story, life = STORIES[name], Life()
    close = story.opens(life)
    life.goes_on(story.hours + hours)
    while_open = is_on(life, name)
    close()
    life.goes_on(hours)
    assert all(while_open[while_open.index(True) :]) and not is_on(life, name)[-1]


def test_work_that_always_fails_keeps_its_alarm_on() -> None:
    """It is due again five minutes after it failed, and has a message then: most periods have a failure."""
    life = Life()
    work_that_fails(life)
    life.goes_on(2)
    published = [value for _, value in life.recorded.published["WorkFailed"]]
    found = is_on(life, "WorkFailed")
    assert set(published) == {1} and len(found) // 2 < len(published) < len(found)
    assert True in found[: HALF_AN_HOUR + 1] and all(found[HALF_AN_HOUR + 1 :])


def test_one_failure_that_the_next_look_makes_good_alerts_no_one() -> None:
    life = Life()
    recover = work_that_fails(life)
    life.goes_on(0.1)
    recover()
    life.goes_on(2)
    assert life.recorded.counts["WorkFailed"] == 1 and not any(is_on(life, "WorkFailed"))
