"""DynamoDB's and S3's faults in the business's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError

from chalicelib.aws.errors import AWS_FAULTS
from chalicelib.credit.errors import Conflict, Unavailable

CONDITION_FAILED = "ConditionalCheckFailedException"
CONFLICT_CODES = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises Conflict where another writer was met, Unavailable where the store did not answer or would not.

    A canceled transaction has a reason for each of its actions. Only when every reason given is another writer is
    it a Conflict; one throttle among them makes it Unavailable (API_TransactWriteItems).
    """
    try:
        yield
    except DoesNotExist:
        raise
    except TransactWriteError as fault:
        raise _transaction_fault(fault) from fault
    except PynamoDBException as fault:
        raise _fault(_code(fault)) from fault
    except AWS_FAULTS as fault:
        raise Unavailable from fault


def _code(fault: PynamoDBException) -> str | None:
    """DynamoDB's own code. pynamodb's property for it fails when the connection broke and there was no answer."""
    return fault.cause_response_code if isinstance(fault.cause, ClientError) else None


def _fault(code: str | None) -> Unavailable:
    if code in (CONDITION_FAILED, "TransactionConflictException"):
        return Conflict()
    return Unavailable()


def _transaction_fault(fault: TransactWriteError) -> Unavailable:
    reasons = {reason.code for reason in fault.cancellation_reasons if reason}
    if reasons and reasons <= CONFLICT_CODES:
        return Conflict()
    return Unavailable()
