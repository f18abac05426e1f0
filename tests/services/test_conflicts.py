"""A write that another one was faster than is decided anew, in every use case, after a short pause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.recording import RecordRequest
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN, SAM, account, invoice
from tests.fakes.faults import FaultPlan
from tests.fakes.world import Access, World, request
from tests.services.actions import KIM, apply, apply_oldest, dashboard_refund, refund, report_dispute, unapply
from tests.services.test_fraud_warnings import warning_of
from tests.services.test_operators import OPS, known_to_stripe, plan

CLINIC = ANA.clinic_id
Act = Callable[[Access], object]


class ConflictOn(FaultPlan):
    """Another writer is faster, once, at the first call of this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.met = name, 0

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        if name == self.name:
            self.met += 1
            if self.met == 1:
                raise Conflict
        return super().run(name, call)


def applying(world: World) -> Act:
    paid = world.paid()
    return lambda access: apply(access, paid, 1_000)


def applying_oldest_first(world: World) -> Act:
    world.paid()
    return lambda access: apply_oldest(access, 1_000)


def unapplying(world: World) -> Act:
    made = apply(world.open, world.paid(), 1_000)
    return lambda access: unapply(access, made)


def refunding(world: World) -> Act:
    paid = world.paid()
    return lambda access: refund(access, paid, 1_000)


def hearing_of_a_refund(world: World) -> Act:
    report = dashboard_refund(world.paid(), 1_000)
    return lambda access: access.services.record_refund(report, report_id="evt_1")


def transferring(world: World) -> Act:
    paid = world.paid()
    world.services.provision_patient(BEN)
    asked = TransferRequest(
        patient=ANA, payment_id=paid.id, to=BEN, amount=1, reason="r", actor=SAM, idempotency_key="key-1"
    )
    return lambda access: access.services.transfer_credit(asked)


def voiding(world: World) -> Act:
    asked = VoidRequest(patient=ANA, payment_id=world.recorded().id, reason="r", actor=SAM, idempotency_key="key-1")
    return lambda access: access.services.void_payment(asked)


def holding(world: World) -> Act:
    report = warning_of(world, world.paid())
    return lambda access: access.services.record_fraud_warning(report, report_id="evt_1")


def releasing(world: World) -> Act:
    paid = world.paid()
    world.services.record_fraud_warning(warning_of(world, paid), report_id="evt_1")
    return lambda access: access.services.release_hold(ANA, paid.id, SAM)


def settling(world: World) -> Act:
    report = world.stripe.pay(str(world.started().payment_intent_id))
    return lambda access: access.services.settle_payment(report, report_id="evt_1")


def issuing_a_receipt(world: World) -> Act:
    paid = world.paid()
    return lambda access: access.services.issue_receipt(paid)


def asking_for_a_duplicate(world: World) -> Act:
    paid = world.paid()
    world.services.issue_receipt(paid)
    return lambda access: access.services.link_duplicate(ANA, paid.id, KIM)


def sending_an_invoice(world: World) -> Act:
    return lambda access: access.services.put_invoice(invoice())


def merging(world: World) -> Act:
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    asked = MergeRequest(patient=ANA, into=BEN, reason="r", actor=SAM, idempotency_key="key-1")
    return lambda access: access.services.merge_patients(asked)


def switching_an_endpoint(world: World) -> Act:
    world.events.save_endpoint(endpoint_for(CLINIC))
    return lambda access: access.services.switch_endpoint(CLINIC, endpoint_for(CLINIC).id, enabled=False)


def rotating_a_secret(world: World) -> Act:
    world.events.save_endpoint(endpoint_for(CLINIC))
    return lambda access: access.services.rotate_endpoint_secret(CLINIC, endpoint_for(CLINIC).id)


def resending(world: World) -> Act:
    world.events.save_endpoint(endpoint_for(CLINIC))
    return lambda access: access.services.resend_events(CLINIC, endpoint_for(CLINIC).id)


def closing_a_clinic(world: World) -> Act:
    return lambda access: access.services.close_clinic.close(CLINIC, "left", OPS)


def reopening_a_clinic(world: World) -> Act:
    world.services.close_clinic.close(CLINIC, "left", OPS)
    return lambda access: access.services.close_clinic.reopen(CLINIC, "back", OPS)


def provisioning(world: World) -> Act:
    known_to_stripe(world)
    return lambda access: access.services.provision_plan(plan(), OPS)


def making_primary(world: World) -> Act:
    world.stripe.accounts["acct_north"] = account("acct_north")
    return lambda access: access.services.make_primary(CLINIC, "acct_north", SAM)


def starting(world: World) -> Act:
    return lambda access: access.start(request())


def recording(world: World) -> Act:
    asked = RecordRequest(
        patient=ANA,
        source=Source.RECORDED,
        amount=5_000,
        location_id="loc_main",
        actor=SAM,
        idempotency_key="key-1",
        tender=Tender.CASH,
    )
    return lambda access: access.services.record_payment(asked)


def saving_a_person(world: World) -> Act:
    return lambda access: access.services.save_person(Person(patient=ANA, name="Ana"))


def hearing_of_a_dispute(world: World) -> Act:
    paid = world.paid()
    return lambda access: report_dispute(access, paid)


ACTS: list[tuple[Callable[[World], Act], str]] = [
    (applying, "commit"),
    (applying_oldest_first, "commit"),
    (unapplying, "commit"),
    (refunding, "commit"),
    (hearing_of_a_refund, "commit"),
    (transferring, "commit"),
    (voiding, "commit"),
    (holding, "save"),
    (releasing, "save"),
    (settling, "commit"),
    (issuing_a_receipt, "save"),
    (asking_for_a_duplicate, "save"),
    (sending_an_invoice, "add_invoice"),
    (merging, "begin_merge"),
    (switching_an_endpoint, "save_endpoint"),
    (rotating_a_secret, "save_endpoint"),
    (resending, "save_endpoint"),
    (closing_a_clinic, "save_profile"),
    (reopening_a_clinic, "save_profile"),
    (provisioning, "provision"),
    (making_primary, "save_settings"),
    (starting, "add"),
    (recording, "commit"),
    (saving_a_person, "save_person"),
    (hearing_of_a_dispute, "commit"),
]


@pytest.mark.parametrize(("prepare", "write"), ACTS)
def test_an_act_that_met_another_writer_is_done_all_the_same(
    world: World, prepare: Callable[[World], Act], write: str
) -> None:
    act = prepare(world)
    before, plan = world.clock.now(), ConflictOn(write)
    act(world.guarded(plan))
    assert plan.met >= 2 and world.clock.now() >= before
