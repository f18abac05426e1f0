"""AWS's prices, and the cost of a top-up by them. Stripe's own fee is a share of the money and not in here."""

from __future__ import annotations

from dataclasses import dataclass

AS_OF = "2026-11-23"
"""The date of these prices: us-east-1, first tier, no free tier. AWS's own pages could not be read from here.

DynamoDB on demand is as airbyte.com/data-engineering-resources/dynamodb-pricing gives it (older pages say double),
Lambda on arm64 as a third party's notes do; S3 Standard and the REST API are the long-standing list prices, unchecked.
Check all of them at aws.amazon.com/{dynamodb,lambda,s3,api-gateway}/pricing before relying on a figure.
"""

WRITE_UNIT = 0.625e-6
READ_UNIT = 0.125e-6
S3_PUT = 0.005e-3
INVOCATION = 0.20e-6
GB_SECOND = 0.0000133334
GATEWAY_REQUEST = 3.50e-6

API_GB, STREAM_GB = 1.0, 1.5
"""Memory of the functions, as in .chalice/config.json."""
API_S, STREAM_S = 0.020, 0.025
"""Warm durations: some 10 ms of CPU a request here, and as much again for the network. Of the stream's batches one
renders a receipt, and the others find nothing to do."""
GOAL = 0.025
"""Dollars per 1,000 top-ups, for what the service uses behind the gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """The use of one top-up. `requests` come through the gateway, `batches` are the stream's invocations."""

    write_units: float
    read_units: float
    puts: int
    requests: int
    batches: int

    @property
    def storage(self) -> float:
        """Dollars for DynamoDB and S3."""
        return self.write_units * WRITE_UNIT + self.read_units * READ_UNIT + self.puts * S3_PUT

    @property
    def functions(self) -> float:
        """Dollars for Lambda: invocations and their duration."""
        calls = (self.requests + self.batches) * INVOCATION
        return calls + GB_SECOND * (self.requests * API_GB * API_S + self.batches * STREAM_GB * STREAM_S)

    @property
    def gateway(self) -> float:
        return self.requests * GATEWAY_REQUEST

    @property
    def said(self) -> str:
        """For people, per 1,000."""
        parts = {"DynamoDB and S3": self.storage, "Lambda": self.functions, "API Gateway": self.gateway}
        each = ", ".join(f"{name} ${1_000 * cost:.4f}" for name, cost in parts.items())
        return f"1,000 top-ups at list prices of {AS_OF}: {each}"
