"""Application fees: https://docs.stripe.com/api/application_fees. What the platform keeps of a destination charge."""

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.accounts import APPLICATION
from infra.stripe_double.resources.balance import book
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.listing import LISTED, listed, page
from infra.stripe_double.storage.session import Session


def check_fee(params: Params) -> None:
    """Raise for a fee without a connected account to take it from, and for one above the amount."""
    fee = params.get("application_fee_amount")
    if fee is None:
        return
    if not params.get("transfer_data"):
        raise invalid(
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an "
            "OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).",
            "application_fee_amount",
        )
    if fee > params["amount"]:
        raise invalid("The application fee must be at most the amount.", "application_fee_amount")


def take_fee(session: Session, charge: Json, transfer: Json) -> str:
    """Collect a charge's fee out of the account's payment; return the fee's id."""
    fee: Json = {
        "id": new_id("fee"),
        "object": "application_fee",
        "account": transfer["destination"],
        "amount": charge["application_fee_amount"],
        "amount_refunded": 0,
        "application": APPLICATION,
        "balance_transaction": None,
        "charge": transfer["destination_payment"],
        "created": session.now(),
        "currency": charge["currency"],
        "fee_source": {"charge": transfer["destination_payment"], "type": "charge"},
        "livemode": False,
        "originating_transaction": charge["id"],
        "refunded": False,
    }
    fee["refunds"] = listed([], f"/v1/application_fees/{fee['id']}/refunds")
    fee["balance_transaction"] = book(session, "application_fee", fee, fee["amount"], pending=True)["id"]
    emit(session, "application_fee.created", session.add(fee))
    return str(fee["id"])


def return_fee(session: Session, charge: Json, refunded: int) -> None:
    """Give the account back the share of the fee that belongs to `refunded` (minor units) of the charge."""
    if not charge.get("application_fee"):
        raise invalid(
            f"Cannot refund application fee on charge {charge['id']} because it does not have one.",
            "refund_application_fee",
        )
    before = session.get("application_fee", charge["application_fee"], "application_fee")
    left = before["amount"] - before["amount_refunded"]
    share = min(left, before["amount"] * refunded // charge["amount"])
    if share == 0:
        return
    made: Json = {
        "id": new_id("fr"),
        "object": "fee_refund",
        "amount": share,
        "balance_transaction": None,
        "created": session.now(),
        "currency": before["currency"],
        "fee": before["id"],
        "metadata": {},
    }
    made["balance_transaction"] = book(session, "application_fee_refund", made, -share)["id"]
    book(session.scoped(before["account"]), "application_fee_refund", made, share)
    session.add(made)
    _count(session, before, share)


def _count(session: Session, before: Json, share: int) -> None:
    total = before["amount_refunded"] + share
    refunds = session.where("fee_refund", fee=before["id"])
    url = f"/v1/application_fees/{before['id']}/refunds"
    shown = listed(refunds[:10], url, has_more=len(refunds) > 10)
    after = before | {"amount_refunded": total, "refunded": total == before["amount"], "refunds": shown}
    emit_update(session, "application_fee.refunded", session.save(after), before)


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one fee."""
    return session.get("application_fee", identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return fees, newest first."""
    return page(session, "application_fee", params, "/v1/application_fees", charge=params.get("charge"))


OPERATIONS = (
    Operation("application_fees.list", "GET", "/v1/application_fees", list_all, {**LISTED, "charge": STRING}),
    Operation("application_fees.retrieve", "GET", "/v1/application_fees/{id}", retrieve),
)
