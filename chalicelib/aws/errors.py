"""Errors of boto3's clients, as the business's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from chalicelib.credit.errors import Unavailable

AWS_FAULTS = (ClientError, BotoCoreError, ResponseParserError)
"""All that a call raises: botocore's error for a response that it cannot read is neither of the first two."""


@contextmanager
def translate_aws_errors() -> Iterator[None]:
    """Raise Unavailable where AWS did not answer or refused."""
    try:
        yield
    except AWS_FAULTS as error:
        raise Unavailable from error


def code_of(fault: Unavailable) -> str:
    """AWS's own code of a fault that was translated, or an empty string."""
    cause = fault.__cause__
    return str(cause.response["Error"]["Code"]) if isinstance(cause, ClientError) else ""
