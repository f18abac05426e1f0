"""The life of a dispute, as banks and test controls bring it about. What it moved is in its balance transactions."""

from infra.stripe_double.cards.catalogue import Card
from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.types import Json
from infra.stripe_double.resources.balance import book
from infra.stripe_double.resources.disputes.fraud_warnings import resolve_warnings, warn
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.session import Session

FEE = 1500
_DAYS_TO_ANSWER = 9
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


def dispute_for_card(session: Session, charge: Json, card: Card) -> None:
    """Open the dispute, or report the fraud, that a test card brings with it."""
    if card.warned:
        warn(session, charge)
    if card.dispute == "inquiry":
        open_dispute(session, charge, "fraudulent", charge["amount"], inquiry=True)
    elif card.dispute is not None:
        open_dispute(session, charge, card.dispute, charge["amount"])


def open_dispute(
    session: Session, charge: Json, reason: str, amount: int, inquiry: bool = False, due_by: int | None = None
) -> Json:
    """Open a dispute of `amount` (minor units); unless it is an inquiry, Stripe takes the money at once.

    It may be more than the charge where currencies moved, and a charge may be disputed again once a dispute is closed.
    """
    live = [each for each in session.where("dispute", charge=charge["id"]) if each["status"] in OPEN]
    if live or charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} can't be disputed: it is disputed already, or wasn't paid.", "charge")
    if amount <= 0:
        raise invalid("A dispute takes a positive amount.", "amount")
    dispute = _new(session, charge, reason, amount, inquiry)
    dispute["evidence_details"]["due_by"] = due_by or dispute["evidence_details"]["due_by"]
    session.add(dispute)
    before = dict(charge)
    charge |= {"disputed": True}
    session.save(charge)
    resolve_warnings(session, charge)
    if not inquiry:
        _book(session, dispute, -amount, FEE, "Chargeback withdrawal")
    emit(session, "charge.dispute.created", dispute)
    if not inquiry:
        emit(session, "charge.dispute.funds_withdrawn", dispute)
    emit_update(session, "charge.updated", charge, before)
    return dispute


def _new(session: Session, charge: Json, reason: str, amount: int, inquiry: bool) -> Json:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": session.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": session.now() + _DAYS_TO_ANSWER * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "83",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"],
                "case_type": "inquiry" if inquiry else "chargeback",
                "network_reason_code": "83",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def _book(session: Session, dispute: Json, amount: int, fee: int, description: str) -> None:
    dispute["balance_transactions"].append(book(session, "adjustment", dispute, amount, fee, description))
    session.save(dispute)


def decide(session: Session, dispute: Json, status: str, amount: int | None = None, fee: int = 0) -> Json:
    """Bring an open dispute to an end, or an inquiry to `needs_response`; a lost one may still be `won`.

    `amount` (minor units) is what comes back of a closed dispute (all of it when won, none when lost, unless given),
    or what an escalated inquiry takes. A negative `fee` returns the dispute's fee.
    """
    overturned = dispute["status"] == "lost" and status == "won"
    if dispute["status"] not in OPEN and not overturned:
        raise invalid(f"This dispute is already closed: its status is {dispute['status']}.", "dispute")
    if dispute["status"].startswith("warning") and status in ("won", "lost"):
        status = "warning_closed"
    before, dispute = dispute, dispute | {"status": status, "is_charge_refundable": status == "warning_closed"}
    session.save(dispute)
    if status == "needs_response":
        return _escalate(session, dispute, before, amount)
    whole = net_withdrawn(dispute) if status in ("won", "prevented") else 0
    return _close(session, dispute, before, whole if amount is None else amount, fee, overturned)


def _close(session: Session, dispute: Json, before: Json, back: int, fee: int, overturned: bool) -> Json:
    moved = bool(dispute["balance_transactions"])
    if back or fee:
        _book(session, dispute, back, fee, "Chargeback reversal")
    if dispute["status"] != "lost":
        _release_charge(session, dispute, keep_flag=moved)
    if overturned:
        emit_update(session, "charge.dispute.updated", dispute, before)
    else:
        emit(session, "charge.dispute.closed", dispute)
    if back:
        emit(session, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _escalate(session: Session, dispute: Json, before: Json, amount: int | None) -> Json:
    dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    dispute["amount"] = amount or dispute["amount"]
    _book(session, dispute, -dispute["amount"], FEE, "Chargeback withdrawal")
    emit_update(session, "charge.dispute.updated", dispute, before)
    emit(session, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def net_withdrawn(dispute: Json) -> int:
    """Return what the dispute took and did not give back so far, in minor units."""
    return -sum(int(each["amount"]) for each in dispute["balance_transactions"])


def move_money(session: Session, dispute: Json, amount: int, fee: int = 0) -> Json:
    """Withdraw (negative) or reinstate (positive) `amount` whatever the status, as banks do in the middle of a case."""
    _book(session, dispute, amount, fee, "Chargeback withdrawal" if amount < 0 else "Chargeback reversal")
    emit(session, f"charge.dispute.funds_{'withdrawn' if amount < 0 else 'reinstated'}", dispute)
    return dispute


def _release_charge(session: Session, dispute: Json, keep_flag: bool) -> None:
    """A closed inquiry leaves its charge as if nothing had been; `disputed` stays true after a chargeback."""
    charge = session.get("charge", dispute["charge"], "charge")
    charge["disputed"] = keep_flag
    session.save(charge)


def refuses_refund(session: Session, charge: Json, amount: int) -> bool:
    """Say whether disputes stand in the way: a live one refuses all, a closed one what it took and kept."""
    disputes = session.where("dispute", charge=charge["id"])
    if any(each["status"] in OPEN and not each["is_charge_refundable"] for each in disputes):
        return True
    taken = sum(max(0, net_withdrawn(each)) for each in disputes)
    return taken > 0 and amount > charge["amount"] - charge["amount_refunded"] - taken
