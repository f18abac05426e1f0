"""A count is one line of log in the form of which CloudWatch makes a metric of the deployment's own."""

from __future__ import annotations

import json

import pytest

from chalicelib.aws.telemetry import CloudWatchMetrics


@pytest.mark.parametrize(("given", "value"), [((), 1), ((0,), 0), ((7,), 7)])
def test_a_count_becomes_a_metric_of_the_deployment(
    given: tuple[int, ...], value: int, capsys: pytest.CaptureFixture[str]
) -> None:
    CloudWatchMetrics("maple").count("receipts_issued", *given)
    line = json.loads(capsys.readouterr().out)
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert (line["deployment"], line["receipts_issued"]) == ("maple", [value])
    assert metric["Namespace"] == "AccountCredit" and metric["Dimensions"] == [["deployment"]]
    assert metric["Metrics"] == [{"Name": "receipts_issued", "Unit": "Count"}]
