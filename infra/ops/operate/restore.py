"""A table as it was at a moment, beside the one that is in use, protected and streaming like it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.client_types import DynamoDBClient

PATIENCE_S = 4 * 3600.0


class NotRestored(Exception):
    """A table that DynamoDB did not restore in time."""


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore beside the table in use. DynamoDB restores no stream, expiry, protection or backups."""

    client: DynamoDBClient
    report: Callable[[str], None] = print
    poll_s: float = 10.0

    def bring_back(self, table: str, to: datetime | None, target: str) -> str | None:
        """Restore `table` as of `to` (None is the latest moment) into `target`; return its stream, or None.

        Raises NotRestored.
        """
        moment: dict[str, Any] = {"RestoreDateTime": to} if to else {"UseLatestRestorableTime": True}
        self.client.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=target, **moment)
        self.report(f"{table} is being restored into {target}; small tables take some minutes, 100 GB some hours")
        self.wait(target)
        return self.equip(table, target)

    def equip(self, table: str, target: str) -> str | None:
        """Give `target` what a restore and an import leave out, as `table` has it; return its stream, or None."""
        streams = self.client.describe_table(TableName=table)["Table"].get("StreamSpecification")
        self.client.update_table(TableName=target, DeletionProtectionEnabled=True)
        self.wait(target)
        if streams and streams["StreamEnabled"]:
            self.client.update_table(TableName=target, StreamSpecification=streams)
            self.wait(target)
        expiry = self.client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if expiry.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
            kept: Any = {"Enabled": True, "AttributeName": expiry["AttributeName"]}
            self.client.update_time_to_live(TableName=target, TimeToLiveSpecification=kept)
        self.client.update_continuous_backups(
            TableName=target, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        return self.client.describe_table(TableName=target)["Table"].get("LatestStreamArn")

    def wait(self, table: str) -> None:
        """Wait until the table is active. Raises NotRestored."""
        deadline = time.monotonic() + PATIENCE_S
        while self.client.describe_table(TableName=table)["Table"]["TableStatus"] != "ACTIVE":
            if time.monotonic() > deadline:
                raise NotRestored(f"{table} is not active after {PATIENCE_S / 3600:.0f} hours")
            time.sleep(self.poll_s)
