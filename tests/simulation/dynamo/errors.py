"""Errors as botocore raises them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from tests.simulation.dynamo.values import Item

CONDITION_FAILED = "The conditional request failed"
Reason = tuple[str, str | None, Item | None]
NO_REASON: Reason = ("None", None, None)


def client_error(operation: str, code: str, message: str, **more: Any) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPHeaders": {}}, **more}
    return ClientError(response, operation)


def invalid(operation: str, message: str) -> ClientError:
    return client_error(operation, "ValidationException", message)


def canceled(reasons: Sequence[Reason]) -> ClientError:
    """A transaction that did nothing, with a reason for each of its actions, in their order."""
    codes = ", ".join(code for code, _, _ in reasons)
    return client_error(
        "TransactWriteItems",
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        CancellationReasons=[_reason(reason) for reason in reasons],
    )


def _reason(reason: Reason) -> dict[str, Any]:
    code, message, item = reason
    return {"Code": code, **({"Message": message} if message else {}), **({"Item": item} if item else {})}
