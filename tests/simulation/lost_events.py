"""The same life twice: once with every event delivered, once with some of them lost. Sweeps must make them equal."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.simulation import conservation
from tests.simulation.ledger_facts import patients, read_ledger, unapplied
from tests.simulation.money_story import Story, story
from tests.simulation.service import CREDIT
from tests.simulation.stripe import disputes, money_back
from tests.simulation.stripe.world import Json, RefusedError
from tests.simulation.virtual_time import HOUR_S

Act = Callable[[Story, Random], None]
AMOUNTS = (500, 3_000, 7_000, 12_000)
Ending = dict[str, Any]


def life(seed: int, lose: Callable[[Json], bool]) -> Ending:
    """The outcome of one seed's life when the events that `lose` names never arrive. A seed's acts are the same."""
    random = Random(seed)
    with story() as told:
        told.lose = lose
        told.paid()
        told.sweeps(660.0)
        if random.random() < 0.3:
            told.refund(random.choice((500, 3_000)))
        for _ in range(random.choice((1, 2, 4, 6))):
            random.choice(ACTS)(told, random)
            told.sweeps(*random.choice(((), (600.0,), (7 * HOUR_S,))))
        _decide(told, random)
        told.month()
        return ending(told)


def types_lost(seed: int) -> Callable[[Json], bool]:
    """All events of some types are lost, and of the others every third."""
    random = Random(f"lost {seed}")
    share = random.choice((0.0, 0.3, 1.0))
    never = {kind for kind in KINDS if random.random() < 0.4}
    return lambda event: event["type"] in never or random.random() < share


MOVES = ("escalate", "won", "lost", "part", "again", "overturn", "prevent")
WARNINGS = ("radar.early_fraud_warning.created", "radar.early_fraud_warning.updated")
KINDS = (
    *(f"charge.dispute.{each}" for each in ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated")),
    *("refund.created", "refund.updated", "refund.failed", "charge.succeeded", "payment_intent.succeeded"),
    *WARNINGS,
)


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
            if record["kind"] == "dispute" and _moved_money(told, record["sk"]):
                found[record["sk"]] = record["status"]
            if record["kind"] == "position" and record["expected"] != record["confirmed"]:
                found[record["sk"]] = (record["expected"], record["confirmed"])
    found["accounts"] = {one.charge["id"]: one.has for one in conservation.charges(told.stripe)}
    found["wrong"] = list(conservation.unsettled(told.stripe))
    return found


def _moved_money(told: Story, sk: str) -> bool:
    """An inquiry that took nothing leaves no trace but its events."""
    return bool(told.stripe.get(sk.split("#")[2])["balance_transactions"])


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
    known = next(told.stripe.all("dispute"), None)
    move, part = random.choice(MOVES), random.choice(AMOUNTS)
    if known is None:
        return
    net, is_open = disputes.net_withdrawn(known), known["status"] == "needs_response"
    match move:
        case "escalate":
            disputes.escalate(told.stripe, known, part)
        case "won" | "lost" if is_open:
            disputes.decide(told.stripe, known, move)
        case "part" if is_open and net > 0:
            disputes.decide(told.stripe, known, "lost", min(part, net))
        case "again" if is_open and net > 0:
            disputes.reinstate(told.stripe, known)
            told.hear()
            disputes.withdraw(told.stripe, known, fee=0)
        case "overturn" if known["status"] == "lost" and net > 0:
            disputes.overturn(told.stripe, known)
        case "prevent" if is_open or known["status"] == disputes.INQUIRY:
            disputes.prevent(told.stripe, known)


def _warnings(told: Story, random: Random) -> None:
    """The card's issuer reports the charge as likely fraud, before or after anything else."""
    disputes.warn(told.stripe, "pi_1")


def _decide(told: Story, random: Random) -> None:
    """Nothing stays open at the bank."""
    for made in list(told.stripe.all("refund", status="pending")):
        money_back.finish_refund(told.stripe, made, random.choice(("succeeded", "failed")))
    for opened in list(told.stripe.all("dispute")):
        disputes.decide(told.stripe, opened, random.choice(("won", "lost")))


ACTS: tuple[Act, ...] = (_refunds, _bank, _bank, _disputes, _moves, _moves, _moves, _warnings)
