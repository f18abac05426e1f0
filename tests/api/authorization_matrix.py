"""The cells of the authorization matrix: whose resource a request names, and all that a request could have written."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from chalicelib.api.core.routing import Route
from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.identity import Actor, PatientKey, request_hash
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import LocationSnapshot, Payment, Tender
from chalicelib.credit.records import Application, OutsideRefund, Refund
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.api.test_roles import IDS
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN, CHO, invoice
from tests.fakes.small import NOON
from tests.fakes.world import World


class Whose(StrEnum):
    """Whose resource the path names, for a caller of Ana's clinic; the patient that calls is Ana."""

    OWN = "own"
    OTHER_PATIENT = "other patient"
    OTHER_CLINIC = "other clinic"
    ABSENT = "absent"


@dataclass(frozen=True)
class Belongings:
    """A patient's resources: a payment, part of which is applied, and a card on file."""

    payment: Payment
    application: Application
    card_id: str
    recorded: Payment
    invoice: Invoice
    refunded: Payment
    refund: Refund

    @classmethod
    def of(cls, world: World, patient: PatientKey) -> Belongings:
        payment = world.paid(patient)
        asked = ApplyRequest(
            invoice_id="inv_1",
            amount=100,
            actor=Actor("staff", "usr_sam"),
            at=NOON,
            key=f"of {patient}",
            hash=request_hash("inv_1", 100),
        )
        made = world.services.apply_credit(patient, payment.id, asked)
        (card,) = world.stripe.cards(str(world.ledger.credit(patient).customer_id))
        refunded = world.recorded(patient)
        refund = _refunded(world, refunded)
        return cls(payment, made, card.id, world.recorded(patient), _sent_invoice(world, patient), refunded, refund)

    def ids(self, account: str, location: str, night: str) -> dict[str, str]:
        return {
            "patient_id": self.payment.patient.patient_id,
            "id": self.payment.id,
            "application_id": self.application.id,
            "card_id": self.card_id,
            "recorded_id": self.recorded.id,
            "refunded_id": self.refunded.id,
            "refund_id": self.refund.id,
            "invoice_id": self.invoice.id,
            "account_id": account,
            "location_id": location,
            "date": night,
            "endpoint_id": endpoint_for(self.payment.patient.clinic_id).id,
        }


WITH_ID_OF = {
    "void_payment": "recorded_id",
    "my_refund_receipt": "refunded_id",
    "payment_refund_receipt": "refunded_id",
}
"""Endpoints for payments that are not Stripe's: one that is not applied, and one with a refund."""


def ids_by_whose(world: World, route: Route | None = None) -> dict[Whose, dict[str, str]]:
    """The ids to put in the route's path, for each relation."""
    found = _ids_by_whose(world)
    name = WITH_ID_OF.get(route.name, "id") if route else "id"
    return {whose: {**ids, "id": ids.get(name, ids["id"])} for whose, ids in found.items()}


def _refunded(world: World, payment: Payment) -> Refund:
    """Part of it given back in cash."""
    asked = RefundRequest(
        patient=payment.patient,
        payment_id=payment.id,
        amount=100,
        reason="moved away",
        actor=Actor("staff", "usr_sam"),
        idempotency_key=f"of {payment.id}",
        outside=OutsideRefund(Tender.CASH),
    )
    return world.services.refund_payment(asked)


def _sent_invoice(world: World, patient: PatientKey) -> Invoice:
    location = LocationSnapshot("loc_main" if patient.clinic_id == ANA.clinic_id else "loc_other", "")
    sent = invoice(f"inv-of.{patient.patient_id}", patient=patient, location=location)
    return world.services.put_invoice(sent).invoice


def _ids_by_whose(world: World) -> dict[Whose, dict[str, str]]:
    world.clinics.set_settings(ANA.clinic_id, patients_may_apply=True)
    ana, ben, cho = (Belongings.of(world, patient) for patient in (ANA, BEN, CHO))
    world.recorded(PatientKey(ANA.clinic_id, "pat_dee"))
    mine, theirs = _nights(world)
    for clinic_id in (ANA.clinic_id, CHO.clinic_id):
        world.events.save_endpoint(endpoint_for(clinic_id))
    own = ana.ids("acct_north", "loc_north", mine)
    return {
        Whose.OWN: own,
        Whose.OTHER_PATIENT: ben.ids("acct_north", "loc_north", mine),
        Whose.OTHER_CLINIC: cho.ids("acct_other", "loc_other", theirs),
        Whose.ABSENT: IDS,
    }


def _nights(world: World) -> tuple[str, str]:
    """The dates of the one proof that Ana's clinic has and of the one that Cho's has."""
    world.services.prove_night()
    proofs, day = world.proofs, world.clock.now().date()
    before = day - timedelta(days=1)
    proofs.files[CHO.clinic_id, before] = proofs.files.pop((CHO.clinic_id, day))
    return day.isoformat(), before.isoformat()


def named(route: Route) -> set[str]:
    """The ids in the route's path."""
    return set(route.path_ids)


NOT_STORED = ("_number", "clock")


def everything(world: World) -> list[dict[str, Any]]:
    """A copy of all that is stored."""
    return copy.deepcopy(stored(world))


def stored(world: World) -> list[dict[str, Any]]:
    """All stored state, as it is: rows, clinics, Stripe, receipts, tallies.

    A patient's own count of calls that cost one of Stripe is left out: looking for a card that isn't theirs costs one.
    """
    files = (world.receipts, world.documents)
    holders = (world.ledger.rows, world.clinics, world.stripe, *files, world.events)
    kept = [{name: what for name, what in vars(holder).items() if name not in NOT_STORED} for holder in holders]
    tallies = {
        key: tally for key, tally in vars(world.attempts)["_tallies"].items() if not key[0].startswith("stripe#")
    }
    return [*kept, tallies]
