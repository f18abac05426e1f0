"""Stripe's faults in the business's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import stripe

from chalicelib.credit.errors import Conflict, RefusedByStripe, StripeFailed, Unavailable

T = TypeVar("T")

LATER = "Stripe does not answer at the moment. Nothing was charged twice; try again."
MISSING = "resource_missing"
KEY_IN_USE = "idempotency_key_in_use"
SERVER_ERROR = 500
REPLAYED = "Idempotent-Replayed"
"""The header of a response that Stripe kept under the idempotency key."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise Unavailable when asking again may help (StripeFailed after a 5xx), RefusedByStripe when Stripe won't.

    Conflict when the same request is in progress elsewhere (docs.stripe.com/error-codes#idempotency-key-in-use): a
    repeated read may find its result. Stripe's words stay out of both: they can name our account or key.
    """
    try:
        yield
    except stripe.InvalidRequestError as fault:
        raise RefusedByStripe(fault.code) from fault
    except stripe.StripeError as fault:
        raise _translated(fault) from fault


def _translated(fault: stripe.StripeError) -> Unavailable:
    if (fault.http_status or 0) >= SERVER_ERROR:
        return StripeFailed(LATER, is_kept=_is_replayed(fault))
    return Conflict(LATER) if code_of(fault) == KEY_IN_USE else Unavailable(LATER)


def _is_replayed(fault: stripe.StripeError) -> bool:
    headers = {name.lower(): value for name, value in (fault.headers or {}).items()}
    return headers.get(REPLAYED.lower()) == "true"


def code_of(fault: stripe.StripeError) -> str | None:
    """Stripe's code. Of a 403 and a 409 the SDK leaves it in the body."""
    return fault.error.code if fault.error is not None else None


def is_missing(fault: stripe.InvalidRequestError) -> bool:
    return fault.code == MISSING


def read_object(found: stripe.StripeObject, kind: type[T]) -> T:
    """A StripeObject as one of our own types: it is no dict, and its shape is Stripe's to change.

    Raises Unavailable.
    """
    data: dict[str, Any] = found.to_dict()
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as fault:
        raise Unavailable("Stripe answered in a shape that this service does not know.") from fault
