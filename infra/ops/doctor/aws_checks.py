"""AWS: tables, bucket, stream, alarms, clock, compared with the templates of this checkout."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chalicelib.aws.checks import AwsChecks, AwsNames
from chalicelib.services.ports.checks import Finding
from infra.ops.operate.environment import StageEnvironment
from infra.packaging.cloudformation import read

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def tables(deployed: StageEnvironment) -> Iterator[Finding]:
    """See AwsChecks.tables."""
    yield from _checks(deployed).tables()


def streams(deployed: StageEnvironment) -> Iterator[Finding]:
    """See AwsChecks.streams."""
    yield from _checks(deployed).streams()


def bucket(deployed: StageEnvironment) -> Iterator[Finding]:
    """See AwsChecks.bucket."""
    yield from _checks(deployed).bucket()


def alarms(deployed: StageEnvironment) -> Iterator[Finding]:
    """See AwsChecks.alarms: every alarm of the template, whatever was deployed last."""
    yield from _checks(deployed).alarms(alarm_names(deployed.stage.deployment), deployed.service["AlarmsTopic"])


def clock(deployed: StageEnvironment, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """See AwsChecks.clock."""
    yield from _checks(deployed).clock(now)


def _checks(deployed: StageEnvironment) -> AwsChecks:
    storage = deployed.storage
    indexes = read(TEMPLATES / "storage.yaml")["Resources"]["CreditTable"]["Properties"]["GlobalSecondaryIndexes"]
    names = AwsNames(
        deployment=deployed.stage.deployment,
        credit_table=storage["CreditTable"],
        clinics_table=storage["ClinicsTable"],
        receipts_bucket=storage["ReceiptsBucket"],
        indexes=[index["IndexName"] for index in indexes],
    )
    client: Any = deployed.session.client
    return AwsChecks(names, client)


def alarm_names(deployment: str) -> list[str]:
    """Return the names of the alarms in infra/templates/service.yaml."""
    resources = read(TEMPLATES / "service.yaml")["Resources"].values()
    found = [each["Properties"]["AlarmName"] for each in resources if each.get("Type") == "AWS::CloudWatch::Alarm"]
    return sorted(name["Fn::Sub"].replace("${Deployment}", deployment) for name in found)
