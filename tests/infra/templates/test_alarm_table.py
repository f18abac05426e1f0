"""Each alarm sounds when it was decided that it does: for a value, over a time, and in silence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.templates.alarm_table import ALARMS, CALCULATED, FILTERS, OFF, TURNS_BACK, Calculated, Sounds
from tests.infra.templates.templates import attribute, of_type, properties, ref, sub

FOUND = {
    name.removeprefix("service.").removesuffix("Alarm"): each for name, each in of_type("CloudWatch::Alarm").items()
}
WORDS = {"AlarmActions", "AlarmDescription", "AlarmName", "ComparisonOperator", "DatapointsToAlarm", "Dimensions"} | {
    "EvaluationPeriods",
    "ExtendedStatistic",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
}


def test_no_alarm_is_undecided() -> None:
    assert set(FOUND) == {*ALARMS, *CALCULATED}


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_sounds_as_decided(name: str) -> None:
    alarm = FOUND[name]
    assert set(alarm) <= WORDS, "this test reads no other property"
    assert sounds(alarm) == ALARMS[name]


def sounds(alarm: dict[str, Any]) -> Sounds:
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    return Sounds(
        named(alarm["Namespace"], alarm["MetricName"]),
        dimensions(alarm["Dimensions"]),
        statistic,
        alarm["Period"],
        alarm["Threshold"],
        periods(alarm),
        alarm["TreatMissingData"],
        alarm["ComparisonOperator"],
    )


def named(namespace: str, metric: Any) -> str:
    return f"{namespace}/{metric['Fn::Sub'] if isinstance(metric, dict) else metric}"


def dimensions(found: list[dict[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((each["Name"], each["Value"]) for each in found)


def periods(alarm: dict[str, Any]) -> tuple[int, int]:
    number = alarm["EvaluationPeriods"]
    return alarm.get("DatapointsToAlarm", number), number


@pytest.mark.parametrize("name", CALCULATED)
def test_an_alarm_on_several_metrics_sounds_as_decided(name: str) -> None:
    alarm = FOUND[name]
    assert set(alarm) <= WORDS
    (result,) = (each for each in alarm["Metrics"] if each["ReturnData"])
    metrics = {each["Id"]: part(each["MetricStat"]) for each in alarm["Metrics"] if not each["ReturnData"]}
    assert Calculated(result["Expression"], metrics, alarm["Threshold"], periods(alarm)) == CALCULATED[name]
    assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("GreaterThanThreshold", OFF)


def part(found: dict[str, Any]) -> Sounds:
    metric = found["Metric"]
    of = dimensions(metric["Dimensions"])
    return Sounds(named(metric["Namespace"], metric["MetricName"]), of, found["Stat"], found["Period"])


def test_alarms_have_names_of_their_own_after_the_deployment() -> None:
    names = [each["AlarmName"]["Fn::Sub"] for each in FOUND.values()]
    assert len(set(names)) == len(names) and all(name.startswith("${Deployment}-") for name in names)


@pytest.mark.parametrize("name", FILTERS)
def test_a_line_of_the_api_s_log_counts_once(name: str) -> None:
    pattern, metric = FILTERS[name]
    assert properties(f"service.{name}") == {
        "LogGroupName": ref("ApiLogs"),
        "FilterPattern": pattern,
        "MetricTransformations": [
            {
                "MetricNamespace": "AccountCredit",
                "MetricName": sub("${Deployment}-" + metric),
                "MetricValue": "1",
                "Unit": "Count",
            }
        ],
    }


def test_no_other_line_of_a_log_is_counted() -> None:
    assert set(of_type("Logs::MetricFilter")) == {f"service.{name}" for name in FILTERS}


def test_a_deploy_goes_back_by_itself_when_one_of_these_alarms_sounds() -> None:
    handler = properties("service.APIHandler")
    turns_back = [ref(name) for name in TURNS_BACK]
    canary = {"Type": ref("Traffic"), "Alarms": turns_back, "Role": attribute("CanaryRole")}
    assert handler["DeploymentPreference"] == canary
    assert (handler["AutoPublishAlias"], handler["AutoPublishAliasAllProperties"]) == ("live", True)
    assert handler["AutoPublishCodeSha256"] == ref("Configuration")
