"""Alarms on what AWS counts and on lines of the log: values that turn each on, decided apart from the template."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest

from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read
from tests.api.api import Api, served
from tests.fakes.faults import FaultPlan
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.infra.alarm import Published, alarms, states
from tests.infra.alarm_stories import STORIES

ALARMS = alarms()
TIMED_BY_SILENCE = {"ProofsMissing", "DoctorMissing"}
"""Tried in test_alarms_fire.py."""

BY_AWS: dict[str, tuple[dict[str, tuple[float, ...]], dict[str, tuple[float, ...]]]] = {
    "Api4xx": (
        {"4XXError": (60, 60, 60), "Count": (100, 100, 100)},
        {"4XXError": (49, 60, 40, 60), "Count": (49, 100, 100, 100)},
    ),
    "Api5xx": ({"5XXError": (6,)}, {"5XXError": (5, 5)}),
    "Concurrency": ({"ClaimedAccountConcurrency": (9, 10)}, {"ClaimedAccountConcurrency": (8, 10, 8)}),
    "ApiErrors": ({"Errors": (1,)}, {"Errors": (0, 0)}),
    "CreditChangeErrors": ({"Errors": (1, 1, 1)}, {"Errors": (1, 1, 0, 1)}),
    "DueWorkErrors": ({"Errors": (1, 1)}, {"Errors": (1, 0, 1)}),
    "ScheduleErrors": ({"Errors": (1, 1)}, {"Errors": (1, 0, 1)}),
    "NightErrors": ({"Errors": (1,)}, {"Errors": (0,)}),
    "ApiThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "CreditChangeThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "DueWorkThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "ScheduleThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "NightThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "ApiSlow": ({"Duration": (10_001,) * 3}, {"Duration": (10_001, 10_001, 200)}),
    "CreditChangeSlow": ({"Duration": (97_000,) * 3}, {"Duration": (96_000,) * 3}),
    "DueWorkSlow": ({"Duration": (96_001,) * 3}, {"Duration": (96_001, 96_000, 96_001)}),
    "ScheduleSlow": ({"Duration": (233_000,) * 3}, {"Duration": (232_000,) * 3}),
    "NightSlow": ({"Duration": (721_000,)}, {"Duration": (720_000,)}),
    "ReceiptsLate": ({"IteratorAge": (300_001, 300_001)}, {"IteratorAge": (300_001, 0, 300_001)}),
    "ChangesFailed": ({"ApproximateNumberOfMessagesVisible": (1,)}, {"ApproximateNumberOfMessagesVisible": (0,)}),
    "MailEventErrors": ({"Errors": (1,)}, {"Errors": (0, 0)}),
    "MailEventThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "EventsErrors": ({"Errors": (1, 1, 1)}, {"Errors": (1, 1, 0, 1)}),
    "DeliveriesErrors": ({"Errors": (1,)}, {"Errors": (0, 0)}),
    "EventsThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "DeliveriesThrottled": ({"Throttles": (1,)}, {"Throttles": (0,)}),
    "EventsLate": ({"IteratorAge": (60_001, 60_001)}, {"IteratorAge": (60_001, 0, 60_001)}),
    "DeliveriesFailed": ({"ApproximateNumberOfMessagesVisible": (1,)}, {"ApproximateNumberOfMessagesVisible": (0,)}),
    "MessagesFailed": ({"ApproximateNumberOfMessagesVisible": (1,)}, {"ApproximateNumberOfMessagesVisible": (0,)}),
    "CreditTableThrottled": ({"WriteThrottleEvents": (1, 1)}, {"WriteThrottleEvents": (1, 0, 1)}),
    "ScheduleSilent": ({"Invocations": (1, 0, 0, 0)}, {"Invocations": (1, 0, 0, 1)}),
}
"""By alarm: five-minute values that turn it on, and values that don't."""


def published(values: dict[str, tuple[float, ...]]) -> Published:
    return {name: [(NOON + index * FIVE_MINUTES, each) for index, each in enumerate(of)] for name, of in values.items()}


FIVE_MINUTES = timedelta(minutes=5)


def is_ever_on(name: str, values: dict[str, tuple[float, ...]]) -> bool:
    alarm = {**ALARMS[name], "Threshold": 8 if name == "Concurrency" else ALARMS[name]["Threshold"]}
    assert alarm.get("Period", 300) == 300
    length = max(len(of) for of in values.values())
    return any(states(alarm, published(values), NOON, NOON + length * FIVE_MINUTES))


@pytest.mark.parametrize("name", BY_AWS)
def test_an_alarm_of_aws_is_on_for_these_values_and_off_for_those(name: str) -> None:
    loud, quiet = BY_AWS[name]
    assert is_ever_on(name, loud) and not is_ever_on(name, quiet)


def test_the_schedule_is_missed_after_a_quarter_of_an_hour_without_any_value() -> None:
    assert states(ALARMS["ScheduleSilent"], {}, NOON, NOON + 3 * FIVE_MINUTES)[-1]


class Breaks(FaultPlan):
    def run(self, name: str, call: Any) -> Any:
        raise ZeroDivisionError


def forged_events(api: Api) -> None:
    for _ in range(11):
        assert api.post("/v1/stripe/events", b"{}", stripe_signature="t=1,v1=00").status == 400


def a_request_that_breaks(api: Api) -> None:
    broken = api.on(World().guarded(Breaks()).services)
    assert broken.as_().get("/v1/me/credit").status == 500


BY_LOG = {
    "EventsRefused": ("RefusedEvents", forged_events),
    "Unexpected": ("UnexpectedFailures", a_request_that_breaks),
}


@pytest.mark.parametrize("name", BY_LOG)
def test_an_alarm_on_the_log_is_turned_on_by_the_lines_that_the_api_writes(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    filtered, goes_wrong = BY_LOG[name]
    world = World()
    with caplog.at_level(logging.INFO, "account-credit"):
        goes_wrong(Api(world, served(world.services)))
    counted = [(NOON, 1.0) for record in caplog.records if passes(record, metric_filter(filtered))]
    assert any(states(ALARMS[name], {metric_name(filtered): counted}, NOON, NOON + FIVE_MINUTES))
    fewer = {metric_name(filtered): counted[: int(ALARMS[name]["Threshold"])]}
    assert not any(states(ALARMS[name], fewer, NOON, NOON + FIVE_MINUTES))


def metric_filter(name: str) -> dict[str, Any]:
    resources = read(ROOT / "infra" / "templates" / "service.yaml")["Resources"]
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def metric_name(name: str) -> str:
    (made,) = metric_filter(name)["MetricTransformations"]
    return str(made["MetricName"]["Fn::Sub"].removeprefix("${Deployment}-"))


def passes(record: logging.LogRecord, wanted: dict[str, Any]) -> bool:
    """As CloudWatch Logs reads `{ $.field = "value" }` on a line of JSON."""
    field, value = re.fullmatch(r'\{ \$\.(\w+) = "(\w+)" \}', wanted["FilterPattern"]).groups()  # type: ignore[union-attr]
    line = json.loads(json.dumps({**vars(record), "message": record.getMessage()}, default=str))
    return bool(line.get(field) == value)


def test_every_alarm_of_the_template_is_tried() -> None:
    assert set(ALARMS) == {*STORIES, *BY_AWS, *BY_LOG} | TIMED_BY_SILENCE


def test_the_handbook_names_the_test_of_each_alarm() -> None:
    evidence = (ROOT / "docs" / "operating" / "evidence.md").read_text()
    assert {name for name in ALARMS if f"`{name}`" not in evidence} == set()
