"""The nightly proof: made as days pass, and at the end without a difference that Stripe's disputes do not explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chalicelib.credit.proof import Difference, DifferenceKind, Side
from chalicelib.credit.proof_document import read_proof
from tests.simulation import conservation
from tests.simulation.day import Day, Violated
from tests.simulation.service import Service
from tests.simulation.virtual_time import DAY_S


def prove(service: Service) -> None:
    """Prove tonight's clinics. Raises Violated when one can't be proven."""
    for failure in service.services.prove_night().failures:
        raise Violated(f"no proof: {failure}")


def check_proven(day: Day) -> None:
    """Prove once more when everything is a day old. Raises Violated."""
    day.scheduler.jump(DAY_S)
    prove(day.service)
    for sentence in _violations(day.service):
        raise Violated(f"in the last proof: {sentence}")


def _violations(service: Service) -> Iterator[str]:
    """The sum that disputes took beyond what was left of a payment is the loss of the platform, and named."""
    named: Counter[str | None] = Counter()
    for each in _differences(service):
        if each.side is Side.CARD and each.source in service.stripe_world.objects:
            named[each.payment_id] += each.amount
        else:
            yield f"{each.kind} of {each.amount} on the {each.side} of {each.source}"
    for one in conservation.charges(service.stripe_world):
        payment_id = service.stripe_world.get(one.charge["payment_intent"])["made_with"]["payment_id"]
        if named[payment_id] != one.taken - one.withdrawn:
            yield f"{payment_id} differs by {named[payment_id]}, at Stripe by {one.taken - one.withdrawn}"


def _differences(service: Service) -> Iterator[Difference]:
    proofs = service.proofs
    for clinic_id in service.clinics.clinic_ids():
        last = read_proof(proofs.files[clinic_id, proofs.dates(clinic_id)[0]]).proof
        yield from (each for each in last.differences if each.kind is not DifferenceKind.LATE)
