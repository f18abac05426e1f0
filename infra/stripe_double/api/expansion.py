"""`expand[]=latest_charge.balance_transaction`: ids replaced by their objects, to a depth of four."""

from infra.stripe_double.core.errors import unreadable
from infra.stripe_double.core.types import Json
from infra.stripe_double.storage.listing import listed
from infra.stripe_double.storage.session import Session

MAX_DEPTH = 4
_EXPANDABLE = {
    "application_fee": {"balance_transaction", "charge", "originating_transaction"},
    "balance_transaction": {"source"},
    "charge": {
        "application_fee",
        "balance_transaction", "customer", "failure_balance_transaction", "on_behalf_of", "payment_intent", "refunds",
        "source_transfer", "transfer", "transfer_data.destination",
    },
    "dispute": {"charge", "payment_intent"},
    "payment_intent": {"customer", "latest_charge", "on_behalf_of", "payment_method", "transfer_data.destination"},
    "payment_method": {"customer"},
    "payout": {"balance_transaction"},
    "radar.early_fraud_warning": {"charge", "payment_intent"},
    "refund": {
        "balance_transaction", "charge", "failure_balance_transaction", "payment_intent", "source_transfer_reversal",
        "transfer_reversal",
    },
    "transfer": {"balance_transaction", "destination", "destination_payment", "source_transaction"},
    "transfer_reversal": {"balance_transaction", "destination_payment_refund", "source_refund", "transfer"},
}  # fmt: skip


def expanded(session: Session, body: Json, paths: list[str]) -> Json:
    """Return `body` with every path expanded; raises for a path that can't be."""
    for path in paths:
        steps = path.split(".")
        if len(steps) - (steps[0] == "data") > MAX_DEPTH:
            raise unreadable(f"You cannot expand more than {MAX_DEPTH} levels of a property.", "expand")
        _expand(session, body, steps, path)
    return body


def _expand(session: Session, node: Json, steps: list[str], path: str) -> None:
    if not steps:
        return
    if node.get("object") == "list" and steps[0] == "data":
        for item in node["data"]:
            _expand(session, item, steps[1:], path)
        return
    holder, field, rest = _field(node, steps, path)
    _replace(session, holder, field)
    if isinstance(holder.get(field), dict):
        _expand(session, holder[field], rest, path)


def _field(node: Json, steps: list[str], path: str) -> tuple[Json, str, list[str]]:
    """Return the dict that holds the expandable field, its name, and what is left of the path."""
    allowed = _EXPANDABLE.get(str(node.get("object")), set())
    if steps[0] in allowed:
        return node, steps[0], steps[1:]
    if ".".join(steps[:2]) in allowed:
        return node.get(steps[0]) or {}, steps[1], steps[2:]
    raise unreadable(f"This property cannot be expanded ({path}).", "expand[0]")


def _replace(session: Session, node: Json, step: str) -> None:
    if node.get("object") == "charge" and step == "refunds":
        refunds = session.where("refund", charge=node["id"])
        node["refunds"] = listed(refunds[:10], f"/v1/charges/{node['id']}/refunds", has_more=len(refunds) > 10)
    elif isinstance(node.get(step), str):
        node[step] = session.anywhere(node[step]) or node[step]
