"""botocore's data without what no function reads, which is a seventh of a cold start.

Every client parses the endpoints of some 440 services and the documentation of each of its own operations.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

ONLY_THE_DOCTOR = frozenset({"cloudformation", "cloudwatch", "lambda", "sns"})
SERVICES = ONLY_THE_DOCTOR | {"dynamodb", "events", "kms", "s3", "secretsmanager", "sesv2", "sqs", "sts"}
"""Those that the functions call; sts for roles that are assumed."""
LEVEL = 9


def slim(data: Path) -> None:
    """Reduce botocore's `data` folder to what clients of SERVICES read, without changing any value."""
    endpoints = data / "endpoints.json"
    endpoints.write_bytes(_compact(_of_ours(json.loads(endpoints.read_bytes()))))
    for model in sorted(data.glob("*/*/service-2.json.gz")):
        described = json.loads(gzip.decompress(model.read_bytes()))
        model.write_bytes(gzip.compress(_compact(_undocumented(described)), LEVEL, mtime=0))


def _of_ours(endpoints: dict[str, Any]) -> dict[str, Any]:
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in SERVICES}
    return endpoints


def _undocumented(value: Any) -> Any:
    """The same with empty texts: botocore wants them to be there. A field that is named so is a mapping, and stays."""
    if isinstance(value, dict):
        return {
            name: "" if name == "documentation" and isinstance(each, str) else _undocumented(each)
            for name, each in value.items()
        }
    return [_undocumented(each) for each in value] if isinstance(value, list) else value


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
