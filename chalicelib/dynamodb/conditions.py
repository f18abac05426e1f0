"""Conditions on a patient's balance that several stores share."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition

from chalicelib.credit.ledger import PatientCredit
from chalicelib.dynamodb.credit_items import CreditBalanceItem


def merged_from_is(seen: PatientCredit) -> Condition:
    """No other patient was merged into this one since they were `seen`."""
    came = CreditBalanceItem.merged_from
    return came == list(seen.merged_from) if seen.merged_from else came.does_not_exist()
