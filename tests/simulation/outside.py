"""Events outside the service: banks, cardholders, staff in Stripe's dashboard, forgers, and time."""

from __future__ import annotations

from tests.simulation.clinic_deeds import AMOUNTS
from tests.simulation.day import Day
from tests.simulation.features import POSITIONS
from tests.simulation.stripe import disputes, money_back
from tests.simulation.stripe.world import Json, RefusedError
from tests.simulation.virtual_time import DAY_S, HOUR_S, MINUTE_S
from tests.simulation.weather import move_dispute

JUMPS = (2 * MINUTE_S, 11 * MINUTE_S, 11 * MINUTE_S, 5 * HOUR_S, 23.6 * HOUR_S, 24.3 * HOUR_S, 31 * DAY_S)
OPEN_DISPUTES = ("needs_response", "warning_needs_response", "under_review")


def time_passes(day: Day, jumps: int) -> None:
    """Much time passes at once, a few times."""
    for _ in range(jumps):
        day.scheduler.sleep(day.random.choice((3.0, 30.0, 120.0, 310.0)))
        day.scheduler.jump(day.random.choice(JUMPS))


def bank(day: Day, decisions: int) -> None:
    """Take refunds, send them back, and decide about payments that it thought about."""
    for _ in range(decisions):
        day.scheduler.sleep(day.random.choice((0.5, 30.0, 900.0)))
        day.happens("the bank decides", lambda: decide_something(day))


def decide_something(day: Day) -> None:
    """About one refund or payment."""
    world = day.stripe
    for intent in list(world.all("payment_intent", status="processing")):
        if day.random.random() < 0.5:
            world.pay(intent["id"])
    refunds = [one for one in world.all("refund") if one["status"] != "failed"]
    if refunds:
        one = day.random.choice(refunds)
        wanted = "failed" if one["status"] == "succeeded" else day.random.choice(("succeeded", "succeeded", "failed"))
        if one["status"] != "succeeded" or day.random.random() < 0.2:
            money_back.finish_refund(world, one, wanted)


def cardholder(day: Day, moves: int) -> None:
    """Ask, dispute, win and lose."""
    for _ in range(moves):
        day.scheduler.sleep(day.random.choice((1.0, 40.0, 700.0)))
        day.happens("a dispute moves", lambda: (move_dispute if POSITIONS else _move_dispute)(day))


def _move_dispute(day: Day) -> None:
    world = day.stripe
    ours = [one for one in world.all("payment_intent", status="succeeded") if "forged" not in one]
    opened = [one for one in world.all("dispute") if one["status"] in OPEN_DISPUTES]
    if opened and day.random.random() < 0.6:
        chosen = day.random.choice(opened)
        if not chosen["balance_transactions"] and day.random.random() < 0.5:
            disputes.escalate(world, chosen)
        else:
            disputes.decide(world, chosen, day.random.choice(("won", "lost")))
    elif ours:
        disputes.dispute(world, day.random.choice(ours)["id"], inquiry=day.random.random() < 0.3)


def dashboard(day: Day) -> None:
    """A staff member refunds in Stripe's dashboard, past the service."""
    day.scheduler.sleep(day.random.choice((20.0, 200.0)))
    ours = [one for one in day.stripe.all("payment_intent", status="succeeded") if "forged" not in one]
    if ours:
        chosen = day.random.choice(ours)["id"]
        day.happens(f"a staff member refunds {chosen} in the dashboard", lambda: _refund_elsewhere(day, chosen))


def _refund_elsewhere(day: Day, intent_id: str) -> None:
    try:
        money_back.refund(day.stripe, intent_id, 500, {}, reverse=True)
    except RefusedError:
        return


def forger(day: Day, forgeries: int) -> None:
    """Make PaymentIntents elsewhere on the same Stripe account that point at the service's own rows."""
    for _ in range(forgeries):
        day.scheduler.sleep(day.random.choice((1.0, 30.0)))
        if day.started:
            day.happens("a PaymentIntent is forged", lambda: _forge(day))


def _forge(day: Day) -> None:
    """It claims that it was paid, and is wrong in one way at least."""
    world, (_, payment_id) = day.stripe, day.random.choice(day.started)
    real = next(one for one in world.all("payment_intent") if one["made_with"].get("payment_id") == payment_id)
    wrong = day.random.choice(("amount", "currency", "destination", "livemode", "id", "deployment"))
    forged: Json = {**real, "status": "succeeded", "amount_received": real["amount"], "forged": True}
    forged["metadata"] = {**real["made_with"]}
    match wrong:
        case "amount":
            forged["amount_received"] = real["amount"] + day.random.choice(AMOUNTS)
        case "currency":
            forged["currency"] = "usd"
        case "destination":
            forged["transfer_data"] = {"destination": "acct_north"}
        case "livemode":
            forged["livemode"] = True
        case "deployment":
            forged["metadata"]["deployment"] = "another"
        case "id":
            forged["id"] = f"{real['id']}_forged"
    event = world.emit("payment_intent.succeeded", forged)
    event["livemode"], event["forged"] = forged["livemode"], wrong
    day.scheduler.note(f"  with another {wrong}: {event['id']}")


NEVER_DELIVERED = ("charge.succeeded", "payment_intent.succeeded", "payment_intent.canceled")
