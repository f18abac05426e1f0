"""Log lines about requests that were refused or failed: where and why, never the caller or a value."""

from __future__ import annotations

from typing import Any

from chalicelib.api.core.problems import Unauthenticated
from chalicelib.api.core.routing import Route
from chalicelib.aws.telemetry import causes, logger
from chalicelib.credit.errors import CreditError, TooMany, Unavailable

MOST_FRAMES = 12


def log_refused(route: Route, error: CreditError) -> None:
    """Log one line with the problem's code and, for a fault of DynamoDB, S3 or Stripe, the vendor's code."""
    facts: dict[str, Any] = {"route": route.path, "method": route.method, "code": error.code}
    if isinstance(error, TooMany):
        facts["scope"] = error.scope
    if isinstance(error, Unauthenticated):
        facts["cause"] = [error.cause]
    if isinstance(error, Unavailable):
        facts["cause"] = causes(error)
    logger.info("refused", extra=facts)


def log_failed(route: Route, fault: BaseException) -> None:
    """Log one line for an unexpected fault."""
    logger.error("failed", extra={"route": route.path, "fault": type(fault).__name__, "frames": _frames(fault)})


def _frames(fault: BaseException) -> list[str]:
    """The frames of a traceback, without the message: a message may contain what a log must not."""
    frames, trace = [], fault.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-MOST_FRAMES:]
