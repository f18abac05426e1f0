"""CloudWatch's evaluation of one alarm of the template, over the counts that the code publishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

AGGREGATES: Mapping[str, Callable[[Sequence[int]], int]] = {"Sum": sum, "Maximum": max}


def is_on(alarm: Mapping[str, Any], published: Sequence[Sequence[int]], seconds_each: int = 300) -> list[bool]:
    """Whether the alarm is on after each of its periods.

    `published` are the values of its metric in each stretch of `seconds_each`. Only alarms on values over a threshold.
    """
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    at_once, number = alarm["Period"] // seconds_each, alarm["EvaluationPeriods"]
    breaching: list[bool | None] = []
    for start in range(0, len(published), at_once):
        values = [value for stretch in published[start : start + at_once] for value in stretch]
        breaching.append(AGGREGATES[alarm["Statistic"]](values) > alarm["Threshold"] if values else None)
    needed, states = alarm.get("DatapointsToAlarm", number), [False]
    for end in range(1, len(breaching) + 1):
        states.append(_state(alarm, breaching[max(0, end - number) : end], needed, states[-1]))
    return states[1:]


def _state(alarm: Mapping[str, Any], points: Sequence[bool | None], needed: int, before: bool) -> bool:
    """As docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html has it."""
    if alarm["TreatMissingData"] == "ignore" and all(point is None for point in points):
        return before
    return sum(point is True for point in points) >= needed
