"""The same life twice: once with every event delivered, once with some of them lost. Sweeps must make them equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from chalicelib.stripe_gateway.events import EVENTS
from tests.simulation import conservation, flows
from tests.simulation.ledger_facts import patients, read_ledger, unapplied
from tests.simulation.money_story import MAIN, NORTH, Story, story
from tests.simulation.service import CREDIT
from tests.simulation.stripe import dashboard, disputes, money_back
from tests.simulation.stripe.world import Json, RefusedError
from tests.simulation.virtual_time import DAY_S, HOUR_S

Act = Callable[[Story, Random], None]
AMOUNTS = (500, 3_000, 7_000, 12_000)
Ending = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Life:
    """One life's end, and the types of the events that Stripe sent in it: two lives are equal by their ends."""

    end: Ending
    sent: frozenset[str] = field(compare=False)


def life(seed: int, lose: Callable[[Json], bool]) -> Life:
    """The outcome of one seed's life when the events that `lose` names never arrive. A seed's acts are the same."""
    random = Random(seed)
    with story() as told:
        told.lose = lose
        told.paid()
        told.sweeps(660.0)
        if random.random() < 0.3:
            told.refund(random.choice((500, 3_000)))
        for _ in range(random.choice((2, 4, 6, 8))):
            random.choice(ACTS)(told, random)
            told.sweeps(*random.choice(((), (600.0,), (7 * HOUR_S,))))
        _decide(told, random)
        told.month()
        return Life(ending(told), frozenset(event["type"] for event in told.stripe.events))


def types_lost(seed: int) -> Callable[[Json], bool]:
    """All events of some of the handled types are lost, and of the others every third, all or none."""
    random = Random(f"lost {seed}")
    share = random.choice((0.0, 0.3, 1.0))
    never = {kind for kind in EVENTS if random.random() < 0.4}
    return lambda event: event["type"] in never or random.random() < share


WARNINGS = ("radar.early_fraud_warning.created", "radar.early_fraud_warning.updated")


def ending(told: Story) -> Ending:
    """The money of both sides: balance, each payment's parts and hold, each dispute's state, and what accounts hold."""
    table = told.day.service.database.tables[CREDIT]
    found: Ending = {}
    for pk in patients(table):
        ledger = read_ledger(table, pk)
        found["balance"] = ledger.credit.get("balance", 0)
        for payment_id, one in ledger.payments.items():
            parts = {name: one[name] for name in ("amount", "applied", "refunded", "disputed")}
            facts = {"status": one["status"], "unapplied": unapplied(one), "held": "hold" in one}
            found[payment_id] = facts | parts
        for record in ledger.records:
            if record["kind"] == "dispute":
                found[record["sk"]] = record["status"]
            if record["kind"] == "position" and record["expected"] != record["confirmed"]:
                found[record["sk"]] = (record["expected"], record["confirmed"])
    north = told.day.service.clinics.get("clinic_demo").account(NORTH)
    assert north is not None
    known = (north.inactive_capabilities, north.charges_enabled, north.payouts_enabled)
    found[NORTH] = "disconnected" if north.deauthorized else known  # Of one that can't be read, the last is kept.
    found["accounts"] = {one.charge["id"]: one.has for one in conservation.charges(told.stripe)}
    found["wrong"] = list(conservation.unsettled(told.stripe))
    return found


def _refunds(told: Story, random: Random) -> None:
    """In the dashboard; without reversal where the transfer has too little left."""
    amount, reverse = random.choice(AMOUNTS), random.random() < 0.5
    for attempt in (reverse, False):
        try:
            money_back.refund(told.stripe, "pi_1", amount, {}, reverse=attempt)
        except RefusedError:
            continue
        return


def _bank(told: Story, random: Random) -> None:
    """The oldest refund that is under way ends; one that has ended may still fail."""
    status = random.choice(("succeeded", "succeeded", "failed"))
    for made in reversed(list(told.stripe.all("refund"))):
        if made["status"] == "pending" or (made["status"] == "succeeded" and status == "failed"):
            money_back.finish_refund(told.stripe, made, status)
            return


def _disputes(told: Story, random: Random) -> None:
    amount = random.choice((None, *AMOUNTS))
    disputes.dispute(told.stripe, "pi_1", inquiry=random.random() < 0.3, amount=amount, again=True)


def _moves(told: Story, random: Random) -> None:
    """The newest dispute moves in one of the ways that are open to it."""
    known = next(told.stripe.all("dispute"), None)
    part = random.choice(AMOUNTS)
    if known is None:
        return
    match random.choice(_ways(known)):
        case "escalate":
            disputes.escalate(told.stripe, known, part)
        case "won" | "lost" as decision:
            disputes.decide(told.stripe, known, decision)
        case "part":
            disputes.decide(told.stripe, known, "lost", min(part, disputes.net_withdrawn(known)))
        case "again":
            disputes.reinstate(told.stripe, known)
            told.hear()
            disputes.withdraw(told.stripe, known, fee=0)
        case "overturn":
            disputes.overturn(told.stripe, known)
        case "prevent":
            disputes.prevent(told.stripe, known)


def _ways(known: Json) -> tuple[str, ...]:
    has_taken = disputes.net_withdrawn(known) > 0
    match known["status"]:
        case disputes.INQUIRY:
            return ("escalate", "escalate", "prevent")
        case "needs_response":
            return ("won", "lost", "prevent", *(("part", "again") if has_taken else ()))
        case "lost" if has_taken:
            return ("overturn", "rest")
    return ("rest",)


def _warnings(told: Story, random: Random) -> None:
    """The card's issuer reports the charge as likely fraud, before or after anything else."""
    disputes.warn(told.stripe, "pi_1")


def _accounts(told: Story, random: Random) -> None:
    """The clinic's other account changes, so that top-ups go on whatever is known of it."""
    change = random.choice(("transfers", "card_payments", "bank account", "disabled", "deauthorize", "authorize"))
    match change:
        case "bank account":
            told.stripe.objects[NORTH]["payouts_enabled"] = random.random() < 0.5
            told.stripe.emit("account.external_account.updated", {"id": "ba_1", "account": NORTH}, account=NORTH)
        case "disabled":
            dashboard.change_account(told.stripe, NORTH, charges_enabled=random.random() < 0.5)
        case "deauthorize":
            dashboard.deauthorize(told.stripe, NORTH)
        case "authorize":
            dashboard.authorize(told.stripe, NORTH)
        case capability:
            dashboard.set_capability(told.stripe, NORTH, capability, random.choice(("active", "inactive")))


def _payers(told: Story, random: Random) -> None:
    """Another top-up is declined, thought about by the bank, paid, or left."""
    number = len(list(told.stripe.all("payment_intent")))
    intent_id = flows.start(told.day, flows.asked(f"key-{number + 1}", 500))
    for act in random.choice(((), ("decline",), ("decline", "pay"), ("process",), ("process", "pay"))):
        getattr(told.stripe, act)(intent_id)
        told.hear()


def _payouts(told: Story, random: Random) -> None:
    """A week later, as a charge's money is not available before."""
    told.sweeps(8 * DAY_S)
    dashboard.pay_out(told.stripe, MAIN)


def _decide(told: Story, random: Random) -> None:
    """Nothing stays open at the bank."""
    for made in list(told.stripe.all("refund", status="pending")):
        money_back.finish_refund(told.stripe, made, random.choice(("succeeded", "failed")))
    for intent in list(told.stripe.all("payment_intent", status="processing")):
        told.stripe.pay(intent["id"])
    for opened in list(told.stripe.all("dispute")):
        disputes.decide(told.stripe, opened, random.choice(("won", "lost")))


ACTS: tuple[Act, ...] = (
    *(_refunds, _bank, _bank, _disputes, _disputes, _moves, _moves, _moves, _moves, _warnings),
    *(_accounts, _accounts, _payers, _payouts),
)
