"""Disputes: https://docs.stripe.com/api/disputes. An inquiry takes no money until it is escalated."""

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import BOOLEAN, METADATA, STRING, Group
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.disputes.dispute_life import EVIDENCE, OPEN, decide
from infra.stripe_double.resources.events import emit_update
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

_BY_EVIDENCE = {"winning_evidence": "won", "losing_evidence": "lost", "escalate_inquiry_evidence": "needs_response"}


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
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
    if before["status"] not in OPEN:
        raise invalid("This dispute is already closed", "dispute", "dispute_already_closed")
    after["evidence"] = before["evidence"] | params["evidence"]
    after["evidence_details"] = before["evidence_details"] | {"has_evidence": True}
    if params.get("submit", True):
        after["evidence_details"]["submission_count"] += 1
        after["status"] = before["status"].replace("needs_response", "under_review")


def close(session: Session, _params: Params, identifier: str) -> Json:
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
