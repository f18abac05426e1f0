"""Invariants that hold after every step, whichever actor took it and whatever failed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.credit.ledger import MOST_LISTED
from tests.simulation import conservation
from tests.simulation.dynamo.table import Change
from tests.simulation.features import POSITIONS
from tests.simulation.ledger_facts import (
    ENTRIES,
    Facts,
    PatientLedger,
    holder_of,
    is_of_card,
    is_patients,
    plain,
    read_ledger,
    unapplied,
)
from tests.simulation.service import CREDIT, DEPLOYMENT, Service
from tests.simulation.stripe.world import Json


class Violated(BaseException):
    """An invariant does not hold: the sentence names it, with ids and amounts. No `except Exception` may hide it."""


@dataclass
class Invariants:
    """Check what changed since it last looked."""

    service: Service
    checks: int = 0
    _changes: int = 0
    _objects: int = 0
    _stripe: int = 0
    _elsewhere: set[str] = field(default_factory=set)

    def after_step(self) -> None:
        """Raises Violated."""
        for sentence in self._violations():
            raise Violated(sentence)

    def _violations(self) -> Iterator[str]:
        self.checks += 1
        table = self.service.database.tables[CREDIT]
        new, self._changes = table.changes[self._changes :], len(table.changes)
        yield from (sentence for change in new for sentence in self._of_change(change))
        for pk in dict.fromkeys(change.key[0].removeprefix(ENTRIES) for change in new):
            if is_patients(pk):
                yield from find_discrepancies(read_ledger(table, pk), dashboard=bool(self._elsewhere))
        yield from self._at_stripe()
        yield from self._receipts()

    def _of_change(self, change: Change) -> Iterator[str]:
        before, after = change.before, change.after
        if change.key[1].startswith("entry#") and before is not None:
            yield f"entry {change.key} was changed"
        if not change.key[1].startswith("payment#"):
            return
        was, now = plain(before) if before else {}, plain(after) if after else {}
        if now.get("kind") == "moved":
            yield from self._moved(change.key, was)
            return
        if was.get("status") == "succeeded" and now.get("status") != "succeeded":
            yield f"payment {change.key[1]} left `succeeded`"
        if now.get("status") == "succeeded" and was.get("status") != "succeeded" and is_of_card(now):
            yield from self._credited(change.key, now)

    def _moved(self, key: tuple[str, str], was: Facts) -> Iterator[str]:
        """Moved whole, once: the other patient has it in the same state."""
        table, payment_id = self.service.database.tables[CREDIT], key[1].removeprefix("payment#")
        now = read_ledger(table, holder_of(table, key[0], payment_id)).payments.get(payment_id, {})
        if was.get("kind") != "payment" or "amount" not in now or was["amount"] != now["amount"]:
            yield f"{key[1]} did not move whole"

    def _credited(self, key: tuple[str, str], payment: Facts) -> Iterator[str]:
        """Credited only if Stripe confirms it, of this payment and to the last detail."""
        intent = self.service.stripe_world.objects.get(payment.get("payment_intent_id", ""), {})
        wanted = {
            "status": "succeeded",
            "amount_received": payment["amount"],
            "currency": payment["currency"],
            "livemode": False,
        }
        wrong = [name for name, value in wanted.items() if intent.get(name) != value]
        to = (intent.get("transfer_data") or {}).get("destination")
        wrong += ["destination"] if to != payment.get("account_id") else []
        metadata = intent.get("made_with", {})
        wrong += ["payment"] if f"payment#{metadata.get('payment_id')}" != key[1] else []
        if wrong:
            yield f"{key[1]} was credited though Stripe does not agree on {wrong}"

    def _at_stripe(self) -> Iterator[str]:
        objects = self.service.stripe_world.objects
        if len(objects) == self._stripe:
            return
        new, self._stripe = list(objects.values())[self._stripe :], len(objects)
        yield from conservation.violations(self.service.stripe_world)
        for made in new:
            if made["object"] == "refund" and "refund_id" not in made["metadata"]:
                self._elsewhere.add(made["id"])
            yield from self._made(made)

    def _made(self, made: Json) -> Iterator[str]:
        """One PaymentIntent a payment, one live refund a refund, one reversal and one return a dispute."""
        match made["object"]:
            case "payment_intent" if made["made_with"].get("deployment") == DEPLOYMENT and "forged" not in made:
                yield from self._only_one_live(made)
                ids = made["made_with"]
                table = self.service.database.tables[CREDIT]
                if table.get((f"{ids['clinic_id']}#{ids['patient_id']}", f"payment#{ids['payment_id']}")) is None:
                    yield f"Stripe was asked for {made['id']} before the payment was written"
            case "refund" if "refund_id" in made["metadata"]:
                yield from self._only_one(made, "refund_id")
            case "transfer_reversal" | "transfer" if "dispute_id" in made["metadata"]:
                yield from self._only_one(made, "dispute_id")

    def _only_one_live(self, made: Json) -> Iterator[str]:
        """A second PaymentIntent of a payment is made only once the first was canceled."""
        payment_id, world = made["made_with"]["payment_id"], self.service.stripe_world
        same = [each for each in world.all("payment_intent") if each["made_with"].get("payment_id") == payment_id]
        live = [each["id"] for each in same if not {"forged", "late"} & set(each) and each["status"] != "canceled"]
        if len(live) > 1 or (len(same) > 1 and not POSITIONS):
            yield f"payment_intent made {len(same)} times for {payment_id}: {live}"

    def _only_one(self, made: Json, name: str) -> Iterator[str]:
        same = [
            other["id"]
            for other in self.service.stripe_world.all(made["object"])
            if other["metadata"].get(name) == made["metadata"][name] and "forged" not in other
        ]
        if len(same) > 1:
            yield f"{made['object']} made {len(same)} times for {made['metadata'][name]}: {same}"

    def _receipts(self) -> Iterator[str]:
        objects = self.service.s3.objects
        if len(objects) == self._objects:
            return
        self._objects = len(objects)
        table = self.service.database.tables[CREDIT]
        for key in objects:
            _, clinic, patient, name = key.split("/")
            payment_id = name.removesuffix(".pdf").removesuffix("-duplicate")
            holder = holder_of(table, f"{clinic}#{patient}", payment_id)
            payment = table.get((holder, f"payment#{payment_id}"))
            if payment is None or payment["status"]["S"] != "succeeded":
                yield f"there is a receipt of {payment_id} without its payment"


def find_discrepancies(ledger: PatientLedger, *, dashboard: bool = False) -> Iterator[str]:
    """The discrepancies of one patient's ledger. `dashboard`: a dashboard refund, which may overdraw."""
    paid = {payment_id: one for payment_id, one in ledger.payments.items() if one["status"] == "succeeded"}
    balance = ledger.credit.get("balance", 0)
    posted, left = sum(entry["amount"] for entry in ledger.entries), sum(map(unapplied, paid.values()))
    if not balance == posted == left:
        yield f"balance {balance}, entries {posted}, unapplied {left}"
    entries = (entry for entry in (*ledger.entries, *ledger.earlier) if entry["payment_id"] not in ledger.moved)
    top_ups = Counter(entry["payment_id"] for entry in entries if entry["entry_kind"] == "top_up")
    paid = {payment_id: one for payment_id, one in paid.items() if is_of_card(one)}
    if top_ups != Counter(list(paid)):
        yield f"top-up entries {dict(top_ups)} are not one for each of {sorted(paid)}"
    intents = Counter(one["payment_intent_id"] for one in paid.values())
    yield from (f"{intent} was credited {times} times" for intent, times in intents.items() if times > 1)
    if ledger.credit.get("payments_unapplied", 0) != sum(unapplied(one) > 0 for one in ledger.payments.values()):
        yield "the count of unapplied payments is wrong"
    yield from _unapplied(ledger)
    yield from _locations(ledger)
    for invoice_id, owed in ledger.invoices.items():
        yield from _invoice(ledger.applications, invoice_id, owed)
    for payment_id, one in ledger.payments.items():
        yield from _payment(ledger, payment_id, one, dashboard=dashboard)


def _unapplied(ledger: PatientLedger) -> Iterator[str]:
    """The balance lists them in order, as many as it may, and no other payment."""
    listed = json.loads(ledger.credit.get("unapplied", "[]"))
    left = (one for one in ledger.payments.values() if unapplied(one) > 0)
    known = sorted(one["clinic_order"].removeprefix("unapplied#") for one in left)
    if listed != sorted(set(listed) & set(known)) or (len(known) <= MOST_LISTED and listed != known):
        yield f"listed as unapplied are {listed} where {known} is right"


def _invoice(records: list[Facts], invoice_id: str, owed: Facts) -> Iterator[str]:
    """Credited is what the applications say; more than is owed only while it is being given back."""
    listed = {
        f"record#{payment_id}#{record_id}" for payment_id, record_id in json.loads(owed.get("applications", "[]"))
    }
    active = sum(one["amount"] for one in records if one["sk"] in listed and "unapplied_at" not in one)
    if owed["credited"] != active:
        yield f"invoice {invoice_id} has {owed['credited']} credited but applications of {active}"
    if owed["credited"] > (0 if owed.get("is_void") else owed["amount"]) and "todo_at" not in owed:
        yield f"invoice {invoice_id} of {owed['amount']} has {owed['credited']} credited"


def _locations(ledger: PatientLedger) -> Iterator[str]:
    places: Counter[str] = Counter()
    for one in ledger.payments.values():
        places[one["location_id"]] += unapplied(one)
    known = ledger.credit.get("by_location", {})
    if any(known.get(place, 0) != places[place] for place in {*places, *known}):
        yield f"by location {known} where {dict(places)} is right"


def _payment(ledger: PatientLedger, payment_id: str, one: Facts, *, dashboard: bool) -> Iterator[str]:
    """Applied, refunded and disputed are what the records say; together with unapplied they are the amount."""
    sums = {
        "applied": sum(each["amount"] for each in ledger.of(payment_id, "application") if "unapplied_at" not in each),
        "refunded": sum(each["amount"] for each in ledger.of(payment_id, "refund") if each["status"] != "failed"),
        "disputed": sum(map(_taken, ledger.of(payment_id, "dispute"))),
        "transferred": sum(each["amount"] for each in ledger.of(payment_id, "transfer")),
    }
    for name, total in sums.items():
        if one.get(name, 0) != total or total < 0:
            yield f"{payment_id} has {one.get(name, 0)} {name} but records of {total}"
    if one["applied"] + one["refunded"] > one["amount"] and not dashboard:
        yield f"{payment_id} of {one['amount']} has {one['applied']} applied and {one['refunded']} refunded"
    lines = {entry["sk"] for entry in ledger.entries if entry["payment_id"] == payment_id}
    if lines != {f"entry#{seq:012d}" for seq in one.get("lines", ())}:
        yield f"{payment_id} does not know its own lines"


def _taken(dispute: Facts) -> int:
    """The amount a dispute holds of a payment: as posted so far, or by its two dates in what was written before."""
    if "taken" in dispute:
        return int(dispute["taken"])
    return int(dispute["amount"]) if "withdrawn_at" in dispute and "reinstated_at" not in dispute else 0
