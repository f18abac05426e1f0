"""Metrics and structured logs for the operator, none with a name, a card or a token."""

from __future__ import annotations

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "AccountCredit"

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
