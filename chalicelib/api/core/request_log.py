"""What the log says of a request that was refused or failed: where and why, never who or with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.credit.errors import CreditError, TooMany, Unavailable

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

    from chalicelib.api.core.routing import Route

MOST_FRAMES = 12


def log_refused(route: Route, error: CreditError) -> None:
    """One line with the problem's code; for a fault of DynamoDB, S3 or Stripe, with the code that they gave."""
    facts: dict[str, Any] = {"route": route.path, "method": route.method, "code": error.code}
    if isinstance(error, TooMany):
        facts["scope"] = error.scope
    if isinstance(error, Unavailable):
        facts["cause"] = _causes(error)
    _logger().info("refused", extra=facts)


def log_failed(route: Route, fault: BaseException) -> None:
    """One line for what nobody foresaw."""
    _logger().error("failed", extra={"route": route.path, "fault": type(fault).__name__, "frames": _frames(fault)})


def _logger() -> Logger:
    """Only what went wrong is logged, and only that pays for a logger."""
    from chalicelib.aws.telemetry import logger

    return logger


def _causes(error: BaseException) -> list[str]:
    """The kinds of the faults behind `error`, with the vendor's code where there is one: no message, no value."""
    found: list[str] = []
    cause = error.__cause__
    while cause is not None and len(found) < MOST_FRAMES:
        found.append(" ".join(filter(None, (type(cause).__name__, _code(cause)))))
        cause = cause.__cause__
    return found


def _code(fault: BaseException) -> str:
    """botocore keeps it in the response, Stripe's SDK on the error."""
    response = getattr(fault, "response", None)
    told = response.get("Error", {}).get("Code") if isinstance(response, dict) else getattr(fault, "code", None)
    return told if isinstance(told, str) else ""


def _frames(fault: BaseException) -> list[str]:
    """Where it happened, without the message: a message may hold what a log must not."""
    frames, trace = [], fault.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-MOST_FRAMES:]
