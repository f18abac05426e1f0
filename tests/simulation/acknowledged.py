"""No 2xx to Stripe before the effect is durable."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.features import POSITIONS
from tests.simulation.invariants import Violated
from tests.simulation.ledger_facts import Facts, holder_of, read_ledger
from tests.simulation.service import CREDIT, DEPLOYMENT, Service
from tests.simulation.stripe.world import Json


def check_acknowledged(event: Json, service: Service) -> None:
    """Raises Violated when Stripe received 2xx about something that is not in the table, in effect or quarantined."""
    about, world = event["data"]["object"], service.stripe_world
    intent_id = about["id"] if about["object"] == "payment_intent" else about.get("payment_intent")
    intent = world.objects.get(intent_id or "")
    metadata = intent["made_with"] if intent else {}
    quarantined = service.database.tables[CREDIT].get((f"parked#{event['id']}", "report"))
    if metadata.get("deployment") != DEPLOYMENT or quarantined is not None or "forged" in event:
        return
    table = service.database.tables[CREDIT]
    pk = holder_of(table, f"{metadata['clinic_id']}#{metadata['patient_id']}", metadata["payment_id"])
    ledger = read_ledger(table, pk)
    payment = ledger.payments.get(metadata["payment_id"])
    missing = "its payment" if payment is None else next(_missing(event["type"], about, payment, ledger.records), None)
    if missing:
        raise Violated(f"{event['id']} ({event['type']}) was answered 2xx, but {missing} is not there")


def _missing(kind: str, about: Json, payment: Facts, records: list[Facts]) -> Iterator[str]:
    match kind:
        case "charge.succeeded" | "payment_intent.succeeded" if payment["status"] != "succeeded":
            yield "the credit"
        case "payment_intent.canceled" if payment["status"] in ("pending", "processing"):
            yield "the cancellation"
        case "charge.dispute.funds_withdrawn" | "charge.dispute.funds_reinstated" if POSITIONS:
            if not _record(records, about["id"]):
                yield "the dispute"
        case "charge.dispute.funds_withdrawn" if "withdrawn_at" not in _record(records, about["id"]):
            yield "the withdrawal"
        case "charge.dispute.funds_reinstated" if "reinstated_at" not in _record(records, about["id"]):
            yield "the reinstatement"
        case "refund.failed" if _refund(records, about).get("status") != "failed":
            yield "the failure"
        case "refund.created" if not _refund(records, about):
            yield "the refund"


def _record(records: list[Facts], identifier: str) -> Facts:
    return next((one for one in records if one["sk"].endswith(f"#{identifier}")), {})


def _refund(records: list[Facts], about: Json) -> Facts:
    ours = about["metadata"].get("refund_id")
    return (
        _record(records, ours) if ours else next((r for r in records if r.get("stripe_refund_id") == about["id"]), {})
    )
