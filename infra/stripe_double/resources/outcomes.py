"""Outcomes of things that take time: pending refunds and payments that are being processed."""

import time

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.types import Json
from infra.stripe_double.resources import refunds
from infra.stripe_double.resources.payment_intents import settlement
from infra.stripe_double.storage.jobs import unschedule
from infra.stripe_double.storage.session import Session


def run_due(session: Session) -> int:
    """Bring everything that is due to its outcome; return how many there were."""
    due = session.store.rows("SELECT * FROM jobs WHERE due <= ? ORDER BY due, seq", time.time())
    for job in due:
        unschedule(session, job["target"])
        bring_about(session.scoped(job["account"]), job["target"], job["outcome"])
    return len(due)


def bring_about(session: Session, target: str, outcome: str, reason: str = "lost_or_stolen_card") -> Json:
    """Bring a refund, or a PaymentIntent that is processing, to `succeeded` or `failed`."""
    if outcome not in ("succeeded", "failed"):
        raise invalid("status is succeeded or failed", "status")
    if target.startswith("re_"):
        return refunds.finish(session, session.get("refund", target, "id"), outcome, reason)
    intent = session.get("payment_intent", target, "id")
    if intent["status"] != "processing":
        raise invalid(f"PaymentIntent {target} is {intent['status']} and not processing.", "id")
    unschedule(session, target)
    return settlement.finish_processing(session, intent, outcome == "succeeded")
