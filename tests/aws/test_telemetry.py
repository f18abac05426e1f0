"""A count is a line of log that CloudWatch makes a metric of, and a fault is told without a message or a value."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
import stripe
from botocore.exceptions import ClientError

from chalicelib.aws.telemetry import CloudWatchMetrics, causes
from chalicelib.credit.errors import Unavailable


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


def behind(*faults: BaseException) -> BaseException:
    """A fault with a chain of others behind it, the nearest first."""
    first = Unavailable()
    last: BaseException = first
    for fault in faults:
        last.__cause__ = fault
        last = fault
    return first


def aws(error: object) -> ClientError:
    fault: Any = ClientError({"Error": {"Code": "Throttled", "Message": "of ana@example.com"}}, "GetItem")
    fault.response = {"Error": error} if error is not None else {}
    return cast("ClientError", fault)


def stripe_fault(code: object) -> BaseException:
    fault: Any = stripe.InvalidRequestError("No such customer: cus_1", "customer")  # type: ignore[no-untyped-call]
    fault.code = code
    return cast("BaseException", fault)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ValueError("ana@example.com"), "ValueError"),
        (aws({"Code": "Throttled", "Message": "of ana@example.com"}), "ClientError Throttled"),
        (aws({}), "ClientError"),
        (aws(None), "ClientError"),
        (stripe_fault("resource_missing"), "InvalidRequestError resource_missing"),
        (stripe_fault(None), "InvalidRequestError"),
        (stripe_fault(404), "InvalidRequestError"),
    ],
)
def test_a_cause_is_told_by_its_type_and_its_vendors_code_alone(fault: BaseException, told: str) -> None:
    assert causes(behind(fault)) == [told]


def test_causes_are_told_from_the_nearest_to_the_first_twelve_at_most() -> None:
    assert causes(behind()) == []
    assert causes(behind(KeyError(), ValueError())) == ["KeyError", "ValueError"]
    assert causes(behind(*(KeyError() for _ in range(20)))) == ["KeyError"] * 12
