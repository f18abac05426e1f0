"""Disputes: https://docs.stripe.com/api/disputes. An inquiry takes no money until it is escalated."""

from infra.stripe_double.cards.catalogue import Card
from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import BOOLEAN, METADATA, STRING, Group
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.balance import book
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.listing import LISTED, page
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
_OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
_BY_EVIDENCE = {"winning_evidence": "won", "losing_evidence": "lost", "escalate_inquiry_evidence": "needs_response"}


def dispute_for_card(session: Session, charge: Json, card: Card) -> None:
    """Open the dispute that a test card brings with it."""
    if card.dispute == "inquiry":
        open_dispute(session, charge, "fraudulent", charge["amount"], inquiry=True)
    elif card.dispute is not None:
        open_dispute(session, charge, card.dispute, charge["amount"])


def open_dispute(session: Session, charge: Json, reason: str, amount: int, inquiry: bool = False) -> Json:
    """Open a dispute of `amount` (minor units); unless it is an inquiry, Stripe takes the money at once."""
    if charge["disputed"] or charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} can't be disputed: it is disputed already, or wasn't paid.", "charge")
    if not 0 < amount <= charge["amount"]:
        raise invalid("A dispute takes at most the amount of the charge.", "amount")
    dispute = session.add(_new(session, charge, reason, amount, inquiry))
    before = dict(charge)
    charge |= {"disputed": True}
    session.save(charge)
    session.hide(charge["id"], dispute=dispute["id"])
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


def decide(session: Session, dispute: Json, status: str) -> Json:
    """Bring an open dispute to `won`, `lost`, `warning_closed`, or an inquiry to `needs_response`."""
    if dispute["status"] not in _OPEN:
        raise invalid(f"This dispute is already closed: its status is {dispute['status']}.", "dispute")
    inquiry = dispute["status"].startswith("warning")
    if inquiry and status in ("won", "lost"):
        status = "warning_closed"
    before, dispute = dispute, dispute | {"status": status, "is_charge_refundable": status == "warning_closed"}
    session.save(dispute)
    if status == "needs_response":
        return _escalate(session, dispute, before)
    if status == "won":
        _book(session, dispute, dispute["amount"], 0, "Chargeback reversal")
    if status != "lost":
        _release_charge(session, dispute, keep_flag=status == "won")
    emit(session, "charge.dispute.closed", dispute)
    if status == "won":
        emit(session, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _escalate(session: Session, dispute: Json, before: Json) -> Json:
    dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    _book(session, dispute, -dispute["amount"], FEE, "Chargeback withdrawal")
    emit_update(session, "charge.dispute.updated", dispute, before)
    emit(session, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _release_charge(session: Session, dispute: Json, keep_flag: bool) -> None:
    """A closed inquiry leaves its charge as if nothing had been; `disputed` stays true after a chargeback."""
    charge = session.get("charge", dispute["charge"], "charge")
    charge["disputed"] = keep_flag
    session.save(charge)


def refuses_refund(session: Session, charge: Json) -> bool:
    """Say whether a dispute stands in the way of refunding this charge."""
    identifier = session.hidden(charge["id"]).get("dispute")
    dispute = session.find("dispute", identifier) if identifier else None
    return dispute is not None and not dispute["is_charge_refundable"]


def retrieve(session: Session, params: Params, identifier: str) -> Json:
    """Return one dispute."""
    return session.get("dispute", identifier, "id")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Add evidence; submitted, `winning_evidence` and `losing_evidence` decide a dispute as in Stripe's test mode."""
    before = session.get("dispute", identifier, "id")
    after = before | {"metadata": merged(before["metadata"], params)}
    if params.get("evidence"):
        _add_evidence(before, after, params)
    emit_update(session, "charge.dispute.updated", session.save(after), before)
    verdict = _BY_EVIDENCE.get(after["evidence"]["uncategorized_text"] or "")
    if verdict and after["status"].endswith("under_review"):
        return decide(session, after, verdict)
    return after


def _add_evidence(before: Json, after: Json, params: Params) -> None:
    if before["status"] not in _OPEN:
        raise invalid("This dispute is already closed", "dispute", "dispute_already_closed")
    after["evidence"] = before["evidence"] | params["evidence"]
    after["evidence_details"] = before["evidence_details"] | {"has_evidence": True}
    if params.get("submit", True):
        after["evidence_details"]["submission_count"] += 1
        after["status"] = before["status"].replace("needs_response", "under_review")


def close(session: Session, params: Params, identifier: str) -> Json:
    """Give in: the dispute is lost."""
    return decide(session, session.get("dispute", identifier, "id"), "lost")


def list_all(session: Session, params: Params) -> Json:
    """Return disputes, newest first."""
    filters = {name: params.get(name) for name in ("charge", "payment_intent")}
    return page(session, "dispute", params, "/v1/disputes", **filters)


_EVIDENCE = Group(dict.fromkeys(EVIDENCE, STRING))
OPERATIONS = (
    Operation("disputes.list", "GET", "/v1/disputes", list_all, {**LISTED, "charge": STRING, "payment_intent": STRING}),
    Operation("disputes.retrieve", "GET", "/v1/disputes/{id}", retrieve),
    Operation(
        "disputes.update",
        "POST",
        "/v1/disputes/{id}",
        update,
        {"evidence": _EVIDENCE, "metadata": METADATA, "submit": BOOLEAN},
    ),
    Operation("disputes.close", "POST", "/v1/disputes/{id}/close", close),
)
