"""Balance transactions: https://docs.stripe.com/api/balance_transactions. Every movement of money makes one."""

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.accounts import APPLICATION
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.rules import add_rule, all_rules
from infra.stripe_double.storage.session import Session

_CATEGORIES = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
}
_AVAILABLE_AFTER_S = 2 * 24 * 3600
_RULE = "balance"
_TOTALS = """SELECT json_extract(body, '$.currency') AS currency, json_extract(body, '$.available_on') <= ? AS ready,
    SUM(json_extract(body, '$.net')) AS net
    FROM objects WHERE account = ? AND kind = 'balance_transaction' GROUP BY currency, ready"""


def card_fee(amount: int) -> int:
    """Return what Stripe keeps of a card payment: 2.9 % and 30 minor units."""
    return (amount * 29 + 500) // 1000 + 30


def book(
    session: Session,
    kind: str,
    source: Json,
    amount: int,
    fee: int = 0,
    description: str | None = None,
    *,
    pending: bool = False,
) -> Json:
    """Move `amount` (minor units, signed) less `fee` into this account's balance because of `source`.

    What is `pending` is available after two days.
    """
    return session.add(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": session.now() + (_AVAILABLE_AFTER_S if pending else 0),
            "balance_type": "payments",
            "created": session.now(),
            "currency": source["currency"],
            "description": description,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [_fee(kind, source["currency"], fee)] if fee else [],
            "net": amount - fee,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source["id"],
            "status": "pending" if pending else "available",
            "type": kind,
        }
    )


def _fee(kind: str, currency: str, amount: int) -> Json:
    by_platform = kind in ("payment", "payment_refund")
    names = {"charge": "Stripe processing fees", "adjustment": "Dispute fee"}
    return {
        "amount": amount,
        "application": APPLICATION if by_platform else None,
        "currency": currency,
        "description": names.get(kind, "Application fee"),
        "type": "application_fee" if by_platform else "stripe_fee",
    }


def totals(session: Session) -> dict[tuple[str, bool], int]:
    """Return this account's money in minor units, by currency and whether it is available."""
    rows = session.store.rows(_TOTALS, session.now(), session.account)
    return {(row["currency"], bool(row["ready"])): row["net"] for row in rows}


def limit(session: Session, available: int, currency: str) -> Json:
    """Bring what is available to `available` (minor units) and refuse moves that it doesn't cover from now on."""
    missing = available - totals(session).get((currency, True), 0)
    if missing:
        source: Json = {"id": None, "currency": currency}
        book(session, "topup" if missing > 0 else "topup_reversal", source, missing)
    unlimit(session)
    return add_rule(session.store, _RULE, {"match": [session.account], "available": available}, None)


def unlimit(session: Session) -> None:
    """Let this account's balance cover everything again."""
    session.store.change(
        "DELETE FROM rules WHERE kind = ? AND json_extract(rule, '$.match[0]') = ?", _RULE, session.account
    )


def check_funds(session: Session, amount: int, currency: str, *, also_pending: bool = False) -> None:
    """Raise unless this account's balance, where a test control limits it, covers `amount` (minor units)."""
    if not any(rule["kind"] == _RULE and rule["match"] == [session.account] for rule in all_rules(session.store)):
        return
    has = totals(session)
    covered = has.get((currency, True), 0) + (has.get((currency, False), 0) if also_pending else 0)
    if amount > covered:
        raise invalid(
            "You have insufficient available funds in your Stripe account. Try adding funds directly to your available "
            "balance by creating Charges using the 4000000000000077 test card. See: "
            "https://stripe.com/docs/testing#available-balance",
            code="balance_insufficient",
        )


def retrieve_balance(session: Session, _params: Params) -> Json:
    """Return what this account has, available and pending, by currency."""
    found = totals(session)
    currencies = sorted({currency for currency, _ in found}) or [session.settings.platform_currency]

    def amounts(ready: bool) -> list[Json]:
        sums = [(currency, found.get((currency, ready), 0)) for currency in currencies]
        return [{"amount": net, "currency": name, "source_types": {"card": net}} for name, net in sums]

    return {"object": "balance", "available": amounts(True), "livemode": False, "pending": amounts(False)}


def _now(session: Session, body: Json) -> Json:
    return body | {"status": "available" if body["available_on"] <= session.now() else "pending"}


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one balance transaction."""
    return _now(session, session.get("balance_transaction", identifier, "id"))


def list_all(session: Session, params: Params) -> Json:
    """Return balance transactions, newest first."""
    filters = {name: params.get(name) for name in ("source", "type", "currency")}
    payout = params.get("payout")
    if payout:
        session.get("payout", payout, "payout", status=400)
    found = page(session, "balance_transaction", params, "/v1/balance_transactions", {"payout": payout}, **filters)
    found["data"] = [_now(session, each) for each in found["data"]]
    return found


OPERATIONS = (
    Operation("balance_transactions.retrieve", "GET", "/v1/balance_transactions/{id}", retrieve),
    Operation(
        "balance_transactions.list",
        "GET",
        "/v1/balance_transactions",
        list_all,
        {**LISTED, "source": STRING, "type": STRING, "currency": STRING, "payout": STRING},
    ),
    Operation("balance.retrieve", "GET", "/v1/balance", retrieve_balance),
)
