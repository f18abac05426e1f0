"""Balance transactions: https://docs.stripe.com/api/balance_transactions. Every movement of money makes one."""

from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

_CATEGORIES = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
}
_AVAILABLE_AFTER_S = 2 * 24 * 3600


def card_fee(amount: int) -> int:
    """Return what Stripe keeps of a card payment: 2.9 % and 30 minor units."""
    return (amount * 29 + 500) // 1000 + 30


def book(session: Session, kind: str, source: Json, amount: int, fee: int = 0, description: str | None = None) -> Json:
    """Move `amount` (minor units, signed) less `fee` into this account's balance because of `source`."""
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees" if kind == "charge" else "Dispute fee",
            "type": "stripe_fee",
        }
    ]
    return session.add(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": session.now() + _AVAILABLE_AFTER_S,
            "balance_type": "payments",
            "created": session.now(),
            "currency": source["currency"],
            "description": description,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": fees if fee else [],
            "net": amount - fee,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source["id"],
            "status": "pending",
            "type": kind,
        }
    )


def retrieve(session: Session, params: Params, identifier: str) -> Json:
    """Return one balance transaction."""
    return session.get("balance_transaction", identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return balance transactions, newest first."""
    filters = {name: params.get(name) for name in ("source", "type", "currency")}
    return page(session, "balance_transaction", params, "/v1/balance_transactions", **filters)


OPERATIONS = (
    Operation("balance_transactions.retrieve", "GET", "/v1/balance_transactions/{id}", retrieve),
    Operation(
        "balance_transactions.list",
        "GET",
        "/v1/balance_transactions",
        list_all,
        {**LISTED, "source": STRING, "type": STRING, "currency": STRING},
    ),
)
