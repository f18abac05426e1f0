"""AWS: tables, bucket, stream, alarms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.ops.doctor.findings import Finding
from infra.ops.operate.environment import StageEnvironment
from infra.packaging.cloudformation import read

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STORAGE = "make deploy STAGE=... (infra/templates/storage.yaml has what it must be)"
DEPLOY = "make deploy STAGE=..."
TABLES = ("CreditTable", "ClinicsTable")
READERS = {"CreditTable": ("credit-change", "events"), "ClinicsTable": ("events",)}
"""The functions that read each table's stream."""


def tables(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that both tables are active, protected, backed up, encrypted, and have the indexes that the code reads."""
    wanted = read(TEMPLATES / "storage.yaml")["Resources"]
    for logical in TABLES:
        name = deployed.storage[logical]
        try:
            table = deployed.tables.describe_table(TableName=name)["Table"]
        except ClientError:
            yield Finding(f"There is no table {name}.", "python -m infra.ops.operate STAGE restore, or " + STORAGE)
            continue
        yield from _protection(deployed, name, table)
        yield from _indexes(name, table, wanted[logical]["Properties"])


def _protection(deployed: StageEnvironment, name: str, table: Any) -> Iterator[Finding]:
    if not table.get("DeletionProtectionEnabled"):
        fix = f"aws dynamodb update-table --table-name {name} --deletion-protection-enabled"
        yield Finding(f"{name} can be deleted.", fix)
    backups = deployed.tables.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        fix = f"aws dynamodb update-continuous-backups --table-name {name}"
        yield Finding(
            f"{name} cannot be brought back to a point in time.",
            f"{fix} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
        )
    if table.get("SSEDescription", {}).get("Status") != "ENABLED":
        yield Finding(f"{name} is not encrypted with a key of KMS.", STORAGE)


def _indexes(name: str, table: Any, wanted: dict[str, Any]) -> Iterator[Finding]:
    kind = "GlobalSecondaryIndexes"
    there = {index["IndexName"] for index in table.get(kind, []) if index.get("IndexStatus", "ACTIVE") == "ACTIVE"}
    for index in wanted.get(kind, []):
        if index["IndexName"] not in there:
            yield Finding(f"{name} lacks the index {index['IndexName']}, or it is being built.", STORAGE)


def streams(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that both tables' streams are on and that their functions read them."""
    for logical, readers in READERS.items():
        name = deployed.storage[logical]
        table = deployed.tables.describe_table(TableName=name)["Table"]
        if table.get("StreamSpecification", {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
            yield Finding(f"{name} has no stream of new and old images: nothing follows a change.", STORAGE)
            continue
        for reader in readers:
            yield from _reading(deployed, f"{deployed.stage.deployment}-{reader}", name, table)


def _reading(deployed: StageEnvironment, function: str, name: str, table: Any) -> Iterator[Finding]:
    functions: Any = deployed.session.client("lambda")
    found = functions.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    reading = [one for one in found if one["EventSourceArn"] == table["LatestStreamArn"]]
    if not reading:
        yield Finding(f"{function} does not read the stream of {name}.", DEPLOY)
    for one in reading:
        if one["State"] not in ("Enabled", "Enabling", "Creating", "Updating"):
            yield Finding(
                f"{function} no longer reads the stream of {name}: it is {one['State']}.",
                f"aws lambda update-event-source-mapping --uuid {one['UUID']} --enabled",
            )


def bucket(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that receipts are private, encrypted, versioned, and sent over TLS alone."""
    s3: Any = deployed.session.client("s3")
    name = deployed.storage["ReceiptsBucket"]
    block = _or_none(lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"])
    if not block or not all(block.values()) or len(block) < 4:
        yield Finding(f"{name} may be made public.", STORAGE)
    if not _or_none(lambda: s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]):
        yield Finding(f"{name} does not encrypt by default.", STORAGE)
    if s3.get_bucket_versioning(Bucket=name).get("Status") != "Enabled":
        fix = f"aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled"
        yield Finding(f"{name} keeps no versions: what is overwritten or deleted is gone.", fix)
    if "aws:SecureTransport" not in (_or_none(lambda: s3.get_bucket_policy(Bucket=name)["Policy"]) or ""):
        yield Finding(f"{name} responds without TLS.", STORAGE)


def alarms(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that every alarm of the template exists, is on, and has a subscriber."""
    watch: Any = deployed.session.client("cloudwatch")
    there: dict[str, Any] = {}
    for page in watch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{deployed.stage.deployment}-"):
        there |= {alarm["AlarmName"]: alarm for alarm in page["MetricAlarms"]}
    for name in alarm_names(deployed.stage.deployment):
        if name not in there:
            yield Finding(f"There is no alarm {name}.", DEPLOY)
        elif not there[name]["ActionsEnabled"] or not there[name]["AlarmActions"]:
            yield Finding(
                f"The alarm {name} has no action.", f"aws cloudwatch enable-alarm-actions --alarm-names {name}"
            )
    topics: Any = deployed.session.client("sns")
    topic = deployed.service["AlarmsTopic"]
    told = topics.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    if not any(one["SubscriptionArn"].startswith("arn:") for one in told):
        yield Finding("The alarms have no confirmed subscriber.", "Set AlarmEmail, deploy, follow the mail's link")


def alarm_names(deployment: str) -> list[str]:
    """Return the names of the alarms in infra/templates/service.yaml."""
    resources = read(TEMPLATES / "service.yaml")["Resources"].values()
    found = [each["Properties"]["AlarmName"] for each in resources if each.get("Type") == "AWS::CloudWatch::Alarm"]
    return sorted(name["Fn::Sub"].replace("${Deployment}", deployment) for name in found)


def _or_none(ask: Any) -> Any:
    """Return None where S3 reports by an error that something was never set."""
    try:
        return ask()
    except ClientError:
        return None
