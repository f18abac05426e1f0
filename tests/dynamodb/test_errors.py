"""The stores' faults in the business's words: another writer is a Conflict, everything else is Unavailable."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from pynamodb.exceptions import CancellationReason, GetError, PutError, TransactWriteError, VerboseClientError

from chalicelib.credit.errors import Conflict, Unavailable
from chalicelib.dynamodb.errors import translate_errors

OTHER_WRITER = ["ConditionalCheckFailed", "TransactionConflict"]
TROUBLE = ["ThrottlingError", "ProvisionedThroughputExceeded", "ValidationError", "ItemCollectionSizeLimitExceeded"]


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


def raised(fault: Exception) -> Unavailable:
    with pytest.raises(Unavailable) as caught, translate_errors():
        raise fault
    return caught.value


def canceled(*codes: str) -> Unavailable:
    """Return the error of a canceled transaction, one code per action; DynamoDB's is `None` where nothing was wrong."""
    reasons = [None if code == "None" else CancellationReason(code) for code in codes]
    answer = {"Error": {"Code": "TransactionCanceledException", "Message": "no"}}
    return raised(
        TransactWriteError("no", VerboseClientError(answer, "TransactWriteItems", cancellation_reasons=reasons))
    )


@pytest.mark.parametrize("reason", OTHER_WRITER)
def test_a_transaction_that_met_another_writer_is_decided_again(reason: str) -> None:
    assert isinstance(canceled("None", reason, "None"), Conflict)
    assert isinstance(canceled(*OTHER_WRITER), Conflict)


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("reason", OTHER_WRITER)
def test_one_throttle_among_the_reasons_is_not_taken_for_already_done(trouble: str, reason: str) -> None:
    assert type(canceled("None", reason, trouble)) is Unavailable
    assert type(canceled(trouble)) is Unavailable


def test_a_transaction_that_names_no_reason_is_not_taken_for_already_done() -> None:
    assert type(canceled()) is Unavailable
    assert type(canceled("None", "None")) is Unavailable
    assert type(raised(TransactWriteError("no", error("InternalServerError")))) is Unavailable


def test_a_condition_that_failed_is_another_writer() -> None:
    assert isinstance(raised(PutError("no", error("ConditionalCheckFailedException"))), Conflict)


@pytest.mark.parametrize(
    "code", ["ProvisionedThroughputExceededException", "ThrottlingException", "InternalServerError", "AccessDenied"]
)
def test_an_unresponsive_store_is_unavailable(code: str) -> None:
    assert type(raised(PutError("no", error(code)))) is Unavailable
    assert type(raised(GetError("no", error(code)))) is Unavailable
    assert type(raised(error(code))) is Unavailable


@pytest.mark.parametrize("fault", [ConnectTimeoutError(endpoint_url="x"), ReadTimeoutError(endpoint_url="x")])
def test_a_network_that_breaks_is_unavailable(fault: Exception) -> None:
    for wrapped in (fault, PutError("no", fault), GetError("no", fault), TransactWriteError("no", fault)):
        assert type(raised(wrapped)) is Unavailable


def test_a_single_write_that_met_a_transaction_is_another_writer() -> None:
    assert isinstance(raised(PutError("no", error("TransactionConflictException"))), Conflict)
