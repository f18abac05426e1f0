"""A stream's records as Lambda passes them on: JSON, with bytes in base64 and times in seconds."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def to_lambda_record(record: Mapping[str, Any], stream_arn: str) -> dict[str, Any]:
    """Convert boto3's form of a record to Lambda's."""
    plain: dict[str, Any] = _plain(record)
    return plain | {"eventSource": "aws:dynamodb", "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_plain(item) for item in value]
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.timestamp()
        case _:
            return value
