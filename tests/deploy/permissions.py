"""Which AWS calls each deployed function made, by the emulator's CloudTrail, and what its role allows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from infra.devstack.settings import REGION
from tests.deploy.rehearsal import DEPLOYMENT, NOTICE_DOMAIN, Rehearsal

Call = tuple[str, str]
"""An action and the ARN it was on."""
UNRECORDED = "?"
"""The resource of a call where the emulator's trail has none: in services that only the doctor asks."""
UNNAMED = {"GET.lambda": "ListEventSourceMappings", "POST.monitoring": "DescribeAlarms"}
"""Operations that the trail names by their method alone. The doctor uses one of each of these services."""

WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
OTHERWISE_NAMED = {
    "ListObjectsV2": "ListBucket",
    "ListObjects": "ListBucket",
}
"""Calls of S3 whose permission has another name (service authorization reference, S3)."""
OF_A_BUCKET = (
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
)
"""The doctor's questions about a bucket: the trail names every GET of a bucket ListObjects. The emulator enforces the
role by their own names."""
BY_AWS_ITSELF = {
    "logs:CreateLogStream": "Lambda writes a function's log with the function's role",
    "logs:PutLogEvents": "as above",
    "xray:PutTraceSegments": "Lambda's own tracing",
    "xray:PutTelemetryRecords": "as above",
    "dynamodb:DescribeStream": "Lambda reads the stream with the function's role",
    "dynamodb:GetRecords": "as above",
    "dynamodb:GetShardIterator": "as above",
    "dynamodb:ListStreams": "as above",
    "sqs:SendMessage": "Lambda puts failed batches aside with the function's role, beside our own messages",
    "sqs:SendMessageBatch": "the emulator's own name for it; see tests/deploy/emulated.py",
    "sqs:ReceiveMessage": "Lambda reads the queues with the function's role",
    "sqs:DeleteMessage": "as above",
    "sqs:GetQueueAttributes": "as above",
}
"""Permissions that our own code does not use. AWS's documentation asks for each (lambda/latest/dg/with-ddb.html)."""


ERASED = "a receipt that was drawn while its patient was being erased is removed, with every version of it"
NOT_BY_THE_STREAM = "a document is drawn where the stream's function could not"
PAID_OUT = "a payout that is older than the quarter of an hour which a proof leaves out is recorded on its payments"
MISSED = "events or a day of reports were missed"
OTHERWISE = "an erasure makes these calls, which the trail has under other names"
RESTORED = "a table is restored or moved"
NAMED_BY_AWS = "the name that AWS gives the secret, and the emulator does not"
SENT_LATER = "a notice that SES did not take, or did not confirm, is sent again"
ONLY_AFTER_A_FAULT = {
    ("mail-event", "dynamodb:PutItem", "table/*-clinics"): "the clinic's own address for notices bounces",
    ("mail-event", "dynamodb:Query", "table/*-clinics"): "as above",
    ("deliveries", "ses:SendEmail", "*"): "the emulator knows no resource of it and refuses its roles",
    ("due-work", "ses:SendEmail", "*"): SENT_LATER,
    ("schedule", "ses:SendEmail", "*"): SENT_LATER,
    ("night", "ses:SendEmail", "*"): "a clinic is told that its proof has differences",
    ("due-work", "dynamodb:ConditionCheckItem", "table/*"): "a worker finishes a merge whose request died",
    ("due-work", "dynamodb:DeleteItem", "table/*"): "as above",
    ("due-work", "dynamodb:Query", "-clinics"): "the clinic of a notice, in a stage that sends notices",
    ("due-work", "s3:DeleteObjectVersion", "receipts/*"): ERASED,
    ("due-work", "s3:DeleteObjectVersion", "documents/*"): ERASED,
    ("due-work", "s3:ListBucketVersions", "*"): ERASED,
    ("due-work", "s3:PutObject", "documents/*"): "a worker draws a document where the stream could not",
    ("schedule", "dynamodb:ConditionCheckItem", "table/*"): "the sweep finishes a merge whose request died",
    ("schedule", "dynamodb:DeleteItem", "table/*"): "the sweep closes an import whose request died",
    ("night", "dynamodb:GetItem", "table/*"): PAID_OUT,
    ("night", "dynamodb:PutItem", "table/*"): PAID_OUT,
    ("night", "s3:GetObject", "reports/*"): "the next night carries on from the lines that this one kept",
    ("credit-change", "s3:DeleteObjectVersion", "receipts/*"): ERASED,
    ("credit-change", "s3:DeleteObjectVersion", "documents/*"): ERASED,
    ("schedule", "s3:DeleteObjectVersion", "documents/*"): ERASED,
    ("schedule", "s3:PutObject", "documents/*"): NOT_BY_THE_STREAM,
    ("credit-change", "s3:ListBucketVersions", "*"): ERASED,
    ("deliveries", "events:PutEvents", "event-bus/"): "a deployment that has a bus",
    ("schedule", "s3:DeleteObjectVersion", "receipts/*"): ERASED,
    ("schedule", "s3:ListBucketVersions", "*"): ERASED,
    ("operator", "dynamodb:BatchGetItem", "-credit*"): "a transfer is stuck",
    ("operator", "secretsmanager:GetSecretValue", ":WebhookKey-*"): NAMED_BY_AWS,
    ("examiner", "secretsmanager:GetSecretValue", ":WebhookKey-*"): NAMED_BY_AWS,
    ("custodian", "secretsmanager:GetSecretValue", ":WebhookKey-*"): NAMED_BY_AWS,
    ("custodian", "dynamodb:BatchGetItem", "-clinics*"): MISSED,
    ("custodian", "dynamodb:PutItem", "-clinics*"): MISSED,
    ("custodian", "dynamodb:UpdateItem", "-clinics*"): MISSED,
    ("custodian", "sqs:SendMessage", "-deliveries.fifo"): MISSED,
    ("custodian", "sqs:SendMessageBatch", "-deliveries.fifo"): MISSED,
    ("custodian", "s3:DeleteObjectVersion", "-receipts-*"): OTHERWISE,
    ("custodian", "s3:ListBucketVersions", "-receipts-*"): OTHERWISE,
    ("custodian", "s3:GetObject", "-receipts-*"): "a day is carried on from the day before",
    ("custodian", "s3:PutObject", "-receipts-*"): "a day that no night kept",
    ("custodian", "s3:GetObject", "-move-*"): RESTORED,
    ("custodian", "s3:PutObject", "-move-*"): RESTORED,
    ("custodian", "dynamodb:DeleteItem", "-2*"): RESTORED,
}
"""Permissions, by function or role, action and end of the resource, that one day without faults does not use."""


def is_for_faults(name: str, call: Call) -> bool:
    """Return whether only a fault makes the function `name` need this permission."""
    return any(
        (function, action) == (name, call[0]) and fnmatchcase(call[1], f"*{end}")
        for function, action, end in ONLY_AFTER_A_FAULT
    )


def allowed(rehearsal: Rehearsal, name: str) -> set[Call]:
    """Every action with every resource pattern of the function's role."""
    return allowed_to(rehearsal, rehearsal.function(name)["Role"].rsplit("/", 1)[-1])


def allowed_to(rehearsal: Rehearsal, role: str) -> set[Call]:
    """The same of any role that has no policies of AWS."""
    iam = rehearsal.client("iam")
    found: set[Call] = set()
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        for statement in (each for each in document["Statement"] if each["Effect"] == "Allow"):
            for resource in _listed(statement["Resource"]):
                found |= {(action, resource) for action in _listed(statement["Action"])}
    assert not iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return found


def made(rehearsal: Rehearsal, name: str) -> set[Call]:
    """Every call of the function, as the permissions it takes."""
    found = rehearsal.client("lambda").list_versions_by_function(FunctionName=f"{DEPLOYMENT}-{name}")["Versions"]
    role = rehearsal.function(name)["Role"]
    keys = {_access_key(arn, role) for each in found for arn in _arns(each["FunctionArn"])}
    calls = {call for key in keys for call in made_with(rehearsal, key)}
    return set(settings_of_buckets(calls)) if name == "doctor" else calls


def made_with(rehearsal: Rehearsal, access_key: str) -> set[Call]:
    """Every call that was signed with this key."""
    return {call for event in _events(rehearsal, access_key) for call in _calls(event)}


def settings_of_buckets(calls: set[Call]) -> Iterator[Call]:
    for action, resource in calls:
        for each in OF_A_BUCKET if action == "s3:ListBucket" else (action,):
            yield each, resource


def _arns(version: str) -> tuple[str, ...]:
    """The names that a version may be called by: its own, the function's, and the alias's."""
    function = ":".join(version.split(":")[:7])
    return version, function, f"{function}:live"


def covers(permission: Call, call: Call) -> bool:
    return permission[0] == call[0] and (call[1] == UNRECORDED or fnmatchcase(call[1], permission[1]))


def _access_key(function_arn: str, role: str) -> str:
    """The emulator gives each role's session a key derived so."""
    return "ASIA" + hashlib.sha256(f"{function_arn}:{role}".encode()).hexdigest()[:16].upper()


def _events(rehearsal: Rehearsal, access_key: str) -> Iterator[Any]:
    """Return the events. The emulator lists the newest fifty before a time, so this pages back.

    boto3 sends whole seconds, in which a busy function makes more than fifty calls: the time is put in as it is.
    """
    trail, until, seen = rehearsal.client("cloudtrail"), datetime.now(UTC), set[str]()

    def exactly(params: Any, **_: object) -> None:
        params["body"] = json.dumps(json.loads(params["body"]) | {"EndTime": until.timestamp()}).encode()

    trail.meta.events.register("before-call.cloudtrail.LookupEvents", exactly)
    while True:
        found = trail.lookup_events(LookupAttributes=[{"AttributeKey": "AccessKeyId", "AttributeValue": access_key}])
        new = [event for event in found["Events"] if event["EventId"] not in seen]
        if not new:
            return
        seen |= {event["EventId"] for event in new}
        until = min(event["EventTime"] for event in new)
        yield from new


def _calls(event: Any) -> Iterator[Call]:
    service = event["EventSource"].split(".")[0]
    asked = json.loads(event["CloudTrailEvent"])["requestParameters"] or {}
    match service:
        case "dynamodb":
            yield from _dynamodb(event["EventName"], asked)
        case "s3":
            yield f"s3:{OTHERWISE_NAMED.get(event['EventName'], event['EventName'])}", _object(event)
        case "sqs":
            yield f"sqs:{event['EventName'].removesuffix('Batch')}", _queue(asked)
        case "ses":
            for resource in (f"identity/{NOTICE_DOMAIN}", f"configuration-set/{DEPLOYMENT}-notices"):
                yield f"ses:{event['EventName']}", f"arn:aws:ses:{REGION}:000000000000:{resource}"
        case "monitoring" | "sns" | "cloudformation" | "lambda":
            space, name = ("cloudwatch" if service == "monitoring" else service), event["EventName"]
            yield f"{space}:{asked.get('Action') or UNNAMED.get(name, name)}", UNRECORDED
        case "secretsmanager":
            yield f"secretsmanager:{event['EventName']}", _secret(asked.get("SecretId") or asked["Name"])
        case _:
            yield f"{service}:{event['EventName']}", asked.get("KeyId", "*")


def _dynamodb(operation: str, asked: Any) -> Iterator[Call]:
    if operation == "TransactWriteItems":
        for item in asked["TransactItems"]:
            ((kind, write),) = item.items()
            yield f"dynamodb:{WRITES[kind]}", _table(write["TableName"])
    elif operation == "BatchGetItem":
        for table in asked["RequestItems"]:
            yield "dynamodb:BatchGetItem", _table(table)
    else:
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        yield f"dynamodb:{operation}", _table(asked.get("TableName") or asked.get("SourceTableName", "*")) + index


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:ca-central-1:000000000000:table/{name}"


def _secret(name: str) -> str:
    """Operators know it by its name, functions by its ARN."""
    return name if name.startswith("arn:") else f"arn:aws:secretsmanager:{REGION}:000000000000:secret:{name}-AbCdEf"


def _queue(asked: Any) -> str:
    return f"arn:aws:sqs:{REGION}:000000000000:{str(asked.get('QueueUrl', '*')).rsplit('/', 1)[-1]}"


def _object(event: Any) -> str:
    names = [one["ResourceName"] for one in event["Resources"]]
    longest = max(names, key=len)
    return longest if longest.startswith("arn:") else f"arn:aws:s3:::{'/'.join(dict.fromkeys(names))}"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


FUNCTIONS = ("api", "credit-change", "due-work", "events", "deliveries", "mail-event", "schedule", "night", "doctor")
