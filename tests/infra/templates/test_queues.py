"""How long work waits, how often it is tried again and where it ends, as decided apart from the templates."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from infra.devstack.settings import ROOT
from tests.infra.templates.templates import attribute, of_type, properties, ref, sub

DAY = 86_400
HOUR = 3_600


class Queue(NamedTuple):
    name: str
    kept_s: int
    hidden_s: int | None = None
    tries: int | None = None
    then: str | None = None
    order: str | None = None


QUEUES = {
    "service.FailedChanges": Queue("failed-changes", 14 * DAY),
    "storage.Deliveries": Queue("deliveries.fifo", 14 * DAY, 360, 500, "FailedDeliveries", "messageGroup"),
    "storage.FailedDeliveries": Queue("failed-deliveries.fifo", 14 * DAY),
    "storage.FailedWork": Queue("failed-work", 14 * DAY),
    "storage.TopUpQueue": Queue("top-ups", 4 * DAY, 720, 5, "FailedWork"),
    "storage.WorkQueue": Queue("work", 4 * DAY, 720, 5, "FailedWork"),
}
FUNCTIONS = {
    "APIHandler": ("api", "api_handler", 28, 1024),
    "OnCreditChange": ("credit-change", "on_credit_change", 120, 1536),
    "OnDelivery": ("deliveries", "on_delivery", 60, 1024),
    "OnDoctor": ("doctor", "on_doctor", 300, 1024),
    "OnDueWork": ("due-work", "on_due_work", 120, 1536),
    "OnEventSource": ("events", "on_event_source", 120, 1024),
    "OnMailEvent": ("mail-event", "on_mail_event", 60, 1024),
    "OnNight": ("night", "on_night", 900, 1536),
    "OnSchedule": ("schedule", "on_schedule", 290, 1536),
}
"""Their names after the deployment's, their names in .chalice, seconds, and megabytes."""
READS = {"OnDueWork": ("WorkQueue", "TopUpQueue"), "OnDelivery": ("Deliveries",)}
HARMLESS = {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 6 * HOUR}
INVOKED = {
    "OnDoctor": HARMLESS,
    "OnMailEvent": HARMLESS,
    "OnNight": HARMLESS,
    "OnSchedule": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300},
}
"""How an event is tried again that no queue or stream keeps: the next sweep does the same as a failed one."""
FROM_STREAM = {
    "StartingPosition": "TRIM_HORIZON",
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 5,
    "MaximumRecordAgeInSeconds": HOUR,
    "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": attribute("FailedChanges")}},
}
SOURCES: dict[str, dict[str, dict[str, Any]]] = {
    "OnCreditChange": {
        "OnCreditChangeDynamodbEventSource": {
            "Stream": ref("CreditTableStreamArn"),
            "ParallelizationFactor": 2,
            **FROM_STREAM,
        }
    },
    "OnEventSource": {
        "OnEventSourceDynamodbEventSource": {"Stream": ref("CreditTableStreamArn"), **FROM_STREAM},
        "OnClinicChange": {"Stream": ref("ClinicsTableStreamArn"), "BatchSize": 50, **FROM_STREAM},
    },
    "OnDelivery": {
        "OnDeliverySqsEventSource": {
            "Queue": ref("DeliveriesArn"),
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        }
    },
    "OnDueWork": {
        "OnDueWorkSqsEventSource": {
            "Queue": ref("WorkQueueArn"),
            "ScalingConfig": {"MaximumConcurrency": ref("WorkersForMoney")},
        },
        "TopUps": {
            "Queue": ref("TopUpQueueArn"),
            "BatchSize": 10,
            "MaximumBatchingWindowInSeconds": 5,
            "ScalingConfig": {"MaximumConcurrency": ref("WorkersForTopUps")},
        },
    },
}
LISTENS_FOR: dict[str, list[dict[str, Any]]] = {
    "OnCreditChangeDynamodbEventSource": [
        {"dynamodb": {"NewImage": {"kind": {"S": ["payment"]}, "status": {"S": ["succeeded"]}}}},
        {"dynamodb": {"NewImage": {"todo_at": {"S": [{"exists": True}]}}}},
        {"eventName": ["MODIFY", "REMOVE"], "dynamodb": {"OldImage": {"kind": {"S": ["entry"]}}}},
    ],
    "OnEventSourceDynamodbEventSource": [
        {
            "eventName": ["INSERT", "MODIFY"],
            "dynamodb": {"NewImage": {"kind": {"S": ["credit"]}, "seq": {"N": [{"exists": True}]}}},
        },
        {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": {"kind": {"S": ["refund", "dispute"]}}}},
        {"eventName": ["MODIFY"], "dynamodb": {"NewImage": {"kind": {"S": ["invoice"]}}}},
    ],
    "OnClinicChange": [
        {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["change"]}}}},
        {"eventName": ["MODIFY"], "dynamodb": {"NewImage": {"kind": {"S": ["account"]}}}},
        {"eventName": ["MODIFY", "REMOVE"], "dynamodb": {"OldImage": {"kind": {"S": ["operator_act"]}}}},
    ],
}


def test_a_queue_keeps_hides_and_gives_up_messages_as_decided_and_encrypts_them() -> None:
    assert {name: queue(each) for name, each in of_type("SQS::Queue").items()} == QUEUES


def queue(found: dict[str, Any]) -> Queue:
    gives_up = found.get("RedrivePolicy", {})
    assert found["SqsManagedSseEnabled"] is True
    name = found["QueueName"]["Fn::Sub"].removeprefix("${Deployment}-")
    assert found.get("FifoQueue", False) is name.endswith(".fifo")
    return Queue(
        name,
        found["MessageRetentionPeriod"],
        found.get("VisibilityTimeout"),
        gives_up.get("maxReceiveCount"),
        gives_up["deadLetterTargetArn"]["Fn::GetAtt"][0] if gives_up else None,
        found.get("DeduplicationScope"),
    )


def test_each_patients_deliveries_are_in_order_and_wait_for_no_other_patients() -> None:
    assert properties("storage.Deliveries")["FifoThroughputLimit"] == "perMessageGroupId"


def test_functions_have_this_time_and_memory() -> None:
    settings = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"]["aws"]["lambda_functions"]
    found = {name: (each["lambda_timeout"], each["lambda_memory_size"]) for name, each in settings.items()}
    assert found == {chalice: (seconds, megabytes) for _, chalice, seconds, megabytes in FUNCTIONS.values()}


@pytest.mark.parametrize("function", READS)
def test_a_message_is_hidden_for_six_times_as_long_as_its_worker_may_take(function: str) -> None:
    for name in READS[function]:
        assert properties(f"storage.{name}")["VisibilityTimeout"] == 6 * FUNCTIONS[function][2]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_named_after_the_deployment_and_writes_the_log_of_that_name(function: str) -> None:
    name, found = FUNCTIONS[function][0], properties(f"service.{function}")
    assert found["FunctionName"] == sub("${Deployment}-" + name)
    log = properties(f"service.{found['LoggingConfig']['LogGroup']['Ref']}")
    assert log == {"LogGroupName": sub("/aws/lambda/${Deployment}-" + name), "RetentionInDays": ref("LogRetentionDays")}


def test_the_gateways_log_has_a_group_of_its_own() -> None:
    log = properties("service.AccessLogs")
    assert log["LogGroupName"] == sub("/aws/apigateway/${Deployment}-access")
    assert log["RetentionInDays"] == ref("LogRetentionDays")
    assert properties("service.RestAPI")["AccessLogSetting"]["DestinationArn"] == attribute("AccessLogs")


def test_what_no_queue_keeps_is_tried_again_only_where_that_does_no_harm() -> None:
    functions = {name: properties(f"service.{name}") for name in FUNCTIONS}
    assert {
        name: each["EventInvokeConfig"] for name, each in functions.items() if "EventInvokeConfig" in each
    } == INVOKED


def test_functions_are_called_by_these_streams_and_queues_with_these_limits() -> None:
    found = {
        name: {source: unfiltered(each["Properties"]) for source, each in function["Events"].items()}
        for name in FUNCTIONS
        if "Events" in (function := properties(f"service.{name}"))
    }
    assert found == SOURCES


def unfiltered(source: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name != "FilterCriteria"}


def test_a_stream_calls_its_function_for_these_changes_and_no_others() -> None:
    found = {
        source: [json.loads(one["Pattern"]) for one in each["Properties"]["FilterCriteria"]["Filters"]]
        for name in ("OnCreditChange", "OnEventSource")
        for source, each in properties(f"service.{name}")["Events"].items()
    }
    assert found == LISTENS_FOR
