"""Checks of what is deployed: tables, streams, bucket, alarms, clock. The doctor runs them, here and on AWS."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.services.ports.checks import Finding

STORAGE = "make deploy STAGE=... (infra/templates/storage.yaml has what it must be)"
DEPLOY = "make deploy STAGE=..."
FURTHEST_S = 30.0
"""As much as tokens may be off (chalicelib.api.auth.principal); Stripe's signatures may be off by 300."""

ClientByName = Callable[[str], Any]
"""A client of boto3 by the name of its service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsNames:
    """Names of this deployment's own resources. `indexes` are those of the credit table."""

    deployment: str
    credit_table: str
    clinics_table: str
    receipts_bucket: str
    indexes: Collection[str]

    @property
    def readers(self) -> Mapping[str, Sequence[str]]:
        """The functions that read each table's stream, by the table's name."""
        return {self.credit_table: ("credit-change", "events"), self.clinics_table: ("events",)}


@dataclass(frozen=True, slots=True)
class AwsChecks:
    """Each method is a check. Raises Unavailable where AWS did not answer or refused."""

    names: AwsNames
    client: ClientByName

    def tables(self) -> Iterator[Finding]:
        """Check that both tables are active, protected, backed up, encrypted, and have the indexes that are read."""
        described = {name: self._table(name) for name in (self.names.credit_table, self.names.clinics_table)}
        for name, table in described.items():
            if table is None:
                yield Finding(f"There is no table {name}.", "python -m infra.ops.operate STAGE restore, or " + STORAGE)
                continue
            yield from self._protection(name, table)
        there = (described[self.names.credit_table] or {}).get("GlobalSecondaryIndexes", [])
        active = {index["IndexName"] for index in there if index.get("IndexStatus", "ACTIVE") == "ACTIVE"}
        for index in sorted(set(self.names.indexes) - active):
            yield Finding(f"{self.names.credit_table} lacks the index {index}, or it is being built.", STORAGE)

    def _table(self, name: str) -> Any:
        """The table's description, or None if there is none."""
        return _or_none(lambda: self.client("dynamodb").describe_table(TableName=name)["Table"])

    def _protection(self, name: str, table: Any) -> Iterator[Finding]:
        if not table.get("DeletionProtectionEnabled"):
            fix = f"aws dynamodb update-table --table-name {name} --deletion-protection-enabled"
            yield Finding(f"{name} can be deleted.", fix)
        with translate_aws_errors():
            described = self.client("dynamodb").describe_continuous_backups(TableName=name)
        backups = described["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        if backups.get("PointInTimeRecoveryStatus") != "ENABLED":
            fix = f"aws dynamodb update-continuous-backups --table-name {name}"
            yield Finding(
                f"{name} cannot be brought back to a point in time.",
                f"{fix} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
            )
        if table.get("SSEDescription", {}).get("Status") != "ENABLED":
            yield Finding(f"{name} is not encrypted with a key of KMS.", STORAGE)

    def streams(self) -> Iterator[Finding]:
        """Check that both tables' streams are on and that their functions read them."""
        for name, readers in self.names.readers.items():
            table = self._table(name) or {}
            if table.get("StreamSpecification", {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
                yield Finding(f"{name} has no stream of new and old images: nothing follows a change.", STORAGE)
                continue
            for reader in readers:
                yield from self._reading(f"{self.names.deployment}-{reader}", name, table)

    def _reading(self, function: str, name: str, table: Any) -> Iterator[Finding]:
        with translate_aws_errors():
            found = self.client("lambda").list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
        reading = [one for one in found if one["EventSourceArn"] == table["LatestStreamArn"]]
        if not reading:
            yield Finding(f"{function} does not read the stream of {name}.", DEPLOY)
        for one in reading:
            if one["State"] not in ("Enabled", "Enabling", "Creating", "Updating"):
                yield Finding(
                    f"{function} no longer reads the stream of {name}: it is {one['State']}.",
                    f"aws lambda update-event-source-mapping --uuid {one['UUID']} --enabled",
                )

    def bucket(self) -> Iterator[Finding]:
        """Check that receipts are private, encrypted, versioned, and sent over TLS alone."""
        s3, name = self.client("s3"), self.names.receipts_bucket
        block = _or_none(lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"])
        if not block or not all(block.values()) or len(block) < 4:
            yield Finding(f"{name} may be made public.", STORAGE)
        if not _or_none(lambda: s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]):
            yield Finding(f"{name} does not encrypt by default.", STORAGE)
        if _or_none(lambda: s3.get_bucket_versioning(Bucket=name).get("Status")) != "Enabled":
            fix = f"aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled"
            yield Finding(f"{name} keeps no versions: what is overwritten or deleted is gone.", fix)
        if "aws:SecureTransport" not in (_or_none(lambda: s3.get_bucket_policy(Bucket=name)["Policy"]) or ""):
            yield Finding(f"{name} responds without TLS.", STORAGE)

    def alarms(self, expected: Sequence[str], topic: str) -> Iterator[Finding]:
        """Check that every alarm of that name exists and is on, and that the topic has a subscriber."""
        there: dict[str, Any] = {}
        with translate_aws_errors():
            pages = self.client("cloudwatch").get_paginator("describe_alarms")
            for page in pages.paginate(AlarmNamePrefix=f"{self.names.deployment}-"):
                there |= {alarm["AlarmName"]: alarm for alarm in page["MetricAlarms"]}
            subscribed = self.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        for name in expected:
            if name not in there:
                yield Finding(f"There is no alarm {name}.", DEPLOY)
            elif not there[name]["ActionsEnabled"] or not there[name]["AlarmActions"]:
                yield Finding(
                    f"The alarm {name} has no action.", f"aws cloudwatch enable-alarm-actions --alarm-names {name}"
                )
        if not any(one["SubscriptionArn"].startswith("arn:") for one in subscribed):
            yield Finding("The alarms have no confirmed subscriber.", "Set AlarmEmail, deploy, follow the mail's link")

    def alarms_of_the_stack(self) -> Iterator[Finding]:
        """The same for the alarms and the topic that CloudFormation made."""
        made: dict[str, list[str]] = {}
        with translate_aws_errors():
            pages = self.client("cloudformation").get_paginator("list_stack_resources")
            for page in pages.paginate(StackName=f"{self.names.deployment}-service"):
                for each in page["StackResourceSummaries"]:
                    made.setdefault(each["ResourceType"], []).append(each["PhysicalResourceId"])
        (topic,) = made["AWS::SNS::Topic"]
        yield from self.alarms(sorted(made["AWS::CloudWatch::Alarm"]), topic)

    def webhook_url(self) -> str:
        """The address that Stripe must send events to: an output of the stack."""
        return self._output("service", "WebhookUrl")

    def site_url(self) -> str:
        """The address of the pages: an output of the site's stack."""
        return self._output("site", "SiteUrl")

    def _output(self, stack: str, name: str) -> str:
        with translate_aws_errors():
            found = self.client("cloudformation").describe_stacks(StackName=f"{self.names.deployment}-{stack}")
        return str(next(each["OutputValue"] for each in found["Stacks"][0]["Outputs"] if each["OutputKey"] == name))

    def clock(self, now: Callable[[], float] = time.time) -> Iterator[Finding]:
        """Check that this machine's clock and AWS's agree: Stripe signs with its own, tokens expire by ours."""
        with translate_aws_errors():
            answer = self.client("dynamodb").describe_table(TableName=self.names.credit_table)
        said = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        if said is None:
            return
        apart = now() - parsedate_to_datetime(said).timestamp()
        if abs(apart) > FURTHEST_S:
            yield Finding(f"This machine's clock and AWS's are {apart:+.0f} s apart.", "timedatectl set-ntp true")


ABSENT = (
    "ResourceNotFoundException",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
    "NoSuchBucketPolicy",
)


def _or_none(ask: Callable[[], Any]) -> Any:
    """The answer, or None where AWS reports by an error that there is none."""
    with translate_aws_errors():
        try:
            return ask()
        except ClientError as fault:
            if fault.response["Error"]["Code"] not in ABSENT:
                raise
            return None
