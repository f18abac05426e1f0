"""Every operation of Stripe's API that the double does."""

import re
from dataclasses import dataclass

from infra.stripe_double.core.errors import StripeError
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.resources import (
    accounts,
    application_fees,
    balance,
    capabilities,
    charges,
    customers,
    events,
    payment_method_domains,
    payment_methods,
    payouts,
    refunds,
    transfers,
    webhook_endpoints,
)
from infra.stripe_double.resources.disputes import disputes, fraud_warnings
from infra.stripe_double.resources.payment_intents import operations as payment_intent_operations

OPERATIONS: tuple[Operation, ...] = (
    *accounts.OPERATIONS,
    *application_fees.OPERATIONS,
    *balance.OPERATIONS,
    *capabilities.OPERATIONS,
    *charges.OPERATIONS,
    *customers.OPERATIONS,
    *disputes.OPERATIONS,
    *events.OPERATIONS,
    *fraud_warnings.OPERATIONS,
    *payment_intent_operations.OPERATIONS,
    *payment_method_domains.OPERATIONS,
    *payment_methods.OPERATIONS,
    *payouts.OPERATIONS,
    *refunds.OPERATIONS,
    *transfers.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)


@dataclass(frozen=True, slots=True)
class Match:
    """An operation and the ids that its path held."""

    operation: Operation
    ids: tuple[str, ...]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/".join("([A-Za-z0-9_-]+)" if part[:1] == "{" else re.escape(part) for part in path.split("/")))


_ROUTES = [(operation, _pattern(operation.path)) for operation in OPERATIONS]


def match(method: str, path: str) -> Match:
    """Return the operation behind an address; raises a 404 in Stripe's words."""
    for operation, pattern in _ROUTES:
        found = pattern.fullmatch(path)
        if found and operation.method == method:
            return Match(operation, found.groups())
    raise StripeError(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        executed=False,
    )
