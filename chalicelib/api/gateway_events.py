"""Requests as API Gateway hands them on, for those that the service makes to itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def gateway_event(
    method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A request to a route whose path has no parameters; `body` is JSON."""
    sent = {**({} if body is None else {"content-type": "application/json"}), **(headers or {})}
    return {
        "requestContext": {"httpMethod": method, "resourcePath": path, "path": path, "identity": {}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }
