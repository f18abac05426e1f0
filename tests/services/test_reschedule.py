"""An item that failed is due again in five minutes, of whatever kind it is, and no other thing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.notice import FIRST_PAUSE, Notice
from chalicelib.credit.person import Person
from chalicelib.services.documents.link_statement import StatementQuery
from chalicelib.services.ports import WorkItem
from tests.fakes.events import paid_event
from tests.fakes.examples import ANA, BEN, SAM, invoice
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.services.actions import FailOn, due_position, withdrawn

SOON = timedelta(minutes=5)
Due = tuple[WorkItem, Callable[[], datetime | None]]


def payment(world: World) -> Due:
    started = world.started()
    return WorkItem.of_payment(ANA, started.id), lambda: world.now(started).next_check_at


def position(world: World) -> Due:
    paid = world.paid()
    withdrawn(world.open, paid)
    item = due_position(paid)
    return item, lambda: world.ledger.record(ANA, paid.id, str(item.record_id)).next_check_at  # type: ignore[union-attr]


def an_invoice(world: World) -> Due:
    sent = replace(world.services.put_invoice(invoice()).invoice, next_check_at=world.clock.now())
    world.ledger.rows.put(("invoice", ANA, sent.id), sent)
    return WorkItem.of_invoice(ANA, sent.id), lambda: world.ledger.invoice(ANA, sent.id).next_check_at  # type: ignore[union-attr]


def document(world: World) -> Due:
    world.recorded()
    world.services.link_statement(ANA, StatementQuery())
    (due,) = (each for each in world.ledger.due(world.clock.now(), 9) if each.document_id)
    return due, lambda: world.ledger.document(ANA, str(due.document_id)).next_check_at  # type: ignore[union-attr]


def merge(world: World) -> Due:
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    asked = MergeRequest(patient=ANA, into=BEN, reason="r", actor=SAM, idempotency_key="key-1")
    world.guarded(FailOn("payments", When.BEFORE, times=9)).services.merge_patients(asked)
    return WorkItem.of_merge(ANA), lambda: world.ledger.merge_of(ANA).next_check_at  # type: ignore[union-attr]


def erasure(world: World) -> Due:
    world.services.provision_patient(ANA)
    world.ledger.mark_erased(ANA, world.clock.now(), world.clock.now())
    return WorkItem.of_erasure(ANA), lambda: world.ledger.stored_credit(ANA).erasure_due_at


@pytest.mark.parametrize("make", [payment, position, an_invoice, document, merge, erasure])
def test_what_failed_is_due_again_in_five_minutes(world: World, make: Callable[[World], Due]) -> None:
    item, due_at = make(world)
    assert due_at() is not None
    world.clock.pass_time(timedelta(hours=1))
    world.services.reschedule(item)
    assert due_at() == world.clock.now() + SOON


def dispute(world: World) -> Due:
    made = withdrawn(world.open, world.paid())
    world.clock.pass_time(timedelta(days=30))
    return WorkItem.of_payment(ANA, made.payment_id, made.id), lambda: made.next_check_at


def notice(world: World) -> Due:
    world.services.save_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
    world.mailer.faults.append(Unavailable())
    world.services.send_notices(paid_event(1))
    (made,) = world.ledger.rows.all(Notice)
    return WorkItem.of_notice(made.owner, made.id), lambda: made.next_check_at


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (payment, "waiting"),
        (position, "transfer"),
        (dispute, "dispute"),
        (an_invoice, "invoice"),
        (document, "document"),
        (merge, "merge"),
        (erasure, "erasure"),
        (notice, "notice"),
    ],
)
def test_each_kind_of_work_is_counted_by_a_word_of_its_own(
    world: World, make: Callable[[World], Due], word: str
) -> None:
    item, _ = make(world)
    world.clock.pass_time(timedelta(hours=1))
    assert world.services.process_due_item(item) == word


def test_a_notice_that_failed_waits_as_long_as_one_that_was_not_taken(world: World) -> None:
    world.services.save_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
    world.mailer.faults.append(Unavailable())
    world.services.send_notices(paid_event(1))
    (notice,) = world.ledger.rows.all(Notice)
    world.services.reschedule(WorkItem.of_notice(notice.owner, notice.id))
    kept = world.ledger.notice(notice.owner, notice.id)
    assert kept and kept.next_check_at == world.clock.now() + FIRST_PAUSE


@pytest.mark.parametrize(
    "item",
    [
        WorkItem.of_payment(ANA, "pay_x"),
        WorkItem.of_payment(ANA, "pay_x", "re_x"),
        WorkItem.of_invoice(ANA, "inv_x"),
        WorkItem.of_document(ANA, "doc_x"),
        WorkItem.of_notice(ANA, "ntc_x"),
        WorkItem.of_merge(ANA),
        WorkItem.of_erasure(ANA),
    ],
)
def test_what_is_gone_is_left_alone_and_done_with(world: World, item: WorkItem) -> None:
    world.services.reschedule(item)
    assert world.services.process_due_item(item) == "gone"


def test_what_is_not_due_any_more_stays_so(world: World) -> None:
    done = invoice()
    world.ledger.rows.put(("invoice", ANA, done.id), done)
    paid = world.paid()
    world.ledger.rows.put(("payment", ANA, paid.id), replace(world.now(paid), next_check_at=None))
    for item in (WorkItem.of_invoice(ANA, done.id), WorkItem.of_payment(ANA, paid.id)):
        world.services.reschedule(item)
    kept = world.ledger.invoice(ANA, done.id)
    assert kept == done and world.now(paid).next_check_at is None


@pytest.mark.parametrize(
    ("item", "can_wait"),
    [
        (WorkItem.of_payment(ANA, "pay_1"), True),
        (WorkItem.of_payment(ANA, "pay_1", "re_1"), False),
        (WorkItem.of_notice(ANA, "ntc_1"), True),
        (WorkItem.of_document(ANA, "doc_1"), True),
        (WorkItem.of_invoice(ANA, "inv_1"), False),
        (WorkItem.of_merge(ANA), False),
        (WorkItem.of_erasure(PatientKey("c", "p")), False),
    ],
)
def test_only_top_ups_notices_and_documents_wait_behind_money_that_goes_back(item: WorkItem, can_wait: bool) -> None:
    assert item.can_wait is can_wait
