"""A table written to S3 in one account or region, and made from it in another."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.client_types import DynamoDBClient
from infra.ops.operate.restore import PATIENCE_S, Restore

S3 = "s3://"


class NotMoved(Exception):
    """An export or import that DynamoDB refused, or did not finish in time."""


@dataclass(frozen=True, slots=True)
class Move:
    """DynamoDB's export to S3 and import from it. Neither reads or writes through the table's capacity."""

    client: DynamoDBClient
    report: Callable[[str], None] = print
    poll_s: float = 10.0
    _restore: Restore = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_restore", Restore(self.client, self.report, self.poll_s))

    def latest_moment(self, *tables: str) -> datetime:
        """The latest moment, in UTC, that all of the tables can be written as of: some minutes ago."""
        found = (self.client.describe_continuous_backups(TableName=table) for table in tables)
        backups = (each["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"] for each in found)
        return min(each["LatestRestorableDateTime"] for each in backups).astimezone(UTC)

    def export(self, table: str, bucket: str, moment: datetime, owner: str | None = None) -> str:
        """Write `table` as of `moment` to a bucket and return where its data is.

        `owner` is the account of the bucket, if that is another one. Raises NotMoved.
        """
        arn = self.client.describe_table(TableName=table)["Table"]["TableArn"]
        of_another: dict[str, Any] = {"S3BucketOwner": owner} if owner else {}
        started = self.client.export_table_to_point_in_time(
            TableArn=arn, S3Bucket=bucket, ExportTime=moment, ExportFormat="DYNAMODB_JSON", **of_another
        )["ExportDescription"]
        self.report(f"{table} is being written to {bucket}; small tables take some minutes")
        export_arn = started["ExportArn"]
        done = self._finished(
            lambda: self.client.describe_export(ExportArn=export_arn)["ExportDescription"], "ExportStatus"
        )
        folder = done["ExportManifest"].rsplit("/", 1)[0]
        return f"{S3}{bucket}/{folder}/data/"

    def bring_in(self, like: str, source: str, target: str) -> str | None:
        """Make `target` from an export, with the keys and indexes of the table `like`; return its stream, or None.

        Raises NotMoved, NotRestored.
        """
        bucket, _, prefix = source.removeprefix(S3).partition("/")
        started = self.client.import_table(
            S3BucketSource={"S3Bucket": bucket, "S3KeyPrefix": prefix},
            InputFormat="DYNAMODB_JSON",
            InputCompressionType="GZIP",
            TableCreationParameters=self._shape(like, target),
        )["ImportTableDescription"]
        self.report(f"{target} is being made from {source}; small tables take some minutes")
        import_arn = started["ImportArn"]
        self._finished(
            lambda: self.client.describe_import(ImportArn=import_arn)["ImportTableDescription"], "ImportStatus"
        )
        return self._restore.equip(like, target)

    def _shape(self, like: str, target: str) -> Any:
        table = self.client.describe_table(TableName=like)["Table"]
        indexes = [
            {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
            for index in table.get("GlobalSecondaryIndexes", [])
        ]
        shape: dict[str, Any] = {
            "TableName": target,
            "AttributeDefinitions": table["AttributeDefinitions"],
            "KeySchema": table["KeySchema"],
            "BillingMode": "PAY_PER_REQUEST",
            "SSESpecification": {"Enabled": True},
        }
        return shape | ({"GlobalSecondaryIndexes": indexes} if indexes else {})

    def _finished(self, read: Callable[[], Any], status: str) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while (found := read())[status] == "IN_PROGRESS":
            if time.monotonic() > deadline:
                raise NotMoved(f"not finished after {PATIENCE_S / 3600:.0f} hours")
            time.sleep(self.poll_s)
        if found[status] != "COMPLETED":
            reason = found.get("FailureMessage", "no reason given")
            raise NotMoved(f"{found.get('FailureCode', found[status])}: {reason}")
        return found
