"""Jobs without a request: receipts from the table's stream, the sweep from the schedule."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.aws.work_messages import message_of
from chalicelib.credit.billing_settings import AutomaticApplication
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.jobs import night, receipts, schedule, work
from chalicelib.services.ports import DueItem, WorkItem
from tests.fakes.examples import invoice
from tests.fakes.faults import FaultPlan, When
from tests.fakes.log_capture import LogCapture
from tests.fakes.messages import FakeMessages
from tests.fakes.settings import ENVIRONMENT
from tests.fakes.world import World, assert_adds_up
from tests.services.actions import FailOn

ROOT = Path(__file__).parents[2]


@pytest.fixture
def world() -> World:
    return World()


def change(item: Any, kind: str = "MODIFY") -> dict[str, Any]:
    """A record as the stream delivers it."""
    image = item.serialize()
    return {
        "eventID": "1",
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/credit/stream/1",
        "dynamodb": {"Keys": {"pk": image["pk"], "sk": image["sk"]}, "NewImage": image, "SequenceNumber": "1"},
    }


def of(payment: Payment) -> dict[str, Any]:
    return change(PaymentItem.from_domain(payment))


def test_a_payment_that_succeeded_gets_its_receipt(world: World) -> None:
    paid = world.paid()
    receipts.on_credit_change([of(paid)], world.services)
    assert world.now(paid).receipt and len(world.receipts.files) == 1


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_every_payment_of_a_batch_gets_its_receipt(world: World, number: int) -> None:
    paid = [world.paid() for _ in range(number)]
    receipts.on_credit_change([of(payment) for payment in paid], world.services)
    assert all(world.now(payment).receipt for payment in paid) and len(world.receipts.files) == number


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The operator's log."""
    found: list[str] = []
    capture = LogCapture(found)
    log = logging.getLogger("account-credit")
    log.addHandler(capture)
    yield found
    log.removeHandler(capture)


def test_what_broke_in_the_sweep_is_in_the_log(world: World, lines: list[str]) -> None:
    started = world.started()
    world.clock.sleep(25 * 3600)

    def broken(_: str, call: Callable[[], object]) -> object:
        raise ZeroDivisionError

    plan = FaultPlan()
    plan.run = lambda name, call: broken(name, call) if name == "outcome" else call()  # type: ignore[method-assign]
    schedule.on_schedule(world.guarded(plan).services)
    assert [line for line in lines if "work_item_failed" in line and started.id in line]


def test_the_schedule_logs_what_it_did_and_which_step_broke(world: World, lines: list[str]) -> None:
    world.started()
    world.clock.sleep(25 * 3600)
    schedule.on_schedule(world.services)
    (done,) = [line for line in lines if line.startswith("sweep_completed ")]
    assert "counts" in done and "canceled" in done
    lines.clear()
    schedule.on_schedule(world.guarded(FailOn("open_quarantined_count", When.BEFORE)).services)
    (broken,) = [line for line in lines if line.startswith("schedule_step_failed ")]
    assert "'step': 'MeasureQuarantine'" in broken and "'fault': 'Unavailable'" in broken


def test_a_discrepancy_that_the_sweep_found_is_in_the_log(world: World, lines: list[str]) -> None:
    paid = world.paid()
    world.clock.sleep(1_260)
    wrong = replace(world.ledger.credit(paid.patient), balance=5_001)
    world.ledger.rows.put(("credit", paid.patient), wrong)
    schedule.on_schedule(world.services)
    assert [line for line in lines if "ledger_discrepancy" in line and "5001" in line]


def test_the_same_change_delivered_again_changes_nothing(world: World) -> None:
    paid = world.paid()
    for _ in range(5):
        receipts.on_credit_change([of(paid), of(paid)], world.services)
    assert len(world.receipts.files) == 1 and world.now(paid).receipt
    assert_adds_up(world)


def test_a_change_that_is_long_past_issues_nothing_new(world: World) -> None:
    paid = world.paid()
    receipts.on_credit_change([of(paid)], world.services)
    writes = world.receipts.writes
    receipts.on_credit_change([of(world.now(paid))], world.services)
    assert world.receipts.writes == writes


def test_other_changes_are_ignored(world: World) -> None:
    started, paid = world.started(), world.paid()
    (entry,) = world.ledger.all_entries(paid.patient)
    removed = of(paid)
    del removed["dynamodb"]["NewImage"]
    receipts.on_credit_change([of(started), change(EntryItem.from_domain(entry), "INSERT"), removed], world.services)
    assert world.receipts.files == {}


def test_an_invoice_with_work_due_is_adjusted_once(world: World) -> None:
    world.clinics.set_settings("clinic_demo", apply_automatically=AutomaticApplication.OLDEST_FIRST)
    world.paid(amount=5_000)
    sent = world.services.put_invoice(invoice()).invoice
    for _ in range(3):
        receipts.on_credit_change([change(InvoiceItem.from_domain(sent))], world.services)
    assert world.messages.waiting == []
    kept = world.ledger.invoice(sent.patient, sent.id)
    assert kept is not None and (kept.credited, kept.next_check_at) == (5_000, None)
    receipts.on_credit_change([change(InvoiceItem.from_domain(kept))], world.services)
    assert_adds_up(world)


def test_a_receipt_that_failed_makes_the_stream_deliver_again(world: World) -> None:
    paid = world.paid()
    with pytest.raises(Unavailable):
        receipts.on_credit_change([of(paid)], world.guarded(FaultPlan(0)).services)
    receipts.on_credit_change([of(paid)], world.services)
    assert world.now(paid).receipt


def test_the_schedule_settles_payments_without_webhooks(world: World) -> None:
    started = world.started()
    world.stripe.pay(started.payment_intent_id or "")
    world.clock.sleep(1_260)
    counts = schedule.on_schedule(world.services)
    assert counts["receipt"] == 1 and world.now(started).unapplied == 5_000


def test_a_start_sends_the_workers_a_message_and_they_settle_without_webhooks(world: World) -> None:
    started = world.started()
    receipts.on_credit_change([change(PaymentItem.from_domain(started), "INSERT")], world.services)
    world.stripe.pay(started.payment_intent_id or "")
    (sent,) = world.messages.waiting
    assert (sent.item, sent.due_at) == (WorkItem(started.patient, started.id), started.next_check_at)
    world.clock.sleep(300)
    counts = work.on_due_work(
        [{"body": message_of(each)} for each in world.messages.taken(sent.due_at)], world.services
    )
    assert counts["receipt"] == 1 and world.now(started).unapplied == 5_000


@pytest.mark.parametrize("body", ["", "null", "[]", "{}", "7", '{"clinic": "c", "patient": "p"}', "[" * 9_000, "\x00"])
def test_a_message_that_cannot_be_read_holds_up_none_beside_it(world: World, body: str) -> None:
    started = world.started()
    world.stripe.pay(started.payment_intent_id or "")
    world.clock.sleep(300)
    good = {"body": message_of(WorkItem(started.patient, started.id))}
    assert work.on_due_work([{"body": body}, good], world.services)["receipt"] == 1
    assert world.now(started).unapplied == 5_000


def test_a_change_that_the_stream_delivers_late_has_its_message_at_once(world: World) -> None:
    started = world.started()
    world.clock.sleep(3_600)
    receipts.on_credit_change([change(PaymentItem.from_domain(started), "INSERT")], world.services)
    assert world.messages.taken(world.clock.now()) == [WorkItem(started.patient, started.id)]


class NoQueue(FakeMessages):
    """A queue that can't be reached."""

    def send(self, items: Sequence[DueItem], now: datetime) -> None:
        raise Unavailable


def test_no_receipt_waits_for_a_queue_that_cannot_be_reached() -> None:
    world = World(messages=NoQueue())
    paid, started = world.paid(), world.started()
    receipts.on_credit_change([of(paid), of(started)], world.services)
    assert world.now(paid).receipt


def test_a_change_that_postpones_nothing_sends_no_second_message(world: World) -> None:
    started = change(PaymentItem.from_domain(world.started()))
    started["dynamodb"]["OldImage"] = started["dynamodb"]["NewImage"]
    receipts.on_credit_change([started], world.services)
    assert world.messages.waiting == []


def test_the_functions_on_aws_are_these() -> None:
    access = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    code = 'import app; app.on_credit_change({"Records": []}, None); print(*app.app.handler_map)'
    run = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env={**ENVIRONMENT, **access},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert {"on_credit_change", "on_due_work", "on_schedule"} <= set(run.stdout.split()), run.stderr


def test_a_clinic_whose_day_cannot_be_kept_is_named_and_the_others_are_kept(world: World, lines: list[str]) -> None:
    world.paid()
    world.clock.pass_time(timedelta(days=1))
    world.services.keep_report_days("clinic_demo")
    (key,) = world.report_files.files
    world.report_files.files[key] = ()
    world.clock.pass_time(timedelta(days=1))
    night.on_night(world.services)
    assert [clinic_id for clinic_id, _ in world.report_days.kept] == ["clinic_demo", "clinic_other"]
    (line,) = (each for each in lines if each.startswith("report_day_failed"))
    assert "clinic_demo on " in line


def entry_changed(world: World, **facts: str) -> dict[str, Any]:
    """The stream's record of an entry that was written a second time, with other `facts`."""
    paid = world.paid()
    (entry,) = (each for each in world.ledger.all_entries(paid.patient) if each.payment_id == paid.id)
    record = change(EntryItem.from_domain(entry))
    record["dynamodb"]["OldImage"] = dict(record["dynamodb"]["NewImage"])
    record["dynamodb"]["NewImage"] |= {name: {"S": fact} for name, fact in facts.items()}
    return record


def test_an_entry_that_was_changed_is_counted_and_named_in_the_log(world: World, lines: list[str]) -> None:
    receipts.on_credit_change([entry_changed(world, at="2026-11-23T09:00:00.000Z")], world.services)
    assert world.counters.counts["EntriesChanged"] == 1
    assert [line for line in lines if "entry_changed" in line and "entry#000000000001" in line]


def test_an_entry_that_was_removed_is_counted(world: World) -> None:
    record = entry_changed(world)
    del record["dynamodb"]["NewImage"]
    receipts.on_credit_change([record], world.services)
    assert world.counters.counts["EntriesChanged"] == 1


def test_an_entry_that_was_moved_in_the_clinics_list_is_counted(world: World) -> None:
    moved = entry_changed(world, clinic="clinic_maple", clinic_order="credit#2026-11-23T09:00:00.000Z")
    receipts.on_credit_change([moved], world.services)
    assert world.counters.counts["EntriesChanged"] == 1
