"""Payouts: https://docs.stripe.com/api/payouts. A test control pays out a balance, as Stripe does by itself."""

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import Text
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.balance import book
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session
from infra.stripe_double.storage.store import load

_UNPAID = """SELECT id, body FROM objects WHERE account = ? AND kind = 'balance_transaction'
    AND json_extract(body, '$.currency') = ? AND json_extract(hidden, '$.payout') IS NULL ORDER BY seq"""
_STATUSES = ("canceled", "failed", "in_transit", "paid", "pending")


def pay_out(session: Session, currency: str, include_pending: bool = False) -> Json:
    """Pay out what is available in this account, or all that isn't paid out yet; raises when that is nothing."""
    rows = [load(row["body"]) for row in session.store.rows(_UNPAID, session.account, currency)]
    due = [one for one in rows if include_pending or one["available_on"] <= session.now()]
    total = sum(one["net"] for one in due)
    if total <= 0:
        raise invalid(f"There is nothing to pay out: the balance is {total} {currency}.", "account")
    payout = session.add(_new(session, total, currency))
    moved = book(session, "payout", payout, -total, description="STRIPE PAYOUT")
    payout["balance_transaction"] = moved["id"]
    for one in (*due, moved):
        session.hide(one["id"], payout=payout["id"])
        session.save(one | {"available_on": min(one["available_on"], session.now())})
    return _announce(session, payout)


def _new(session: Session, amount: int, currency: str) -> Json:
    empty = ("application_fee", "application_fee_amount", "balance_transaction", "failure_balance_transaction",
             "failure_code", "failure_message", "original_payout", "payout_method", "reversed_by",
             "statement_descriptor", "trace_id")  # fmt: skip
    return dict.fromkeys(empty) | {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": session.now(),
        "automatic": True,
        "created": session.now(),
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": new_id("ba"),
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress",
        "source_type": "card",
        "status": "in_transit",
        "type": "bank_account",
    }


def _announce(session: Session, payout: Json) -> Json:
    emit(session, "payout.created", payout)
    for event, change in (
        ("payout.paid", {"status": "paid"}),
        ("payout.reconciliation_completed", {"reconciliation_status": "completed"}),
    ):
        before, payout = payout, payout | change
        emit_update(session, event, session.save(payout), before)
    return payout


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one payout."""
    return session.get("payout", identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return payouts, newest first."""
    return page(session, "payout", params, "/v1/payouts", status=params.get("status"))


OPERATIONS = (
    Operation(
        "payouts.list",
        "GET",
        "/v1/payouts",
        list_all,
        {**LISTED, "status": Text(_STATUSES)},
    ),
    Operation("payouts.retrieve", "GET", "/v1/payouts/{id}", retrieve),
)
