"""The template as far as the emulator knows CloudFormation: what it refuses is replaced by what it takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.ops.deploy.releases import CONFIGURATION, identified
from infra.ops.deploy.rollout import TEMPLATES
from infra.packaging.cloudformation import read
from infra.packaging.package import Package

LEAST_WORKERS = 2


def for_the_emulator(package: Package, folder: Path, parameters: Mapping[str, str]) -> Package:
    """Return the package with a template of its own.

    Each alarm on metric math looks at its first metric. There is no CodeDeploy: requests move all at once. A number of
    workers is a number, which the emulator takes for a text where it is a parameter. SendMessageBatch is allowed by its
    own name, where AWS asks for SendMessage, and DescribeAlarms on everything, as the RestoreTableToPointInTime of
    custodians: the emulator knows no resource of either. And SAM's transform sees no parameters, only their defaults:
    the digest that makes it publish a version is one.

    Nothing runs by the clock: after five minutes, which a busy machine takes, the sweep would do a worker's part.
    """
    template = json.loads(package.template.read_text(), object_hook=_as_the_emulator_has_it)
    content = hashlib.sha256(package.template.read_bytes()).hexdigest()
    template["Parameters"][CONFIGURATION]["Default"] = identified(content, parameters)[CONFIGURATION]
    path = folder / package.template.name
    path.write_text(json.dumps(template))
    return replace(package, template=path)


def roles_for_the_emulator() -> str:
    """Return the template of roles, with what the emulator knows no resource of on everything."""
    return json.dumps(json.loads(json.dumps(read(TEMPLATES / "roles.yaml")), object_hook=_as_the_emulator_has_it))


def _as_the_emulator_has_it(value: dict[str, Any]) -> dict[str, Any]:
    if "Metrics" in value and "AlarmName" in value:
        return _plain_alarm(value)
    if "DeploymentPreference" in value:
        return {name: each for name, each in value.items() if name != "DeploymentPreference"}
    if "MaximumConcurrency" in value:
        return {"MaximumConcurrency": LEAST_WORKERS}
    if value.get("Type") == "Schedule":
        return {**value, "Properties": {**value["Properties"], "Enabled": False}}
    if value.get("Action") == ["sqs:SendMessage"]:
        return {**value, "Action": ["sqs:SendMessage", "sqs:SendMessageBatch"]}
    if value.get("Action") in (["cloudwatch:DescribeAlarms"], ["dynamodb:RestoreTableToPointInTime"]):
        return {**value, "Resource": "*"}
    return value


def _plain_alarm(alarm: dict[str, Any]) -> dict[str, Any]:
    first = next(each["MetricStat"] for each in alarm["Metrics"] if "MetricStat" in each)
    kept = {name: value for name, value in alarm.items() if name != "Metrics"}
    return {**kept, **first["Metric"], "Statistic": first["Stat"], "Period": first["Period"]}
