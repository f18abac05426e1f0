"""Faults of AWS and of Stripe as sentences for the operator: what was refused, and what to do."""

from __future__ import annotations

import stripe
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from chalicelib.aws.errors import AWS_FAULTS

VENDORS = (*AWS_FAULTS, stripe.StripeError)
NO_PERMISSION = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
SIGNED_OUT = (
    *("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"),
    *("SignatureDoesNotMatch", "AuthFailure"),
)


def refusal(fault: ClientError | BotoCoreError | ResponseParserError | stripe.StripeError, again: str) -> str:
    """Return the refusal as a sentence; `again` is how to go on, once its cause is gone: `deploy again`."""
    then = f"{again[:1].upper()}{again[1:]}."
    if isinstance(fault, stripe.StripeError):
        return f"Stripe refused or did not answer ({type(fault).__name__}): {fault.user_message or fault} {then}"
    if not isinstance(fault, ClientError):
        return f"AWS could not be reached: {fault} Check the credentials and the region, then {again}."
    code = str(fault.response["Error"].get("Code", "?"))
    what = f"AWS refused {fault.operation_name} ({code}): {fault.response['Error'].get('Message', '')}"
    if code in NO_PERMISSION:
        return f"{what} Your role lacks that permission. Nothing after this step was done: {again}."
    if code in SIGNED_OUT:
        return f"{what} Sign in to AWS again, then {again}."
    return f"{what} {then}"
