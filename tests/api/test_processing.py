"""A top-up that the patient's bank is still processing: staff see it, and it is not credit."""

from __future__ import annotations

from chalicelib.credit.payment import Payment
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.api.api import Api
from tests.fakes.world import World

CREDIT = "/v1/clinic/patients/pat_ana/credit"


def reported(world: World, started: Payment, kind: PaymentReportKind) -> None:
    """Stripe reports what became of it."""
    report = world.stripe.say(started.payment_intent_id or "", kind)
    world.services.settle_payment(report, report_id=f"evt_{kind}")


def test_staff_see_a_payment_that_is_processing_and_not_as_credit(world: World, api: Api) -> None:
    started = world.started(amount=4_000)
    reported(world, started, PaymentReportKind.PROCESSING)
    credit = api.as_("staff").get(CREDIT).json
    assert [(one["id"], one["amount"]["amount"], one["location"]["id"]) for one in credit["processing"]] == [
        (started.id, 4_000, "loc_main")
    ]
    assert (credit["available"]["amount"], credit["payments_unapplied"], credit["by_location"]) == (0, 0, [])


def test_staff_see_only_what_is_processing_and_only_while_it_is(world: World, api: Api) -> None:
    staff = api.as_("staff")
    world.started(amount=1_000)
    world.paid(amount=2_000)
    assert staff.get(CREDIT).json["processing"] == []
    slow = world.started(amount=4_000)
    reported(world, slow, PaymentReportKind.PROCESSING)
    assert len(staff.get(CREDIT).json["processing"]) == 1
    reported(world, slow, PaymentReportKind.WAITING)
    world.services.settle_payment(world.stripe.pay(slow.payment_intent_id or ""), report_id="evt_paid")
    after = staff.get(CREDIT).json
    assert after["processing"] == [] and after["available"]["amount"] == 6_000
