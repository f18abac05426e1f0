"""Transfers to connected accounts, and their reversals: https://docs.stripe.com/api/transfers."""

from infra.stripe_double.core.currency import check_currency, money
from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import AMOUNT, METADATA, PAGE, STRING, Required, Table
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.accounts import check_destination
from infra.stripe_double.resources.balance import book, check_funds
from infra.stripe_double.resources.charges import approved
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.resources.payment_methods import NO_ADDRESS
from infra.stripe_double.storage.listing import LISTED, listed, page
from infra.stripe_double.storage.session import Session


def transfer_of_charge(session: Session, charge: Json) -> Json:
    """Send a destination charge's money on, as `transfer_data` asks."""
    data = charge["transfer_data"]
    amount = data["amount"] if data["amount"] is not None else charge["amount"]
    return _transfer(session, amount, data["destination"], charge, charge)


def _transfer(session: Session, amount: int, destination: str, like: Json, charge: Json | None) -> Json:
    body: Json = {
        "id": new_id("tr"),
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": session.now(),
        "currency": like["currency"],
        "description": like.get("description") if charge is None else None,
        "destination": destination,
        "destination_payment": None,
        "livemode": False,
        "metadata": like.get("metadata", {}) if charge is None else {},
        "reversed": False,
        "source_transaction": charge["id"] if charge else None,
        "source_type": "card",
        "transfer_group": like.get("transfer_group"),
    }
    body["reversals"] = listed([], f"/v1/transfers/{body['id']}/reversals")
    if charge is None and not like.get("source_transaction"):
        check_funds(session, amount, like["currency"])
    body["balance_transaction"] = book(session, "transfer", body, -amount)["id"]
    fee = charge["application_fee_amount"] or 0 if charge else 0
    body["destination_payment"] = _payment(session.scoped(destination), body, fee)["id"]
    emit(session, "transfer.created", session.add(body))
    return body


def _payment(session: Session, transfer: Json, fee: int) -> Json:
    """Make the connected account's side: a `py_` charge that came in by transfer, less the platform's `fee`."""
    body: Json = _received(session, transfer) | approved()
    body["outcome"] = None
    pending = transfer["source_transaction"] is not None
    body["balance_transaction"] = book(session, "payment", body, transfer["amount"], fee, pending=pending)["id"]
    return session.add(body)


def _received(session: Session, transfer: Json) -> Json:
    empty = ("application", "application_fee", "application_fee_amount", "customer", "description", "failure_code",
             "failure_balance_transaction", "failure_message", "on_behalf_of", "payment_intent", "payment_method",
             "receipt_email", "receipt_number", "receipt_url", "review", "shipping", "statement_descriptor",
             "statement_descriptor_suffix", "transfer_data", "transfer_group")  # fmt: skip
    return dict.fromkeys(empty) | {
        "id": new_id("py"),
        "object": "charge",
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "billing_details": {"address": NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": None,
        "created": session.now(),
        "currency": transfer["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
        "refunded": False,
        "source_transfer": transfer["id"],
    }


def reverse(session: Session, transfer: Json, amount: int, params: Params, refund: str | None = None) -> Json:
    """Take `amount` (minor units) of a transfer back; raises when more is asked than is left."""
    left = transfer["amount"] - transfer["amount_reversed"]
    if left == 0:
        raise invalid(f"The transfer {transfer['id']} is already fully reversed.", "id")
    if amount > left:
        currency = transfer["currency"]
        raise invalid(
            f"Transfer reversal amount ({money(amount, currency)}) is greater than unreversed amount "
            f"({money(left, currency)}) on transfer", "amount"
        )  # fmt: skip
    if refund is None:
        theirs = session.scoped(transfer["destination"])
        check_funds(theirs, amount, transfer["currency"], also_pending=True)
    reversal = _reversal(session, transfer, amount, params, refund)
    before = dict(transfer)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    kept = session.where("transfer_reversal", transfer=transfer["id"])
    transfer["reversals"] = listed(kept[:10], f"/v1/transfers/{transfer['id']}/reversals", has_more=len(kept) > 10)
    session.save(transfer)
    emit(session, "transfer.reversed", transfer) if transfer["reversed"] else emit_update(
        session, "transfer.updated", transfer, before
    )
    return reversal


def _reversal(session: Session, transfer: Json, amount: int, params: Params, refund: str | None) -> Json:
    body: Json = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": session.now(),
        "currency": transfer["currency"],
        "destination_payment_refund": None,
        "metadata": merged({}, params),
        "source_refund": refund,
        "transfer": transfer["id"],
    }
    body["balance_transaction"] = book(session, "transfer_refund", body, amount)["id"]
    body["destination_payment_refund"] = _payment_refund(session, transfer, body)["id"]
    return session.add(body)


def _payment_refund(session: Session, transfer: Json, reversal: Json) -> Json:
    """Take the money out of the connected account: its payment is refunded."""
    theirs = session.scoped(transfer["destination"])
    payment = theirs.get("charge", transfer["destination_payment"], "destination_payment")
    payment["amount_refunded"] += reversal["amount"]
    payment["refunded"] = payment["amount_refunded"] == payment["amount"]
    theirs.save(payment)
    body: Json = {
        "id": new_id("pyr"),
        "object": "refund",
        "amount": reversal["amount"],
        "balance_transaction": None,
        "charge": payment["id"],
        "created": session.now(),
        "currency": reversal["currency"],
        "customer": None,
        "customer_account": None,
        "metadata": {},
        "payment_intent": None,
        "payment_method": None,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": reversal["id"],
        "status": "succeeded",
        "transfer_reversal": None,
    }
    body["balance_transaction"] = book(theirs, "payment_refund", body, -reversal["amount"])["id"]
    return theirs.add(body)


def create(session: Session, params: Params) -> Json:
    """Send money from the platform's balance to a connected account."""
    currency = check_currency(params["currency"])
    check_destination(session, params["destination"], "destination")
    charge = None
    if params.get("source_transaction"):
        charge = session.get("charge", params["source_transaction"], "source_transaction", status=400)
    amount = params.get("amount") or (charge["amount"] if charge else None)
    if amount is None:
        raise invalid("Missing required param: amount.", "amount", "parameter_missing")
    like = {**params, "currency": currency, "metadata": merged({}, params)}
    body = _transfer(session, amount, params["destination"], like, None)
    body["source_transaction"] = charge["id"] if charge else None
    return session.save(body)


def create_reversal(session: Session, params: Params, identifier: str) -> Json:
    """Take a transfer back, whole when no amount is given."""
    transfer = session.get("transfer", identifier, "id")
    left = transfer["amount"] - transfer["amount_reversed"]
    return reverse(session, transfer, params.get("amount", left), params)


def list_reversals(session: Session, params: Params, identifier: str) -> Json:
    """Return a transfer's reversals, newest first."""
    session.get("transfer", identifier, "id")
    url = f"/v1/transfers/{identifier}/reversals"
    return page(session, "transfer_reversal", params, url, transfer=identifier)


def retrieve_reversal(session: Session, _params: Params, identifier: str, reversal: str) -> Json:
    """Return one reversal of a transfer."""
    session.get("transfer", identifier, "id")
    return session.get("transfer_reversal", reversal, "id")


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one transfer."""
    return session.get("transfer", identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return transfers, newest first."""
    filters = {name: params.get(name) for name in ("destination", "transfer_group")}
    return page(session, "transfer", params, "/v1/transfers", **filters)


_NEW: Table = {
    "amount": AMOUNT,
    "currency": Required(STRING),
    "description": STRING,
    "destination": Required(STRING),
    "metadata": METADATA,
    "source_transaction": STRING,
    "transfer_group": STRING,
}
_REVERSALS = "/v1/transfers/{id}/reversals"
_REVERSED: Table = {"amount": AMOUNT, "metadata": METADATA, "description": STRING}
OPERATIONS = (
    Operation("transfers.create", "POST", "/v1/transfers", create, _NEW),
    Operation("transfers.retrieve", "GET", "/v1/transfers/{id}", retrieve),
    Operation(
        "transfers.list", "GET", "/v1/transfers", list_all, {**LISTED, "destination": STRING, "transfer_group": STRING}
    ),
    Operation("transfers.create_reversal", "POST", _REVERSALS, create_reversal, _REVERSED),
    Operation("transfers.reversals.list", "GET", _REVERSALS, list_reversals, PAGE),
    Operation("transfers.reversals.retrieve", "GET", _REVERSALS + "/{reversal}", retrieve_reversal),
)
