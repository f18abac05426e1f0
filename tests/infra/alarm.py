"""CloudWatch's evaluation of one alarm of the template, over the values that were published and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read
from tests.fakes.small import FakeClock, FakeCounters

Published = Mapping[str, Sequence[tuple[datetime, float]]]
Point = float | None

AGGREGATES: Mapping[str, Callable[[Sequence[float]], float]] = {"Sum": sum, "Maximum": max, "SampleCount": len}
BREACHES: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}


def alarms() -> dict[str, dict[str, Any]]:
    """The template's alarms, by their names without `Alarm`."""
    resources = read(ROOT / "infra" / "templates" / "service.yaml")["Resources"]
    found = {name: each for name, each in resources.items() if each.get("Type") == "AWS::CloudWatch::Alarm"}
    return {name.removesuffix("Alarm"): dict(each["Properties"]) for name, each in found.items()}


@dataclass
class Recorded(FakeCounters):
    """Counters that keep each value with its time."""

    clock: FakeClock
    published: dict[str, list[tuple[datetime, float]]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, value: int = 1) -> None:
        super().count(name, value)
        self.published.setdefault(name, []).append((self.clock.now(), value))


def states(alarm: Mapping[str, Any], published: Published, since: datetime, until: datetime) -> list[bool]:
    """Whether the alarm is on after each of its periods."""
    period = timedelta(seconds=_period(alarm))
    points, start = list[Point](), since
    while start < until:
        points.append(_point(alarm, published, start, start + period))
        start += period
    number = alarm["EvaluationPeriods"]
    needed, found = alarm.get("DatapointsToAlarm", number), [False]
    for end in range(1, len(points) + 1):
        window = [None] * (number - end) + points[max(0, end - number) : end]
        found.append(_state(alarm, window, needed, found[-1]))
    return found[1:]


def _period(alarm: Mapping[str, Any]) -> int:
    if "Period" in alarm:
        return int(alarm["Period"])
    (period,) = {each["MetricStat"]["Period"] for each in alarm["Metrics"] if "MetricStat" in each}
    return int(period)


def _point(alarm: Mapping[str, Any], published: Published, start: datetime, end: datetime) -> Point:
    if "Metrics" not in alarm:
        aggregate = AGGREGATES[alarm.get("Statistic", "Maximum")]  # A percentile of values that are all alike.
        return _aggregated(published, _name(alarm["MetricName"]), aggregate, start, end)
    values, expression = dict[str, Point](), ""
    for each in alarm["Metrics"]:
        if "Expression" in each:
            expression = each["Expression"]
            continue
        stat = each["MetricStat"]
        aggregate = AGGREGATES[stat["Stat"]]
        values[each["Id"]] = _aggregated(published, stat["Metric"]["MetricName"], aggregate, start, end)
    return _calculated(expression, values)


def _name(metric: Any) -> str:
    """A metric of a log filter is named after the deployment, since filters can't have dimensions of it."""
    return str(metric["Fn::Sub"].removeprefix("${Deployment}-") if isinstance(metric, dict) else metric)


def _aggregated(
    published: Published, name: str, aggregate: Callable[[Sequence[float]], float], start: datetime, end: datetime
) -> Point:
    values = [value for at, value in published.get(name, ()) if start <= at < end]
    return aggregate(values) if values else None


def _calculated(expression: str, values: Mapping[str, Point]) -> Point:
    """Metric math as the template uses it: a metric without a value leaves the expression without one."""
    if None in values.values():
        return None
    condition, then, otherwise = re.fullmatch(r"IF\((.+), (.+), (.+)\)", expression).groups()  # type: ignore[union-attr]
    chosen = then if _value(condition, values) else otherwise
    return float(_value(chosen, values))


def _value(text: str, values: Mapping[str, Point]) -> Any:
    return eval(text.replace("&&", "and"), {"__builtins__": {}}, dict(values))  # noqa: S307  The template's own text.


def _state(alarm: Mapping[str, Any], points: Sequence[Point], needed: int, before: bool) -> bool:
    """As docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html has it."""
    missing = alarm["TreatMissingData"]
    if missing == "ignore" and all(point is None for point in points):
        return before
    breaches, threshold = BREACHES[alarm["ComparisonOperator"]], alarm["Threshold"]
    breaching = [missing == "breaching" if point is None else breaches(point, threshold) for point in points]
    return breaching.count(True) >= int(needed)
