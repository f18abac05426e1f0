"""Other events at Stripe and in the clinic: short balances, accounts, customers, fraud warnings, operators."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chalicelib.credit.errors import CreditError, NotFound
from tests.simulation.day import PEOPLE, Day
from tests.simulation.stripe import dashboard, disputes, money_back
from tests.simulation.stripe.balances import PLATFORM
from tests.simulation.stripe.world import Json, RefusedError
from tests.simulation.virtual_time import HOUR_S

ACCOUNT = "acct_main"
AMOUNTS = (100, 500, 3_000, 12_000)
EVENTS = (
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.succeeded",
    "payment_intent.succeeded",
    "payment_intent.canceled",
    "account.updated",
    "capability.updated",
    "account.application.deauthorized",
    "radar.early_fraud_warning.created",
)


def weather(day: Day, changes: int) -> None:
    """Change the possibilities, a few times."""
    for _ in range(changes):
        day.scheduler.sleep(day.random.choice((1.0, 60.0, 900.0, 5 * HOUR_S)))
        name, change = day.random.choice(CHANGES)
        day.happens(name, partial(change, day))


def prepare(day: Day) -> None:
    """The clinic's accounts are at Stripe, where they can change; some events are never delivered."""
    for account_id in (ACCOUNT, "acct_north"):
        dashboard.add_account(day.stripe, account_id)
    if day.random.random() < 0.5:
        day.lost.update(day.random.sample(EVENTS, day.random.randrange(1, len(EVENTS))))


def _short(day: Day) -> None:
    day.stripe.short ^= {day.random.choice((ACCOUNT, PLATFORM))}


def _capability(day: Day) -> None:
    name, status = day.random.choice(("transfers", "card_payments")), day.random.choice(("active", "inactive"))
    dashboard.set_capability(day.stripe, ACCOUNT, name, status)


def _disconnects(day: Day) -> None:
    if day.stripe.objects[ACCOUNT].get("deauthorized"):
        dashboard.authorize(day.stripe, ACCOUNT)
    else:
        dashboard.deauthorize(day.stripe, ACCOUNT)


def _customer(day: Day) -> None:
    known = [each for each in day.stripe.all("customer") if not each.get("deleted")]
    if known:
        dashboard.delete_customer(day.stripe, day.random.choice(known)["id"])


def _warning(day: Day) -> None:
    ours = paid_intents(day)
    if ours:
        disputes.warn(day.stripe, day.random.choice(ours)["id"])


def _metadata(day: Day) -> None:
    ours = paid_intents(day)
    if ours:
        dashboard.edit_metadata(day.stripe, day.random.choice(ours)["id"])


def _broken(day: Day) -> None:
    day.stripe.breaking.append(day.random.choice(("/v1/payment_intents", "/v1/refunds", "/v1/transfers")))


def _payout(day: Day) -> None:
    dashboard.pay_out(day.stripe, ACCOUNT)


def _refund(day: Day) -> None:
    ours = paid_intents(day)
    amount, reverse = day.random.choice(AMOUNTS), day.random.random() < 0.5
    if ours:
        _try(lambda: money_back.refund(day.stripe, day.random.choice(ours)["id"], amount, {}, reverse=reverse))


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except RefusedError:
        return


def _other_mode(day: Day) -> None:
    about = {**day.stripe.objects[ACCOUNT], "charges_enabled": False}
    day.stripe.emit("account.updated", about, account=ACCOUNT, livemode=not day.stripe.livemode)


CHANGES: tuple[tuple[str, Callable[[Day], None]], ...] = (
    ("a balance is short, or is not any more", _short),
    ("a capability changes", _capability),
    ("the clinic disconnects its account, or connects it again", _disconnects),
    ("a customer is deleted", _customer),
    ("a fraud warning arrives", _warning),
    ("metadata is removed", _metadata),
    ("Stripe will break", _broken),
    ("Stripe pays out", _payout),
    ("a refund is made in the dashboard", _refund),
    ("an event of the other mode arrives", _other_mode),
)


def clears_up(day: Day) -> None:
    """Every balance suffices and every account works again; nothing breaks."""
    day.stripe.short.clear()
    day.stripe.breaking.clear()
    if ACCOUNT in day.stripe.objects:
        dashboard.authorize(day.stripe, ACCOUNT)
        for name in ("transfers", "card_payments"):
            dashboard.set_capability(day.stripe, ACCOUNT, name, "active")


def move_dispute(day: Day) -> None:
    """One dispute is opened, or moves in one of the ways in which Stripe's disputes do."""
    world, random = day.stripe, day.random
    known = list(world.all("dispute"))
    if known and random.random() < 0.7:
        chosen = random.choice(known)
        random.choice(MOVES)(day, chosen)
    elif paid_intents(day):
        intent_id = random.choice(paid_intents(day))["id"]
        amount = random.choice((None, *AMOUNTS))
        disputes.dispute(world, intent_id, inquiry=random.random() < 0.3, amount=amount, again=True)


def _escalates(day: Day, chosen: Json) -> None:
    disputes.escalate(day.stripe, chosen, day.random.choice((None, *AMOUNTS)))


def _decided(day: Day, chosen: Json) -> None:
    net = disputes.net_withdrawn(chosen)
    part = day.random.choice((None, None, max(net // 2, 0)))
    disputes.decide(day.stripe, chosen, day.random.choice(("won", "lost")), part if net > 0 else None)


def _overturned(day: Day, chosen: Json) -> None:
    if chosen["status"] == "lost" and disputes.net_withdrawn(chosen) > 0:
        disputes.overturn(day.stripe, chosen)


def _prevented(day: Day, chosen: Json) -> None:
    if chosen["status"] in ("needs_response", disputes.INQUIRY):
        disputes.prevent(day.stripe, chosen)


def _again(day: Day, chosen: Json) -> None:
    if chosen["status"] == "needs_response" and disputes.net_withdrawn(chosen) > 0:
        disputes.reinstate(day.stripe, chosen)
        if day.random.random() < 0.7:
            disputes.withdraw(day.stripe, chosen, fee=0)


MOVES = (_escalates, _decided, _decided, _overturned, _prevented, _again)


def paid_intents(day: Day) -> list[Json]:
    """PaymentIntents of the service that were paid."""
    return [one for one in day.stripe.all("payment_intent", status="succeeded") if "forged" not in one]


def operator(day: Day, deeds: int) -> None:
    """Provisions the clinic again, and forgets patients whose payments are all done."""
    service = day.service
    for _ in range(deeds):
        day.scheduler.sleep(day.random.choice((60.0, HOUR_S)))
        if day.random.random() < 0.5:
            clinic = service.clinics.get("clinic_demo")
            day.ask(partial(service.services.provision_clinic, clinic))
        else:
            day.erasing[day.random.choice(PEOPLE)] = None
            day.ask(lambda: erase(day))


def erase(day: Day) -> None:
    """The operator's command for each patient who asked, repeated as the guide advises until it succeeds."""
    for patient in tuple(day.erasing):
        try:
            day.service.services.erase_patient(patient)
        except NotFound:
            pass
        except CreditError:
            continue
        day.erasing.pop(patient)
