"""The values and the silence that each alarm sounds on, as decided apart from the templates."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.infra.templates.templates import attribute, ref, sub

FIVE_MINUTES, QUARTER, HOUR, DAY = 300, 900, 3_600, 86_400
OFF, KEPT, ON = "notBreaching", "ignore", "breaching"
"""A time without any value turns an alarm off, leaves it as it was, or turns it on."""


class Sounds(NamedTuple):
    """For a statistic of a metric over so many seconds, in so many periods of so many."""

    metric: str
    of: tuple[tuple[str, Any], ...]
    statistic: str = "Sum"
    every_s: int = FIVE_MINUTES
    beyond: Any = 0
    periods: tuple[int, int] = (1, 1)
    silence: str = OFF
    comparison: str = "GreaterThanThreshold"


OURS = (("deployment", ref("Deployment")),)
LOWER = "LessThanThreshold"


def counted(metric: str, **other: Any) -> Sounds:
    return Sounds(f"AccountCredit/{metric}", OURS, **other)


def logged(metric: str, **other: Any) -> Sounds:
    """A metric of a log filter has its deployment in its name."""
    return Sounds(f"AccountCredit/${{Deployment}}-{metric}", (), **other)


def gauge(metric: str, every_s: int = QUARTER, **other: Any) -> Sounds:
    return counted(metric, statistic="Maximum", every_s=every_s, silence=KEPT, **other)


def nightly(metric: str) -> Sounds:
    return counted(metric, statistic="Maximum", every_s=DAY)


def missing(metric: str) -> Sounds:
    return counted(metric, statistic="SampleCount", every_s=DAY, beyond=1, silence=ON, comparison=LOWER)


def function(metric: str, name: str, times: int = 1, **other: Any) -> Sounds:
    return Sounds(
        f"AWS/Lambda/{metric}", (("FunctionName", sub("${Deployment}-" + name)),), periods=(times, times), **other
    )


def slow(name: str, ms: int, times: int = 3) -> Sounds:
    return function("Duration", name, times, statistic="p99", beyond=ms)


def late(name: str, ms: int) -> Sounds:
    return function("IteratorAge", name, 2, statistic="Maximum", beyond=ms)


def waiting(queue: Any) -> Sounds:
    return Sounds("AWS/SQS/ApproximateNumberOfMessagesVisible", (("QueueName", queue),), statistic="Maximum")


ALARMS: dict[str, Sounds] = {
    "AccountsUnread": counted("AccountsUnread", every_s=DAY),
    "Api5xx": Sounds("AWS/ApiGateway/5XXError", (("ApiName", ref("Deployment")), ("Stage", "api")), beyond=5),
    "ApiErrors": function("Errors", "api"),
    "ApiSlow": slow("api", 10_000),
    "ApiThrottled": function("Throttles", "api"),
    "CardTesting": counted("CardTestingStopped", beyond=2),
    "ChangesFailed": waiting(attribute("FailedChanges", "QueueName")),
    "Concurrency": Sounds(
        "AWS/Lambda/ClaimedAccountConcurrency",
        (),
        statistic="Maximum",
        beyond=ref("ConcurrencyAlarmAt"),
        periods=(2, 2),
    ),
    "CreditChangeErrors": function("Errors", "credit-change", 3),
    "CreditChangeSlow": slow("credit-change", 96_000),
    "CreditChangeThrottled": function("Throttles", "credit-change"),
    "CreditTableThrottled": Sounds(
        "AWS/DynamoDB/WriteThrottleEvents", (("TableName", ref("CreditTable")),), periods=(2, 2)
    ),
    "DeliveriesErrors": function("Errors", "deliveries"),
    "DeliveriesFailed": waiting(sub("${Deployment}-failed-deliveries.fifo")),
    "DeliveriesThrottled": function("Throttles", "deliveries"),
    "DisputesOpened": counted("DisputesOpened"),
    "DisputesThatDoNotFit": counted("DisputesThatDoNotFit"),
    "DoctorFindings": nightly("DoctorFindings"),
    "DoctorMissing": missing("DoctorFindings"),
    "DueWorkErrors": function("Errors", "due-work", 2),
    "DueWorkSlow": slow("due-work", 96_000),
    "DueWorkThrottled": function("Throttles", "due-work"),
    "ActsChanged": counted("ActsChanged"),
    "EntriesChanged": counted("EntriesChanged"),
    "EventsErrors": function("Errors", "events", 3),
    "EventsLate": late("events", 60_000),
    "EventsRefused": logged("EventsRefused", beyond=10),
    "EventsThrottled": function("Throttles", "events"),
    "LedgerDiscrepancies": counted("WorkDiscrepancies"),
    "MailEventErrors": function("Errors", "mail-event"),
    "MailEventThrottled": function("Throttles", "mail-event"),
    "MessagesFailed": waiting(sub("${Deployment}-failed-work")),
    "MovementsNotRecorded": counted("MovementsNotRecorded", periods=(3, 3)),
    "NightErrors": function("Errors", "night"),
    "NightSlow": slow("night", 720_000, times=1),
    "NightThrottled": function("Throttles", "night"),
    "NoticesNotSent": counted("NoticesNotSent"),
    "ProofDifferences": nightly("ProofDifferences"),
    "ProofsFailed": nightly("ProofsFailed"),
    "ProofsMissing": missing("ProofDifferences"),
    "ReceiptsLate": late("credit-change", 300_000),
    "RefundsFailed": counted("RefundsFailed"),
    "ReportsParked": gauge("ReportsInQuarantine"),
    "ScheduleErrors": function("Errors", "schedule", 2),
    "ScheduleSilent": function("Invocations", "schedule", 3, beyond=1, silence=ON, comparison=LOWER),
    "ScheduleSlow": slow("schedule", 232_000),
    "ScheduleThrottled": function("Throttles", "schedule"),
    "SettledByLooking": counted("SettledByLooking", every_s=HOUR, beyond=2),
    "StripeEndpointsDisabled": gauge("StripeEndpointsDisabled"),
    "TransfersStuck": gauge("TransfersStuck"),
    "Unexpected": logged("Unexpected"),
    "WebhookEndpointsDisabled": counted("WebhookEndpointsDisabled"),
    "WorkFailed": counted("WorkFailed", periods=(3, 6)),
    "WorkOverdue": gauge("OldestDueAge", every_s=FIVE_MINUTES, beyond=1_800, periods=(2, 2)),
}


class Calculated(NamedTuple):
    """An alarm on what is calculated of several metrics."""

    expression: str
    metrics: dict[str, Sounds]
    beyond: int
    periods: tuple[int, int]


GATEWAY = (("ApiName", ref("Deployment")), ("Stage", "api"))
CALCULATED = {
    "Api4xx": Calculated(
        "IF(requests >= 50, 100 * refused / requests, 0)",
        {
            "refused": Sounds("AWS/ApiGateway/4XXError", GATEWAY),
            "requests": Sounds("AWS/ApiGateway/Count", GATEWAY),
        },
        beyond=50,
        periods=(3, 3),
    ),
    "EventsSilent": Calculated(
        "IF(settled > 0 && received == 0, 1, 0)",
        {
            "settled": counted("PaymentsSettled", every_s=HOUR),
            "received": counted("EventsReceived", every_s=HOUR),
        },
        beyond=0,
        periods=(2, 24),
    ),
}
FILTERS = {
    "RefusedEvents": ('{ $.code = "invalid_signature" }', "EventsRefused"),
    "UnexpectedFailures": ('{ $.message = "failed" }', "Unexpected"),
}
"""Lines of the API's log that are counted, each as one, and the metrics that they become."""
TURNS_BACK = ["ApiErrorsAlarm", "UnexpectedAlarm", "Api5xxAlarm", "ApiSlowAlarm"]
"""Those that send requests to the old version again while a deploy moves them."""
