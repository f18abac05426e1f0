"""The conditions of each alarm, as decided apart from the template: on the first, on silence, or on many."""

from __future__ import annotations

from typing import Any

import pytest

from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read

RESOURCES: dict[str, Any] = read(ROOT / "infra" / "templates" / "service.yaml")["Resources"]
ALARMS = {name: each["Properties"] for name, each in RESOURCES.items() if each.get("Type") == "AWS::CloudWatch::Alarm"}
ON_THE_FIRST = (
    "LedgerDiscrepancies",
    "EntriesChanged",
    "ActsChanged",
    "ReportsParked",
    "TransfersStuck",
    "DisputesOpened",
    "DisputesThatDoNotFit",
    "RefundsFailed",
    "ProofDifferences",
    "ProofsFailed",
    "Unexpected",
    "ChangesFailed",
    "NoticesNotSent",
    "AccountsUnread",
    "DoctorFindings",
    "DeliveriesFailed",
    "WebhookEndpointsDisabled",
)
ON_SILENCE = ("ProofsMissing", "DoctorMissing", "ScheduleSilent")
GAUGES = ("ReportsParked", "TransfersStuck")
DAYS = 24 * 3600


def alarm(name: str) -> dict[str, Any]:
    found: dict[str, Any] = ALARMS[f"{name}Alarm"]
    return found


def sounds_at(found: dict[str, Any], value: int) -> bool:
    match found["ComparisonOperator"]:
        case "GreaterThanThreshold":
            return bool(value > found["Threshold"])
        case "LessThanThreshold":
            return bool(value < found["Threshold"])
        case "GreaterThanOrEqualToThreshold":
            return bool(value >= found["Threshold"])
    raise AssertionError(found["ComparisonOperator"])


@pytest.mark.parametrize("name", ON_THE_FIRST)
def test_one_is_enough_and_none_is_quiet(name: str) -> None:
    found = alarm(name)
    assert sounds_at(found, 1) and not sounds_at(found, 0) and found["EvaluationPeriods"] == 1


@pytest.mark.parametrize("name", ON_SILENCE)
def test_silence_sounds(name: str) -> None:
    found = alarm(name)
    assert found["TreatMissingData"] == "breaching" and sounds_at(found, 0) and not sounds_at(found, 1)


@pytest.mark.parametrize("name", GAUGES)
def test_a_gauge_that_was_not_measured_changes_nothing(name: str) -> None:
    assert alarm(name)["TreatMissingData"] == "ignore" and alarm(name)["Statistic"] == "Maximum"


def test_no_other_alarm_sounds_on_silence() -> None:
    found = {name for name, each in ALARMS.items() if each["TreatMissingData"] == "breaching"}
    assert found == {f"{name}Alarm" for name in ON_SILENCE}


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_tells_of_its_end_as_well(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == ALARMS[name]["OKActions"] == [{"Ref": "Alarms"}]


def test_the_queue_of_failed_changes_keeps_them_for_a_weekend_at_least() -> None:
    assert RESOURCES["FailedChanges"]["Properties"]["MessageRetentionPeriod"] >= 4 * DAYS
