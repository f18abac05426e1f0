"""A table from a copy of its backup, in the account and region where copies are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from infra.client_types import DynamoDBClient
from infra.ops.operate.restore import PATIENCE_S, NotRestored, Restore

UNFINISHED = ("PENDING", "RUNNING")


class Backups(Protocol):
    """AWS Backup, as boto3 has it."""

    def get_recovery_point_restore_metadata(self, *, BackupVaultName: str, RecoveryPointArn: str) -> Any: ...

    def start_restore_job(
        self, *, RecoveryPointArn: str, IamRoleArn: str, ResourceType: str, Metadata: Mapping[str, str]
    ) -> Any: ...

    def describe_restore_job(self, *, RestoreJobId: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class RestoreCopy:
    """AWS Backup's restore, and what it leaves out."""

    backups: Backups
    tables: DynamoDBClient
    report: Callable[[str], None] = print
    poll_s: float = 10.0

    def bring_back(self, vault: str, recovery_point: str, role: str, like: str, target: str) -> str | None:
        """Make `target` of a copy in `vault`, equipped as the table `like`; return its stream, or None.

        `recovery_point` and `role` are ARNs, the role one that AWS Backup may take. Raises NotRestored.
        """
        kept = self.backups.get_recovery_point_restore_metadata(BackupVaultName=vault, RecoveryPointArn=recovery_point)[
            "RestoreMetadata"
        ]
        job = self.backups.start_restore_job(
            RecoveryPointArn=recovery_point,
            IamRoleArn=role,
            ResourceType="DynamoDB",
            Metadata={**kept, "targetTableName": target},
        )["RestoreJobId"]
        self.report(f"{target} is being restored; small tables take some minutes, 100 GB some hours")
        self._wait(job)
        encrypted: Any = {"Enabled": True}
        self.tables.update_table(TableName=target, SSESpecification=encrypted)
        restore = Restore(self.tables, self.report, self.poll_s)
        restore.wait(target)
        return restore.equip(like, target)

    def _wait(self, job: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while (found := self.backups.describe_restore_job(RestoreJobId=job))["Status"] in UNFINISHED:
            if time.monotonic() > deadline:
                raise NotRestored(f"{job} is not finished after {PATIENCE_S / 3600:.0f} hours")
            time.sleep(self.poll_s)
        if found["Status"] != "COMPLETED":
            raise NotRestored(f"{job} is {found['Status']}: {found.get('StatusMessage', 'no reason given')}")
