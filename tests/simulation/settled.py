"""Invariants that hold once everything was delivered, retried and swept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chalicelib.credit.identity import PatientKey
from tests.simulation import conservation
from tests.simulation.dynamo.table import Table
from tests.simulation.features import POSITIONS
from tests.simulation.invariants import Violated
from tests.simulation.ledger_facts import (
    IMPORTED,
    Facts,
    PatientLedger,
    holder_of,
    is_of_card,
    patients,
    plain,
    read_ledger,
)
from tests.simulation.service import CREDIT, DEPLOYMENT, Service
from tests.simulation.stripe.world import Json

STRIPE_TO_OURS = {"pending": "pending", "succeeded": "succeeded", "failed": "failed"}


def check_settled(service: Service) -> None:
    """Raises Violated."""
    for sentence in _violations(service):
        raise Violated(f"at the end: {sentence}")


def _violations(service: Service) -> Iterator[str]:
    table = service.database.tables[CREDIT]
    for pk in patients(table):
        yield from service.services.reconcile(PatientKey(*pk.split("#")))
        ledger = read_ledger(table, pk)
        for payment_id, payment in ledger.payments.items():
            yield from _payment(service, pk, payment_id, payment)
        yield from _records(service, ledger)
        if "todo_at" in ledger.merge or (ledger.merge and ledger.payments):
            yield f"the merge of {pk} is not finished"
        if "todo_at" in ledger.credit:
            yield f"the removal of the personal data of {pk} is not finished"
        yield from (f"invoice {name} is due still" for name, owed in ledger.invoices.items() if "todo_at" in owed)
        yield from _uncounted(ledger)
        yield from _remembered(ledger)
        yield from _positions(ledger)
    yield from _known_disputes(service)
    yield from _imports(table)
    yield from _at_stripe(service) if POSITIONS else _disputes(service)


def _payment(service: Service, pk: str, payment_id: str, payment: Facts) -> Iterator[str]:
    """Credited if Stripe was paid, closed if not, and a receipt for what was credited."""
    if not is_of_card(payment):
        yield from _recorded(service, pk, payment_id, payment)
        return
    intents = [one for one in service.stripe_world.all("payment_intent") if _is_of(one, payment_id)]
    paid = any(intent["status"] == "succeeded" for intent in intents)
    for one in intents:
        if one["status"] not in ("succeeded", "canceled") and "forged" not in one:
            yield f"{one['id']} of {payment_id} is {one['status']} permanently"
    if paid != (payment["status"] == "succeeded"):
        yield f"{payment_id} is {payment['status']} but Stripe was{'' if paid else ' not'} paid"
    if payment["status"] in ("pending", "processing"):
        yield f"{payment_id} is {payment['status']} permanently"
    key = _receipt_key(pk, payment_id, payment)
    if "forgotten_at" in payment and key in service.s3.objects:
        yield f"{payment_id} was forgotten, and its receipt is there again"
    if paid and "forgotten_at" not in payment and ("receipt" not in payment or key not in service.s3.objects):
        yield f"{payment_id} has no receipt"
    if "todo_at" in payment:
        yield f"{payment_id} is due permanently"


def _recorded(service: Service, pk: str, payment_id: str, payment: Facts) -> Iterator[str]:
    """Only money that staff took has a receipt, and nothing is left to do."""
    has_one = _receipt_key(pk, payment_id, payment) in service.s3.objects
    if payment["source"] != "recorded" and has_one:
        yield f"{payment_id} of {payment['source']} has a receipt"
    if payment["source"] == "recorded" and not has_one and not {"voided", "forgotten_at"} & set(payment):
        yield f"{payment_id} was recorded and has no receipt"
    if "todo_at" in payment:
        yield f"{payment_id} is due permanently"


def _imports(table: Table) -> Iterator[str]:
    """Every line of what was committed is posted, none of what was not, and nothing is left of either."""
    items = [plain(item) for items in table.partitions.values() for item in items.values()]
    committed = sum(item["accepted"] for item in items if item["kind"] == "import")
    posted = sum(item["kind"] == "payment" and item.get("reference") == IMPORTED for item in items)
    if committed != posted:
        yield f"{committed} lines were imported and {posted} are posted"
    yield from (
        f"{item['sk']} is left of an import" for item in items if item["kind"] in ("open_import", "staged_lines")
    )


def _receipt_key(pk: str, payment_id: str, payment: Facts) -> str:
    """A receipt stays where it was made, whichever patient has the payment since."""
    clinic_id, patient_id = pk.split("#")
    first = json.loads(payment["earlier"])[0][0] if "earlier" in payment else patient_id
    return f"receipts/{clinic_id}/{first}/{payment_id}.pdf"


def _is_of(intent: Json, payment_id: str) -> bool:
    metadata = intent["made_with"]
    ours = metadata.get("deployment") == DEPLOYMENT and metadata.get("payment_id") == payment_id
    return ours and "forged" not in intent


def _records(service: Service, ledger: PatientLedger) -> Iterator[str]:
    """Every refund is as Stripe has it, and what Stripe never made was given back; disputes likewise."""
    for record in ledger.records:
        identifier = record["sk"].split("#")[2]
        if record["kind"] == "refund":
            made = _refund_at_stripe(service, identifier, record)
            wanted = STRIPE_TO_OURS[made["status"]] if made else "succeeded" if "outside" in record else "failed"
            if made and "outside" in record:
                yield f"refund {identifier} was given back in cash and at Stripe"
            if record["status"] != wanted:
                yield f"refund {identifier} is {record['status']} where Stripe has {wanted}"
        if record["kind"] == "dispute":
            yield from _dispute(service.stripe_world.get(identifier), record)


def _refund_at_stripe(service: Service, identifier: str, record: Facts) -> Json | None:
    refunds = service.stripe_world.all("refund")
    ours = (one for one in refunds if one["metadata"].get("refund_id") == identifier)
    elsewhere = service.stripe_world.objects.get(record.get("stripe_refund_id", ""))
    return next(ours, elsewhere)


def _dispute(at_stripe: Json, record: Facts) -> Iterator[str]:
    if POSITIONS:
        wanted = "warning_closed" if at_stripe["status"] == "prevented" else at_stripe["status"]
        if record["status"] not in (at_stripe["status"], wanted):
            yield f"dispute {at_stripe['id']} is {record['status']} where Stripe has {at_stripe['status']}"
        return
    moved = bool(at_stripe["balance_transactions"])
    if moved != ("withdrawn_at" in record):
        yield f"dispute {at_stripe['id']}: Stripe took the money: {moved}, our ledger differs"
    if (at_stripe["status"] == "won") != ("reinstated_at" in record):
        yield f"dispute {at_stripe['id']} is {at_stripe['status']} at Stripe, our ledger differs"


def _known_disputes(service: Service) -> Iterator[str]:
    table = service.database.tables[CREDIT]
    known = {sk.split("#")[2] for items in table.partitions.values() for sk in items if sk.startswith("record#")}
    for dispute in service.stripe_world.all("dispute"):
        if dispute["id"] not in known:
            yield f"dispute {dispute['id']} is not recorded"


def _at_stripe(service: Service) -> Iterator[str]:
    """Each account holds what it should, and every payment lost exactly what Stripe took."""
    world, table = service.stripe_world, service.database.tables[CREDIT]
    yield from conservation.unsettled(world, bears_dispute_fees=service.bears_dispute_fees)
    for one in conservation.charges(world):
        ids = world.get(one.charge["payment_intent"])["made_with"]
        pk = holder_of(table, f"{ids['clinic_id']}#{ids['patient_id']}", ids["payment_id"])
        ledger = read_ledger(table, pk)
        payment = ledger.payments[ids["payment_id"]]
        fee = payment.get("application_fee", 0)
        if fee != one.application_fee:
            yield f"{ids['payment_id']} has a fee of {fee}, at Stripe {one.application_fee}"
        disputed = payment["disputed"] + _disputed_elsewhere(service, ids["payment_id"])
        if (payment["refunded"], disputed) != (one.refunded, one.taken):
            lost = f"{payment['refunded']} refunded and {disputed} disputed"
            yield f"{ids['payment_id']} has {lost}, at Stripe {one.refunded} and {one.taken}"


def _disputed_elsewhere(service: Service, payment_id: str) -> int:
    """The amount that disputes of a payment took of the credit that was transferred from it."""
    table = service.database.tables[CREDIT]
    records = (record for pk in patients(table) for record in read_ledger(table, pk).records)
    return sum(int(each["taken"]) for each in records if each.get("share_of") == payment_id)


def _uncounted(ledger: PatientLedger) -> Iterator[str]:
    """Every invoice counts all that was applied to its id, whichever patient had the payment."""
    for invoice_id, owed in ledger.invoices.items():
        made = (one for one in ledger.applications if one["invoice_id"] == invoice_id and "unapplied_at" not in one)
        applied = sum(one["amount"] for one in made)
        if applied != owed["credited"]:
            yield f"invoice {invoice_id} has {owed['credited']} credited where {applied} is applied to its id"


def _remembered(ledger: PatientLedger) -> Iterator[str]:
    """Nothing names a forgotten patient: no person, no payment, no words on an invoice."""
    if "forgotten_at" not in ledger.credit:
        return
    named = [payment_id for payment_id, one in ledger.payments.items() if one.get("patient_name")]
    named += [invoice_id for invoice_id, owed in ledger.invoices.items() if "label" in owed]
    if ledger.has_person or named:
        yield f"{ledger.credit['pk']} was forgotten and is named again: {named}"


def _positions(ledger: PatientLedger) -> Iterator[str]:
    """Whatever the mover confirmed is what it wanted, and it waits for nothing."""
    for record in ledger.records:
        if record["kind"] == "position" and (record["expected"] != record["confirmed"] or "todo_at" in record):
            yield f"{record['sk']} expects {record['expected']} and confirmed {record['confirmed']}"


def _disputes(service: Service) -> Iterator[str]:
    """The clinic's account paid for disputes that were lost, once, and for no others."""
    world = service.stripe_world
    for dispute in world.all("dispute"):
        taken = _sum(world.all("transfer_reversal"), dispute["id"])
        given = _sum(world.all("transfer"), dispute["id"])
        owed = dispute["balance_transactions"] and dispute["status"] != "won"
        wanted = min(dispute["amount"], taken + _left(service, dispute)) if owed else 0
        if taken - given != wanted:
            yield f"the clinic paid {taken - given} for dispute {dispute['id']} ({dispute['status']}) of {wanted}"


def _left(service: Service, dispute: Json) -> int:
    """The part of the payment's transfer that is still the clinic's: refunds took their part."""
    charge = service.stripe_world.get(service.stripe_world.get(dispute["payment_intent"])["latest_charge"])
    transfer = service.stripe_world.get(charge["transfer"]) if charge["transfer"] else {"amount": 0}
    return int(transfer["amount"] - transfer.get("amount_reversed", 0))


def _sum(found: Iterator[Json], dispute_id: str) -> int:
    return sum(one["amount"] for one in found if one["metadata"].get("dispute_id") == dispute_id)
