"""Staff's first view: the credit held, what moved today, and what needs attention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.webhooks import WebhookEndpoint
from chalicelib.services.reports.read_overview import Overview
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN, dispute, refund
from tests.fakes.world import World
from tests.services.actions import report_dispute
from tests.services.test_fraud_warnings import warn

CLINIC, DAY = ANA.clinic_id, timedelta(days=1)


def overview(world: World) -> Overview:
    return world.services.read_overview(CLINIC)


def failed(world: World, payment: Payment, refund_id: str = "re_1", **changes: Any) -> None:
    """A refund of the payment that failed now."""
    now = world.clock.now()
    usual = {"status": RefundStatus.FAILED, "requested_at": now, "settled_at": now, "patient": payment.patient}
    world.ledger.save_record(refund(payment.id, id=refund_id, **{**usual, **changes}))


def test_a_clinic_without_anything_has_an_empty_view_of_its_day(world: World) -> None:
    found = overview(world)
    assert (found.today, found.disputes, found.more_disputes) == (date(2026, 11, 23), 0, False)
    assert (list(found.held), list(found.failed_refunds), found.has_top_ups, found.disabled_endpoints) == (
        [],
        [],
        False,
        0,
    )


def test_the_day_s_movement_is_shown_by_location_and_by_account(world: World) -> None:
    world.paid(amount=3_000)
    world.clock.pass_time(DAY)
    world.paid(amount=2_000)
    found = overview(world)
    assert found.today == date(2026, 11, 24)
    by_location, by_account = (report.groups for report in (found.by_location, found.by_account))
    assert [(group.id, group.opening, group.closing) for group in by_location] == [("loc_main", 3_000, 5_000)]
    assert [(group.id, group.opening, group.closing) for group in by_account] == [("acct_main", 3_000, 5_000)]


def test_the_view_is_of_the_clinic_s_day_and_not_of_the_server_s(world: World) -> None:
    """At two in the morning of UTC it is still the evening before in Toronto."""
    world.clock.pass_time(timedelta(hours=14))
    assert overview(world).today == date(2026, 11, 23)


def test_open_disputes_are_counted_to_ninety_nine(world: World) -> None:
    paid = world.paid()
    report_dispute(world.open, paid)
    closed = dispute(paid.id, id="dp_lost", version=1, status=DisputeStatus.LOST, closed_at=world.clock.now())
    world.ledger.save_record(closed)
    assert (overview(world).disputes, overview(world).more_disputes) == (1, False)
    for number in range(99):
        world.ledger.save_record(dispute(paid.id, id=f"dp_{number}", version=1))
    assert (overview(world).disputes, overview(world).more_disputes) == (99, True)


def test_payments_on_hold_are_listed(world: World) -> None:
    held = warn(world, world.paid())
    world.paid()
    assert [payment.id for payment in overview(world).held] == [held.id]


def test_a_refund_that_failed_is_listed_until_it_is_asked_for_again(world: World) -> None:
    payment = world.paid()
    failed(world, payment)
    assert [(each.id, paid.id) for each, paid in overview(world).failed_refunds] == [("re_1", payment.id)]
    world.clock.pass_time(timedelta(minutes=1))
    failed(world, payment, "re_2")
    assert [each.id for each, _ in overview(world).failed_refunds] == ["re_2"]
    world.clock.pass_time(timedelta(minutes=1))
    failed(world, payment, "re_3", status=RefundStatus.PENDING, settled_at=None)
    assert not overview(world).failed_refunds


def test_a_failed_refund_of_a_month_ago_or_of_a_payment_without_credit_is_left_out(world: World) -> None:
    payment, spent = world.paid(), world.paid()
    failed(world, payment)
    failed(world, spent, "re_2")
    world.ledger.rows.put(("payment", ANA, spent.id), replace(world.now(spent), applied=5_000))
    assert [each.id for each, _ in overview(world).failed_refunds] == ["re_1"]
    world.clock.pass_time(timedelta(days=29))
    assert len(overview(world).failed_refunds) == 1
    world.clock.pass_time(timedelta(days=1, seconds=1))
    assert not overview(world).failed_refunds


def test_a_clinic_has_top_ups_once_a_patient_paid_online_even_if_all_is_spent(world: World) -> None:
    world.recorded()
    assert not overview(world).has_top_ups
    paid = world.paid(BEN)
    assert overview(world).has_top_ups
    world.ledger.rows.put(("payment", BEN, paid.id), replace(world.now(paid), applied=5_000))
    world.ledger.rows.put(("credit", BEN), PatientCredit(patient=BEN))
    world.clock.pass_time(DAY)
    assert overview(world).has_top_ups


def test_endpoints_that_were_given_up_are_counted(world: World) -> None:
    now = world.clock.now()
    given_up = replace(endpoint_for(CLINIC), id="we_2", disabled_at=now, failing_since=now - 4 * DAY, failures=9)
    switched_off: WebhookEndpoint = replace(endpoint_for(CLINIC), id="we_3", disabled_at=now)
    for endpoint in (endpoint_for(CLINIC), given_up, switched_off):
        world.events.save_endpoint(endpoint)
    assert overview(world).disabled_endpoints == sum(each.was_given_up for each in (given_up, switched_off))
