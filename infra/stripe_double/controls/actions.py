"""The actions behind the test controls, each within one transaction."""

import time

from infra.stripe_double.api.faults import fault_rule
from infra.stripe_double.core.errors import StripeError, invalid
from infra.stripe_double.core.types import Json
from infra.stripe_double.resources import balance, outcomes, payouts
from infra.stripe_double.resources.accounts import LEFT, deauthorize, new_account, switch
from infra.stripe_double.resources.capabilities import capability
from infra.stripe_double.resources.disputes import dispute_life, fraud_warnings
from infra.stripe_double.resources.events import emit
from infra.stripe_double.storage.rules import add_rule, all_rules
from infra.stripe_double.storage.session import Session
from infra.stripe_double.storage.store import load
from infra.stripe_double.webhooks.queue import add_delivery, endpoints_for

_DISPUTE_ENDS = ("won", "lost", "prevented", "warning_closed", "needs_response")
_WEBHOOK_ACTIONS = ("drop", "delay", "duplicate", "reorder")


def state(session: Session, given: Json) -> Json:
    """Return how many deliveries and jobs are pending."""
    deliveries = session.store.rows("SELECT status, COUNT(*) AS n FROM deliveries GROUP BY status")
    jobs = session.store.row("SELECT COUNT(*) AS n FROM jobs")
    counts = {row["status"]: row["n"] for row in deliveries}
    return {"status": "ok", "deliveries": counts, "jobs": jobs["n"] if jobs else 0} | given


def put_account(session: Session, given: Json) -> Json:
    """Make a connected account with a chosen id, or bring one that exists to the given state."""
    left = session.find(LEFT, given["id"])
    if left is not None:
        session.bury(left, "account")
    account = session.find("account", given["id"])
    if account is None:
        country, currency = given.get("country", "CA"), given.get("default_currency", "cad")
        account = new_account(session, given["id"], country, currency, given.get("email"))
    if "name" in given:
        account["business_profile"]["name"] = account["settings"]["dashboard"]["display_name"] = given["name"]
        session.save(account)
    if "statement_descriptor_prefix" in given:
        account["settings"]["card_payments"]["statement_descriptor_prefix"] = given["statement_descriptor_prefix"]
        session.save(account)
    return switch_account(session, {"charges_enabled": True, "payouts_enabled": True} | given, given["id"])


def switch_account(session: Session, given: Json, identifier: str) -> Json:
    """Enable or disable an account: what isn't given stays; `account.updated` follows a change."""
    account = session.get("account", identifier, "id")
    charges = bool(given.get("charges_enabled", account["charges_enabled"]))
    payouts = bool(given.get("payouts_enabled", account["payouts_enabled"]))
    after = switch(session, account, charges, payouts, given)
    for name, status in after["capabilities"].items():
        if account["capabilities"].get(name) != status:
            theirs = capability(after, name)
            emit(
                session.scoped(identifier), "capability.updated", theirs, {"status": account["capabilities"].get(name)}
            )
    return after


def deauthorize_account(session: Session, _given: Json, identifier: str) -> Json:
    """Disconnect an account from the platform; `POST /accounts` connects it again."""
    return deauthorize(session, session.get("account", identifier, "id"))


def open_dispute(session: Session, given: Json) -> Json:
    """Dispute a charge, or the charge of a PaymentIntent."""
    charge = _charge(session, given)
    amount = int(given["amount"] if "amount" in given else charge["amount"])
    return dispute_life.open_dispute(
        session,
        charge,
        given.get("reason", "fraudulent"),
        amount,
        bool(given.get("inquiry", False)),
        due_by=int(given["due_by"]) if "due_by" in given else None,
    )


def decide_dispute(session: Session, given: Json, identifier: str) -> Json:
    """Win, lose, prevent or close a dispute, perhaps with another amount, or escalate an inquiry (`needs_response`)."""
    if given["status"] not in _DISPUTE_ENDS:
        raise invalid(f"status is one of {', '.join(_DISPUTE_ENDS)}", "status")
    amount = int(given["amount"]) if "amount" in given else None
    fee = -dispute_life.FEE if given.get("fee_returned") else 0
    return dispute_life.decide(session, session.get("dispute", identifier, "id"), given["status"], amount, fee)


def move_dispute_money(session: Session, given: Json, identifier: str) -> Json:
    """Withdraw (`withdrawn`) or reinstate (`reinstated`) an amount of a dispute, whatever its status."""
    amount = int(given.get("reinstated", 0)) - int(given.get("withdrawn", 0))
    if amount == 0:
        raise invalid("withdrawn or reinstated is an amount", "withdrawn")
    return dispute_life.move_money(session, session.get("dispute", identifier, "id"), amount, int(given.get("fee", 0)))


def warn(session: Session, given: Json) -> Json:
    """Let the card's issuer report a charge, or the charge of a PaymentIntent, as likely fraud."""
    return fraud_warnings.warn(session, _charge(session, given), given.get("fraud_type", "misc"))


def _charge(session: Session, given: Json) -> Json:
    identifier = given.get("charge")
    if identifier is None:
        identifier = session.get("payment_intent", given["payment_intent"], "payment_intent")["latest_charge"]
    return session.get("charge", identifier, "charge")


def set_balance(session: Session, given: Json) -> Json:
    """Bring the platform's balance, or an account's, to `available` and hold moves to it, until `unlimited`."""
    theirs = session.scoped(given.get("account", session.account))
    if given.get("unlimited"):
        balance.unlimit(theirs)
    else:
        balance.limit(theirs, int(given["available"]), given.get("currency", "cad"))
    return balance.retrieve_balance(theirs, {})


def pay_out(session: Session, given: Json) -> Json:
    """Pay out what is available in an account, or with `include_pending` all of it."""
    theirs = session.scoped(given["account"])
    return payouts.pay_out(theirs, given.get("currency", "cad"), bool(given.get("include_pending", False)))


def bring_about(session: Session, given: Json, identifier: str) -> Json:
    """Bring a refund, or a PaymentIntent that is processing, to its end now."""
    return outcomes.bring_about(session, identifier, given["status"], given.get("failure_reason", "unknown"))


def tamper(session: Session, given: Json, identifier: str) -> Json:
    """Overwrite fields of a PaymentIntent and of its charge, as a bug or a forger might: no event follows."""
    intent = session.get("payment_intent", identifier, "id")
    session.save(intent | given.get("payment_intent", {}))
    if "charge" in given:
        charge = session.get("charge", intent["latest_charge"], "charge")
        session.save(charge | given["charge"])
    return session.get("payment_intent", identifier, "id")


def tamper_object(session: Session, given: Json, identifier: str) -> Json:
    """Overwrite `fields` of any object, its time included, as a bug of Stripe's might: no event follows."""
    scope = session.scoped(session.scope_of(identifier))
    found = scope.anywhere(identifier)
    if found is None:
        raise StripeError(404, f"No such object: '{identifier}'")
    after = scope.save(found | given["fields"])
    scope.store.change("UPDATE objects SET created = ? WHERE id = ?", after.get("created", 0), identifier)
    return after


def add_refund_rule(session: Session, given: Json) -> Json:
    """Make the next refunds `pending`, for a while or until a test ends it, or let them `fail`, whatever the card."""
    if given["action"] not in ("pending", "fails", "succeeds"):
        raise invalid("action is pending, fails or succeeds", "action")
    rule: Json = {"match": [given.get("charge", "*")], "action": given["action"]}
    rule["until_ended"] = bool(given.get("until_ended", False))
    return add_rule(session.store, "refund", rule, given.get("count", 1))


def add_processing_rule(session: Session, given: Json) -> Json:
    """Let the next confirmed PaymentIntents be `processing` for a while, or until a test ends it."""
    rule: Json = {"match": [given.get("payment_intent", "*")], "action": "processing"}
    rule["until_ended"] = bool(given.get("until_ended", False))
    return add_rule(session.store, "processing", rule, given.get("count", 1))


def add_webhook_rule(session: Session, given: Json) -> Json:
    """Drop, delay, duplicate or reorder the next events of some types."""
    if given["action"] not in _WEBHOOK_ACTIONS:
        raise invalid(f"action is one of {', '.join(_WEBHOOK_ACTIONS)}", "action")
    rule: Json = {"match": given.get("types", ["*"]), "action": given["action"]}
    rule |= {name: float(given[name]) for name in ("seconds",) if name in given}
    rule |= {name: int(given[name]) for name in ("times",) if name in given}
    return add_rule(session.store, "webhook", rule, given.get("count", 1))


def add_api_rule(session: Session, given: Json) -> Json:
    """Let the next calls of an operation go wrong."""
    return add_rule(session.store, "api", fault_rule(given), given.get("count", 1))


def list_rules(session: Session, _given: Json) -> Json:
    """Return the rules that are still in force."""
    return {"data": all_rules(session.store)}


def delete_rules(session: Session, _given: Json) -> Json:
    """Behave again."""
    return {"deleted": session.store.change("DELETE FROM rules")}


def list_deliveries(session: Session, given: Json) -> Json:
    """Return deliveries in the order they were queued, of one `event`, `type` or `status`."""
    tests = [f"{name} = ?" for name in ("event", "type", "status") if name in given]
    values = [given[name] for name in ("event", "type", "status") if name in given]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    rows = session.store.rows(f"SELECT * FROM deliveries{where} ORDER BY seq", *values)
    return {"data": [dict(row) for row in rows]}


def make_event(session: Session, given: Json) -> Json:
    """Emit an event about any object, such as one that the API wouldn't emit again."""
    body = session.anywhere(given["object"]) if isinstance(given["object"], str) else given["object"]
    if body is None:
        raise StripeError(404, f"No such object: '{given['object']}'")
    scope = session.scoped(given.get("account", session.account))
    return emit(scope, given["type"], body, livemode=bool(given.get("livemode", False)))


def redeliver(session: Session, given: Json, identifier: str) -> Json:
    """Deliver an event again, `times` times, to every endpoint that listens to it."""
    event = session.anywhere(identifier)
    if event is None:
        raise StripeError(404, f"No such event: '{identifier}'")
    endpoints = endpoints_for(session.scoped(event.get("account", "")), event["type"])
    rounds = int(given.get("times", 1))
    numbers = [add_delivery(session, event, name, time.time()) for _ in range(rounds) for name in endpoints]
    return {"queued": len(numbers), "deliveries": numbers}


def list_calls(session: Session, given: Json) -> Json:
    """Return the API calls made, oldest first, and their count; of one `operation` (`payment_intents.*`) if given."""
    pattern = given.get("operation", "*")
    rows = session.store.rows("SELECT * FROM calls WHERE operation GLOB ? ORDER BY seq", pattern)
    calls = [dict(row) | {"params": load(row["params"]), "replayed": bool(row["replayed"])} for row in rows]
    return {"count": len(calls), "data": calls}


def forget_calls(session: Session, _given: Json) -> Json:
    """Start counting calls from nothing."""
    return {"deleted": session.store.change("DELETE FROM calls")}


def prune_keys(session: Session, _given: Json) -> Json:
    """Forget every idempotency key, as Stripe may after 24 hours."""
    return {"deleted": session.store.change("DELETE FROM idempotency")}
