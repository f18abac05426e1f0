"""Events are numbered once and in the ledger's order, whatever the stream repeats, loses or reorders."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.events import Event, EventType, Subject, of_refund, settings_changed
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.records import Refund, RefundStatus
from chalicelib.services.events.publish_changes import AccountChange, ClinicChange, NotPublished, PatientChange
from chalicelib.services.events.publish_events import MOST_AT_ONCE
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN, SAM, account, refund
from tests.fakes.faults import FaultPlan, When
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import withdrawn

OF_ANA = Subject(ANA.clinic_id, ANA.patient_id)


@dataclass
class Receiver:
    """Keep what the destinations of one clinic are sent, in order."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.world.events.save_endpoint(endpoint_for(ANA.clinic_id))

    def publish(self, *patients: PatientKey) -> int:
        return self.world.services.publish_changes([PatientChange(patient) for patient in patients])

    def published(self) -> list[Event]:
        return [event for event, _ in self.world.events.kept.values()]

    def sent(self, destination: str = f"we_{ANA.clinic_id}") -> list[Event]:
        waiting = self.world.deliveries.waiting
        return [each.delivery.event for each in waiting if each.delivery.destination == destination]

    def apply(self, amount: int = 1_000, key: str = "1") -> None:
        payment = next(iter(self.world.ledger.all_payments()))
        asked = ApplyRequest(invoice_id="inv_1", amount=amount, actor=SAM, at=self.world.clock.now(), key=key, hash="")
        self.world.services.apply_credit(ANA, payment.id, asked)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def test_a_top_up_and_an_application_are_events_one_and_two(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.apply()
    assert receiver.publish(ANA) == 2
    first, second = receiver.published()
    assert (first.type, first.seq) == (EventType.PAYMENT_SUCCEEDED, 1)
    assert (second.type, second.seq) == (EventType.APPLICATION_CREATED, 2)
    assert second.data["available"] == {"amount": 4_000, "currency": "cad"}
    assert first.id < second.id and receiver.sent() == [first, second]


def test_the_opening_of_a_dispute_that_took_money_comes_before_what_it_took(receiver: Receiver) -> None:
    withdrawn(receiver.world.open, receiver.world.paid())
    receiver.publish(ANA)
    assert [event.type for event in receiver.published()] == [
        EventType.DISPUTE_OPENED,
        EventType.PAYMENT_SUCCEEDED,
        EventType.DISPUTE_FUNDS_WITHDRAWN,
    ]


def test_the_share_of_a_dispute_that_another_patient_bears_opens_none(receiver: Receiver) -> None:
    paid = receiver.world.paid()
    taken = withdrawn(receiver.world.open, paid)
    share = replace(taken, share_of="dp_0")
    receiver.world.ledger.rows.put(("record", ANA, paid.id, taken.id), share)
    receiver.publish(ANA)
    assert [event.type for event in receiver.published()] == [
        EventType.PAYMENT_SUCCEEDED,
        EventType.DISPUTE_FUNDS_WITHDRAWN,
    ]


def test_a_repeated_batch_publishes_and_sends_nothing_more(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.publish(ANA)
    assert receiver.publish(ANA, ANA) == 0
    assert len(receiver.published()) == len(receiver.sent()) == 1


def test_a_lost_change_is_published_with_the_patients_next_one(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.apply(key="never delivered")
    receiver.apply(key="delivered")
    receiver.publish(ANA)
    assert [event.seq for event in receiver.published()] == [1, 2, 3]


def test_more_entries_than_one_transaction_takes_are_all_published(receiver: Receiver) -> None:
    receiver.world.paid()
    for number in range(MOST_AT_ONCE + 5):
        receiver.apply(10, key=str(number))
    assert receiver.publish(ANA) == MOST_AT_ONCE + 6
    assert [event.seq for event in receiver.published()] == list(range(1, MOST_AT_ONCE + 7))


def test_no_entry_after_the_changed_one_is_looked_for(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.apply()
    plan = FaultPlan()
    publish = receiver.world.guarded(plan).services.publish_changes
    assert [publish([PatientChange(ANA, entry=entry)]) for entry in (1, 1, 2)] == [1, 0, 1]
    assert plan.calls.count("entry") == 2


def test_a_change_of_a_payment_that_is_not_there_is_its_own_patient_s(receiver: Receiver) -> None:
    receiver.world.paid()
    assert receiver.world.services.publish_changes([PatientChange(ANA, "pay_x")]) == 1
    assert [event.patient_id for event in receiver.published()] == [ANA.patient_id]


def test_each_patient_has_numbers_of_their_own_and_the_clinic_one_order(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.world.paid(BEN)
    receiver.publish(ANA, BEN)
    assert [event.seq for event in receiver.published()] == [1, 1]
    assert [event.position for event in receiver.published()] == [1, 2]


def test_entries_from_before_the_thirty_days_are_never_sent(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.world.clock.pass_time(timedelta(days=31))
    receiver.apply()
    receiver.publish(ANA)
    (only,) = receiver.published()
    assert only.type is EventType.APPLICATION_CREATED and only.seq == 1


def succeeded(payment_id: str) -> Refund:
    return refund(payment_id, status=RefundStatus.SUCCEEDED, settled_at=NOON)


def test_a_record_is_published_once_and_after_the_ledger(receiver: Receiver) -> None:
    paid = receiver.world.paid()
    happened = of_refund(None, succeeded(paid.id))
    assert happened is not None
    change = PatientChange(ANA, paid.id, (happened,))
    services = receiver.world.services
    assert services.publish_changes([change, change]) == 2
    assert services.publish_changes([change]) == 0
    assert [event.type for event in receiver.published()] == [EventType.PAYMENT_SUCCEEDED, EventType.REFUND_SUCCEEDED]


def test_of_one_moment_the_ledger_s_lines_come_before_records(receiver: Receiver) -> None:
    paid = receiver.world.paid()
    happened = of_refund(None, succeeded(paid.id))
    assert happened is not None and happened.occurred_at == receiver.world.clock.now()
    receiver.world.services.publish_changes([PatientChange(ANA, paid.id, (happened,)), PatientChange(ANA)])
    assert [event.type for event in receiver.published()] == [EventType.PAYMENT_SUCCEEDED, EventType.REFUND_SUCCEEDED]


def test_an_account_that_becomes_ineligible_is_an_event_of_the_clinic(receiver: Receiver) -> None:
    fine, broken = account(), account(charges_enabled=False)
    services = receiver.world.services
    assert services.publish_changes([AccountChange(ANA.clinic_id, fine, broken)]) == 1
    assert services.publish_changes([AccountChange(ANA.clinic_id, broken, broken)]) == 0
    (event,) = receiver.published()
    assert (event.patient_id, event.seq, event.data["reason"]) == (None, 1, "charges_disabled")


def test_changed_settings_are_an_event_of_the_clinic(receiver: Receiver) -> None:
    change = ClinicChange(ANA.clinic_id, (settings_changed(2, (), SAM, NOON),))
    assert receiver.world.services.publish_changes([change, change]) == 1


def test_one_clinic_that_cannot_be_published_stops_no_other(receiver: Receiver) -> None:
    receiver.world.paid()
    nowhere = AccountChange("clinic_missing", account(), account(charges_enabled=False))
    with pytest.raises(NotPublished):
        receiver.world.services.publish_changes([nowhere, PatientChange(ANA)])
    assert len(receiver.published()) == 1


def test_events_wait_unsent_while_the_queue_is_down(receiver: Receiver) -> None:
    receiver.world.paid()
    receiver.world.deliveries.is_down = True
    with pytest.raises(NotPublished):
        receiver.publish(ANA)
    assert len(receiver.published()) == 1 and not receiver.sent()
    receiver.world.deliveries.is_down = False
    receiver.publish(ANA)
    assert receiver.sent() == receiver.published()


def test_a_death_at_any_call_loses_nothing_and_repeats_nothing() -> None:
    calls = _calls()
    for at in range(calls):
        for when in When:
            receiver = Receiver()
            receiver.world.paid()
            receiver.apply()
            plan = FaultPlan(at, when)
            with pytest.raises(NotPublished):
                receiver.world.guarded(plan).services.publish_changes([PatientChange(ANA)])
            receiver.publish(ANA)
            assert [event.seq for event in receiver.published()] == [1, 2], (plan.calls, when)
            assert receiver.sent() == receiver.published() == receiver.sent("bus"), (plan.calls, when)


def _calls() -> int:
    receiver = Receiver()
    receiver.world.paid()
    receiver.apply()
    plan = FaultPlan()
    receiver.world.guarded(plan).services.publish_changes([PatientChange(ANA)])
    return len(plan.calls)


@pytest.mark.parametrize("seed", range(20))
def test_lost_repeated_and_reordered_changes_leave_no_gap_and_no_double(seed: int) -> None:
    chance, receiver = random.Random(seed), Receiver()
    receiver.world.paid()
    changes = [PatientChange(ANA)]
    for number in range(10):
        receiver.apply(100, key=str(number))
        changes.append(PatientChange(ANA))
        chance.shuffle(changes)
        batch = [changes.pop() for _ in range(chance.randrange(len(changes) + 1))]
        receiver.world.services.publish_changes(batch * chance.choice((1, 2)))
        changes = changes[chance.randrange(2) :] or [PatientChange(ANA)]
    receiver.publish(ANA)
    assert [event.seq for event in receiver.published()] == list(range(1, 12))
    assert receiver.sent() == receiver.published()


def test_an_operator_recovers_what_the_dead_letter_queue_has(receiver: Receiver) -> None:
    world = receiver.world
    paid = world.paid()
    receiver.apply()
    world.ledger.save_record(succeeded(paid.id))
    recover = world.services.recover_events
    assert recover(ANA.clinic_id, world.clock.now() - timedelta(days=1)) == 3
    assert recover(ANA.clinic_id, world.clock.now() - timedelta(days=1)) == 0
    assert receiver.published()[-1].type is EventType.REFUND_SUCCEEDED and receiver.sent() == receiver.published()


def test_a_clinic_without_endpoints_keeps_its_events_for_thirty_days() -> None:
    world = World()
    world.paid()
    world.services.publish_changes([PatientChange(ANA)])
    assert [each.delivery.destination for each in world.deliveries.waiting] == ["bus", "notices"]
    assert len(world.events.events(ANA.clinic_id, 0, 10, world.clock.now() - timedelta(days=30))) == 1
    assert replace(world.events.outbox(OF_ANA), version=0).unsent == ()
