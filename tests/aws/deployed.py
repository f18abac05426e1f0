"""A deployment as AWS describes it where all is right, and a client that knows these descriptions alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.checks import AwsChecks, AwsNames

NAMES = AwsNames(
    deployment="maple",
    credit_table="maple-credit",
    clinics_table="maple-clinics",
    receipts_bucket="maple-receipts",
    indexes=("work", "by_clinic"),
)


STREAMS = {name: f"arn:aws:dynamodb:ca-central-1:1:table/maple-{name}/stream/1" for name in ("credit", "clinics")}


TOPIC = "arn:aws:sns:ca-central-1:1:maple-alarms"


AWS_TIME, AWS_SECONDS = "Mon, 23 Nov 2026 12:00:00 GMT", 1_795_435_200.0


def table(name: str, **changes: Any) -> dict[str, Any]:
    described = {
        "DeletionProtectionEnabled": True,
        "SSEDescription": {"Status": "ENABLED"},
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "LatestStreamArn": STREAMS[name],
        "GlobalSecondaryIndexes": [
            {"IndexName": "work", "IndexStatus": "ACTIVE"},
            {"IndexName": "by_clinic"},
        ],
    }
    return {"Table": described | changes, "ResponseMetadata": {"HTTPHeaders": {"date": AWS_TIME}}}


def without(response: dict[str, Any], *names: str) -> dict[str, Any]:
    """The description of a table without some of its parts."""
    return response | {"Table": {name: value for name, value in response["Table"].items() if name not in names}}


def backups(status: str) -> dict[str, Any]:
    return {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}}}


def mappings(*of: tuple[str, str]) -> dict[str, Any]:
    """Mappings of a function: the stream's table and the state of each."""
    return {
        "EventSourceMappings": [
            {"EventSourceArn": STREAMS[name], "State": state, "UUID": f"uuid-{state}"} for name, state in of
        ]
    }


def alarm(name: str, *, enabled: bool = True, actions: tuple[str, ...] = (TOPIC,)) -> dict[str, Any]:
    return {"AlarmName": name, "ActionsEnabled": enabled, "AlarmActions": list(actions)}


def subscribers(*arns: str) -> dict[str, Any]:
    return {"Subscriptions": [{"SubscriptionArn": arn} for arn in arns]}


def made(kind: str, name: str) -> dict[str, str]:
    return {"ResourceType": kind, "PhysicalResourceId": name}


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


BLOCKED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


SILENT = "cloudwatch describe_alarms AlarmNamePrefix=maple-"


STACK = "cloudformation list_stack_resources StackName=maple-service"


SUBSCRIBED = f"sns list_subscriptions_by_topic TopicArn={TOPIC}"


RIGHT: Mapping[str, Any] = {
    "dynamodb describe_table TableName=maple-credit": table("credit"),
    "dynamodb describe_table TableName=maple-clinics": table("clinics"),
    "dynamodb describe_continuous_backups TableName=maple-credit": backups("ENABLED"),
    "dynamodb describe_continuous_backups TableName=maple-clinics": backups("ENABLED"),
    "lambda list_event_source_mappings FunctionName=maple-credit-change": mappings(("credit", "Enabled")),
    "lambda list_event_source_mappings FunctionName=maple-events": mappings(
        ("clinics", "Creating"), ("credit", "Updating")
    ),
    "s3 get_public_access_block Bucket=maple-receipts": {"PublicAccessBlockConfiguration": BLOCKED},
    "s3 get_bucket_encryption Bucket=maple-receipts": {"ServerSideEncryptionConfiguration": {"Rules": [{}]}},
    "s3 get_bucket_versioning Bucket=maple-receipts": {"Status": "Enabled"},
    "s3 get_bucket_policy Bucket=maple-receipts": {"Policy": '{"Condition": {"Bool": {"aws:SecureTransport": 0}}}'},
    SILENT: [
        {"MetricAlarms": [alarm("maple-stuck")]},
        {"MetricAlarms": [alarm("maple-late"), alarm("maple-of-no-one", enabled=False)]},
    ],
    SUBSCRIBED: subscribers("PendingConfirmation", "arn:aws:sns:1"),
    STACK: [
        {
            "StackResourceSummaries": [
                made("AWS::CloudWatch::Alarm", "maple-stuck"),
                made("AWS::Lambda::Function", "f"),
            ]
        },
        {"StackResourceSummaries": [made("AWS::CloudWatch::Alarm", "maple-late"), made("AWS::SNS::Topic", TOPIC)]},
    ],
    "cloudformation describe_stacks StackName=maple-site": {
        "Stacks": [{"Outputs": [{"OutputKey": "SiteUrl", "OutputValue": "https://credit.example"}]}]
    },
    "cloudformation describe_stacks StackName=maple-service": {
        "Stacks": [
            {
                "Outputs": [
                    {"OutputKey": "ApiUrl", "OutputValue": "https://api.example"},
                    {"OutputKey": "WebhookUrl", "OutputValue": "https://api.example/stripe"},
                ]
            }
        ]
    },
}


@dataclass(frozen=True)
class Client:
    """A client of one service that knows the responses to exactly these calls."""

    service: str
    responses: Mapping[str, Any]

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **given: self.response(operation, given)

    def response(self, operation: str, given: Mapping[str, Any]) -> Any:
        (parameter,) = [f"{name}={value}" for name, value in given.items()]
        response = self.responses[f"{self.service} {operation} {parameter}"]
        if isinstance(response, Exception):
            raise response
        return response

    def get_paginator(self, operation: str) -> Pages:
        return Pages(self, operation)


@dataclass(frozen=True)
class Pages:
    client: Client
    operation: str

    def paginate(self, **given: Any) -> Iterator[Any]:
        return iter(self.client.response(self.operation, given))


def checks(changes: Mapping[str, Any] | None = None) -> AwsChecks:
    responses = {**RIGHT, **(changes or {})}
    return AwsChecks(NAMES, lambda service: Client(service, responses))
