"""Metrics and structured logs for the operator, none with a name, a card or a token."""

from __future__ import annotations

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "AccountCredit"
MOST_CAUSES = 12

logger = Logger(service="account-credit")


class CloudWatchMetrics:
    """CloudWatch metrics as lines of log, without a call. See services.ports.Metrics."""

    def __init__(self, deployment: str) -> None:
        self._dimensions = {"deployment": deployment}

    def count(self, name: str, value: int = 1) -> None:
        with single_metric(
            name=name, unit=MetricUnit.Count, value=value, namespace=NAMESPACE, default_dimensions=self._dimensions
        ):
            pass


def causes(error: BaseException) -> list[str]:
    """The types of the faults behind `error`, each with the vendor's code if it has one: no message, no value."""
    found: list[str] = []
    cause = error.__cause__
    while cause is not None and len(found) < MOST_CAUSES:
        found.append(" ".join(filter(None, (type(cause).__name__, _vendor_code(cause)))))
        cause = cause.__cause__
    return found


def _vendor_code(fault: BaseException) -> str:
    """botocore keeps the code in the response, Stripe's SDK on the error."""
    response = getattr(fault, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else getattr(fault, "code", None)
    return code if isinstance(code, str) else ""
