"""Charges: https://docs.stripe.com/api/charges. They inherit their PaymentIntent's metadata and description."""

from infra.stripe_double.cards.declines import Decline
from infra.stripe_double.core.ids import new_id, token
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import METADATA, STRING
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.events import emit_update
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

_RISK = {"normal": 20, "elevated": 65, "highest": 95}
_COPIED = (
    "amount",
    "application_fee_amount",
    "currency",
    "customer",
    "description",
    "on_behalf_of",
    "receipt_email",
    "shipping",
    "statement_descriptor_suffix",
)
_LONGEST_DESCRIPTOR = 22


def new_charge(session: Session, intent: Json, method: Json, outcome: Json, authenticated: bool) -> Json:
    """Store a charge for a PaymentIntent. `outcome` is from `approved` or `refused`."""
    charge = _blank(session) | {name: intent[name] for name in _COPIED} | outcome
    charge |= {
        "billing_details": method["billing_details"],
        "metadata": intent["metadata"],
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"card": _card_details(charge, method, authenticated), "type": "card"},
        "transfer_data": _transfer_data(intent),
        "transfer_group": intent["transfer_group"],
    }
    charge["calculated_statement_descriptor"] = _calculated_descriptor(session, charge)
    charge["authorization_code"] = charge["payment_method_details"]["card"]["authorization_code"]
    if charge["captured"]:
        charge["amount_captured"] = charge["amount"]
        charge["receipt_url"] = f"{session.base_url}/v3/receipts/{charge['id']}"
    return session.add(charge)


def _calculated_descriptor(session: Session, charge: Json) -> str:
    """The words on the card statement: of the account that the charge is made on behalf of, then the charge's own."""
    account = session.find("account", charge["on_behalf_of"] or session.settings.platform_account)
    prefix = account["settings"]["card_payments"]["statement_descriptor_prefix"] if account else None
    words = prefix or "LOCAL TEST"
    suffix = charge["statement_descriptor_suffix"]
    return f"{words}* {suffix}"[:_LONGEST_DESCRIPTOR] if suffix else words


def _blank(session: Session) -> Json:
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "calculated_statement_descriptor": "LOCAL TEST",
        "captured": False,
        "created": session.now(),
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "paid": False,
        "radar_options": {},
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
    }


def approved(risk: str = "normal", status: str = "succeeded") -> Json:
    """Return the fields of an approved charge; `status` may also be `pending`."""
    outcome = _outcome("authorized", "approved_by_network", risk, "Payment complete.")
    return {"status": status, "paid": status == "succeeded", "captured": status == "succeeded", "outcome": outcome}


def refused(decline: Decline, risk: str = "normal") -> Json:
    """Return the fields of a declined charge, by the bank or before it was asked."""
    if decline.blocked:
        outcome = _outcome("blocked", "not_sent_to_network", risk, "Stripe blocked this payment as too risky.")
        reason = "highest_risk_level"
    else:
        outcome = _outcome(
            "issuer_declined", "declined_by_network", risk, "The bank did not return any further details."
        )
        reason = decline.decline_code
    outcome |= {"reason": reason, "advice_code": decline.advice, "network_decline_code": decline.network_code}
    return {
        "status": "failed",
        "outcome": outcome,
        "failure_code": decline.code,
        "failure_message": decline.message,
    }


def _outcome(kind: str, network_status: str, risk: str, message: str) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": None,
        "risk_level": risk,
        "risk_score": _RISK[risk],
        "seller_message": message,
        "type": kind,
    }


def _card_details(charge: Json, method: Json, authenticated: bool) -> Json:
    card = method["card"]
    shared = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    return {name: card[name] for name in (*shared, "regulated_status", "wallet")} | {
        "amount_authorized": charge["amount"] if charge["status"] != "failed" else None,
        "authorization_code": f"{charge['created'] % 1_000_000:06d}" if charge["status"] == "succeeded" else None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": token(15),
        "overcapture": {"maximum_amount_capturable": charge["amount"], "status": "unavailable"},
        "three_d_secure": _three_d_secure() if authenticated else None,
    }


def _three_d_secure() -> Json:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": token(20),
        "version": "2.2.0",
    }


def _transfer_data(intent: Json) -> Json | None:
    given = intent["transfer_data"]
    return {"amount": given.get("amount"), "destination": given["destination"]} if given else None


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one charge."""
    return session.get("charge", identifier, "id")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change a charge's description or metadata."""
    before = session.get("charge", identifier, "id")
    after = before | {"metadata": merged(before["metadata"], params)}
    after["description"] = params.get("description", before["description"])
    emit_update(session, "charge.updated", session.save(after), before)
    return after


def list_all(session: Session, params: Params) -> Json:
    """Return charges, newest first."""
    filters = {name: params.get(name) for name in ("customer", "payment_intent", "transfer_group")}
    return page(session, "charge", params, "/v1/charges", **filters)


OPERATIONS = (
    Operation("charges.retrieve", "GET", "/v1/charges/{id}", retrieve),
    Operation("charges.update", "POST", "/v1/charges/{id}", update, {"metadata": METADATA, "description": STRING}),
    Operation(
        "charges.list",
        "GET",
        "/v1/charges",
        list_all,
        {**LISTED, "customer": STRING, "payment_intent": STRING, "transfer_group": STRING},
    ),
)
