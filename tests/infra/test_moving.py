"""A table leaves for S3 and is made anew from it: each call is one that DynamoDB's own model accepts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from infra.client_types import DynamoDBClient
from infra.ops.operate.move import Move, NotMoved
from tests.contracts.ports.storage import resources

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ARN = "arn:aws:dynamodb:ca-central-1:111122223333:table/demo-credit"
JOB = f"{ARN}/export/01695353076000-06e2188f"
INWARD = f"{ARN}/import/01695353076000-06e2188f"
Client = tuple[DynamoDBClient, Stubber]


@pytest.fixture
def client() -> Client:
    made: DynamoDBClient = boto3.client(
        "dynamodb", region_name="ca-central-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    return made, Stubber(made)


def move(client: Client) -> Move:
    client[1].activate()
    return Move(client[0], lambda said: None, poll_s=0.0)


def described() -> dict[str, Any]:
    """The credit table as DescribeTable shows it, from the template."""
    made = resources()["CreditTable"]["Properties"]
    counts: Any = {"IndexStatus": "ACTIVE", "ItemCount": 7, "IndexArn": f"{ARN}/index/x"}
    indexes = [{**index, **counts} for index in made["GlobalSecondaryIndexes"]]
    shape = {name: made[name] for name in ("AttributeDefinitions", "KeySchema", "StreamSpecification")}
    stream = {**shape["StreamSpecification"], "StreamEnabled": True}
    table = {**shape, "StreamSpecification": stream, "GlobalSecondaryIndexes": indexes}
    return {"Table": {**table, "TableArn": ARN, "TableStatus": "ACTIVE", "LatestStreamArn": f"{ARN}/stream/1"}}


def test_a_table_is_made_from_an_export_with_its_keys_indexes_stream_and_protection(client: Client) -> None:
    stub, made = client[1], resources()["CreditTable"]["Properties"]
    stub.add_response("describe_table", described(), {"TableName": "demo-credit"})
    shape = {name: made[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")}
    stub.add_response(
        "import_table",
        {"ImportTableDescription": {"ImportArn": INWARD, "ImportStatus": "IN_PROGRESS"}},
        {
            "S3BucketSource": {"S3Bucket": "moving", "S3KeyPrefix": "AWSDynamoDB/01/data/"},
            "InputFormat": "DYNAMODB_JSON",
            "InputCompressionType": "GZIP",
            "TableCreationParameters": {
                **shape,
                "TableName": "other-credit",
                "BillingMode": "PAY_PER_REQUEST",
                "SSESpecification": {"Enabled": True},
            },
        },
    )
    for status in ("IN_PROGRESS", "COMPLETED"):
        stub.add_response("describe_import", {"ImportTableDescription": {"ImportStatus": status}})
    expect_equipment(stub)
    stream = move(client).bring_in("demo-credit", "s3://moving/AWSDynamoDB/01/data/", "other-credit")
    assert stream == f"{ARN}/stream/1"
    stub.assert_no_pending_responses()


def expect_equipment(stub: Stubber) -> None:
    stub.add_response("describe_table", described(), {"TableName": "demo-credit"})
    streams = {"StreamSpecification": described()["Table"]["StreamSpecification"]}
    for wanted in ({"DeletionProtectionEnabled": True}, streams):
        stub.add_response("update_table", {}, {"TableName": "other-credit", **wanted})
        stub.add_response("describe_table", described(), {"TableName": "other-credit"})
    stub.add_response("describe_time_to_live", {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}})
    stub.add_response("update_continuous_backups", {})
    stub.add_response("describe_table", described(), {"TableName": "other-credit"})


@pytest.mark.parametrize(("owner", "given"), [(None, {}), ("444455556666", {"S3BucketOwner": "444455556666"})])
def test_both_tables_are_written_as_of_one_moment(client: Client, owner: str | None, given: dict[str, str]) -> None:
    stub = client[1]
    for minute in (0, 1):
        recovery = {"PointInTimeRecoveryStatus": "ENABLED", "LatestRestorableDateTime": NOON.replace(minute=minute)}
        backups = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
        stub.add_response("describe_continuous_backups", {"ContinuousBackupsDescription": backups})
    stub.add_response("describe_table", described(), {"TableName": "demo-credit"})
    stub.add_response(
        "export_table_to_point_in_time",
        {"ExportDescription": {"ExportArn": JOB, "ExportStatus": "IN_PROGRESS"}},
        {"TableArn": ARN, "S3Bucket": "moving", "ExportTime": NOON, "ExportFormat": "DYNAMODB_JSON", **given},
    )
    manifest = "AWSDynamoDB/01695353076000-06e2188f/manifest-summary.json"
    done = {"ExportStatus": "COMPLETED", "ExportManifest": manifest}
    stub.add_response("describe_export", {"ExportDescription": done}, {"ExportArn": JOB})
    moving = move(client)
    moment = moving.latest_moment("demo-credit", "demo-clinics")
    found = moving.export("demo-credit", "moving", moment, owner)
    assert found == "s3://moving/AWSDynamoDB/01695353076000-06e2188f/data/"


def test_an_import_that_dynamodb_gives_up_is_named_with_its_reason(client: Client) -> None:
    stub, status = client[1], "ImportStatus"
    stub.add_response("describe_table", described())
    stub.add_response("import_table", {"ImportTableDescription": {"ImportArn": INWARD, status: "IN_PROGRESS"}})
    failed = {status: "FAILED", "FailureCode": "ItemValidationError", "FailureMessage": "Some of the items failed."}
    stub.add_response("describe_import", {"ImportTableDescription": failed})
    with pytest.raises(NotMoved, match=r"ItemValidationError: Some of the items failed\."):
        move(client).bring_in("demo-credit", "s3://moving/data/", "other-credit")
