"""Delivery: in a patient's order, signed, retried for three days; one bad event or endpoint stops no other."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotAllowed, NotFound, Unavailable
from chalicelib.credit.events import Event, EventType
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import CONFIRMED_WITHIN, MailReport, Notice
from chalicelib.credit.webhooks import MOST_ENDPOINTS, TRIED_FOR, AttemptStatus, Delivery, WebhookEndpoint
from chalicelib.services.events.webhook_endpoints import ALL_TYPES, MOST_RESENT
from tests.fakes.events import endpoint_for, paid_event
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import InterleaveAt

CLINIC, CLINIC_ADDRESS = ANA.clinic_id, "accounts@maple.example"
TURNED_OFF = "A webhook endpoint was turned off"


@dataclass
class Courier:
    """The queue and its function, run as fast as the clock is moved."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.world.events.save_endpoint(endpoint_for(CLINIC))

    @property
    def endpoint(self) -> WebhookEndpoint:
        return self.world.events.made[CLINIC, f"we_{CLINIC}"]

    def queue(self, *events: Event, destination: str = f"we_{CLINIC}") -> None:
        self.world.deliveries.send([Delivery(destination, each, 1) for each in events])

    def run(self, *, span: timedelta = timedelta()) -> None:
        """Deliver all that becomes visible within `span`."""
        end = self.world.clock.now() + span
        while True:
            if self._deliver_one():
                continue
            times = [
                each.visible_at for each in self.world.deliveries.waiting if each.visible_at > self.world.clock.now()
            ]
            if not times or min(times) > end:
                self.world.clock.at = end
                return
            self.world.clock.at = min(times)

    def _deliver_one(self) -> bool:
        queue = self.world.deliveries
        found = queue.receive()
        if found is None:
            return False
        pause = self.world.services.deliver_event(found.delivery, found.received, found.queued_at)
        if pause is None:
            queue.done(found)
        else:
            found.visible_at = self.world.clock.now() + pause
        return True

    def arrived(self) -> list[str]:
        return [json.loads(body)["id"] for _, body, _ in self.world.webhooks.seen]


@pytest.fixture
def courier() -> Courier:
    return Courier()


def test_an_event_arrives_signed_with_the_endpoints_secret(courier: Courier) -> None:
    made = courier.world.services.make_endpoint(CLINIC, "https://other.example/hooks", (), SAM)
    courier.queue(paid_event(), destination=made.endpoint.id)
    courier.run()
    ((url, body, headers),) = courier.world.webhooks.seen
    assert url == "https://other.example/hooks" and headers["webhook-id"] == paid_event().id
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body) == {
        "id": paid_event().id,
        "type": "payment.succeeded",
        "occurred_at": "2026-11-23T12:00:00.000Z",
        "patient_id": "pat_ana",
        "seq": 1,
        "data": {"payment_id": "pay_1"},
    }


def test_a_new_secret_and_the_one_before_both_sign_for_a_day(courier: Courier) -> None:
    rotate = courier.world.services.rotate_endpoint_secret
    first, second = (rotate(CLINIC, courier.endpoint.id).secret for _ in range(2))
    assert first != second
    courier.queue(paid_event())
    courier.run()
    courier.world.clock.pass_time(timedelta(days=1))
    courier.queue(paid_event(2))
    courier.run()
    counts = [len(headers["webhook-signature"].split()) for _, _, headers in courier.world.webhooks.seen]
    assert counts == [2, 1]


def test_a_lost_answer_is_sent_again_with_the_same_id_and_before_the_next(courier: Courier) -> None:
    courier.world.webhooks.responses.append("timeout")
    courier.queue(paid_event(1), paid_event(2))
    courier.run(span=timedelta(minutes=1))
    assert courier.arrived() == [paid_event(1).id, paid_event(1).id, paid_event(2).id]
    assert courier.endpoint.failures == 0 and courier.endpoint.failing_since is None


@pytest.mark.parametrize("answer", [301, 302, 400, 404, 500, 503, "timeout", "address_refused"])
def test_anything_but_a_success_is_retried(courier: Courier, answer: int | str) -> None:
    courier.world.webhooks.responses.append(answer)
    courier.queue(paid_event())
    courier.run(span=timedelta(seconds=10))
    first, second = (attempt for _, attempt in courier.world.events.tried)
    assert (first.status, second.status) == (AttemptStatus.FAILED, AttemptStatus.DELIVERED)
    assert first.next_attempt_at == second.at == NOON + timedelta(seconds=5)
    assert (first.event_id, first.type, first.number, second.number) == (paid_event().id, paid_event().type, 1, 2)
    assert (first.at, second.next_attempt_at, second.error) == (NOON, None, None)
    assert (first.http_status, first.error) == ((answer, None) if isinstance(answer, int) else (None, answer))


def test_a_dead_endpoint_is_called_rarely_and_disabled_after_three_days(courier: Courier) -> None:
    courier.world.webhooks.down.add(courier.endpoint.url)
    courier.queue(*(paid_event(number, PatientKey(CLINIC, f"pat_{number}"), 1) for number in range(1, 31)))
    courier.run(span=TRIED_FOR + timedelta(hours=5))
    assert courier.endpoint.disabled_at is not None
    assert TRIED_FOR <= courier.endpoint.disabled_at - NOON <= TRIED_FOR + timedelta(hours=4)
    assert len(courier.world.webhooks.seen) < 40, "one probe per pause, whatever waits"
    assert not courier.world.deliveries.waiting
    assert courier.world.counters.counts["WebhookEndpointsDisabled"] == 1


def told(courier: Courier) -> list[str]:
    return [mail.subject for mail in courier.world.mailer.to(CLINIC_ADDRESS)]


def give_up(courier: Courier, *events: Event) -> None:
    courier.world.clinics.set_settings(CLINIC, notice_email=CLINIC_ADDRESS)
    courier.world.webhooks.down.add(courier.endpoint.url)
    courier.queue(*events)
    courier.run(span=TRIED_FOR + timedelta(hours=5))
    assert not courier.endpoint.is_enabled


def test_the_clinic_is_told_once_that_an_endpoint_was_disabled(courier: Courier) -> None:
    give_up(courier, *(paid_event(number, PatientKey(CLINIC, f"pat_{number}"), 1) for number in range(1, 11)))
    assert told(courier) == [TURNED_OFF]
    (mail,) = courier.world.mailer.to(CLINIC_ADDRESS)
    assert courier.endpoint.url not in mail.text and "pat_" not in mail.text


def test_the_clinic_is_told_again_only_after_the_endpoint_was_on_again(courier: Courier) -> None:
    give_up(courier, paid_event(1))
    courier.world.services.switch_endpoint(CLINIC, courier.endpoint.id, enabled=True)
    courier.world.deliveries.send([Delivery(courier.endpoint.id, paid_event(2), courier.endpoint.queue_number)])
    courier.run(span=TRIED_FOR + timedelta(hours=5))
    assert told(courier) == [TURNED_OFF] * 2


def last_attempt(world: World, plan: FaultPlan | None = None) -> None:
    """The delivery that disables the endpoint, with a fault or without."""
    since, id = world.clock.now() - TRIED_FOR, f"we_{CLINIC}"
    guarded = world.guarded(plan) if plan else world
    guarded.services.deliver_event(Delivery(id, paid_event(1), 1), 9, since)


def about_to_fail() -> World:
    world = World()
    world.clinics.set_settings(CLINIC, notice_email=CLINIC_ADDRESS)
    endpoint = endpoint_for(CLINIC)
    world.events.save_endpoint(replace(endpoint, failures=9, failing_since=world.clock.now() - TRIED_FOR))
    world.webhooks.down.add(endpoint.url)
    return world


def calls_of_the_last_attempt() -> list[str]:
    plan = FaultPlan()
    last_attempt(about_to_fail(), plan)
    return plan.calls


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(len(calls_of_the_last_attempt())))
def test_a_process_that_dies_as_it_disables_an_endpoint_still_tells_the_clinic(at: int, when: When) -> None:
    """Once, after the delivery is repeated, the mail system reports and the sweep has run."""
    world = about_to_fail()
    with suppress(Unavailable):
        last_attempt(world, FaultPlan(at, when))
    last_attempt(world)
    (notice,) = world.ledger.rows.all(Notice)
    if world.mailer.sent:
        world.services.handle_mail_report(MailReport(notice.owner, notice.id))
    world.clock.pass_time(CONFIRMED_WITHIN)
    world.services.sweep()
    assert [mail.subject for mail in world.mailer.to(CLINIC_ADDRESS)] == [TURNED_OFF]


def test_an_endpoint_that_was_switched_off_gets_nothing_and_no_one_is_told(courier: Courier) -> None:
    courier.world.clinics.set_settings(CLINIC, notice_email=CLINIC_ADDRESS)
    switch = courier.world.services.switch_endpoint
    off = switch(CLINIC, courier.endpoint.id, enabled=False)
    assert off == switch(CLINIC, courier.endpoint.id, enabled=False)
    courier.queue(paid_event(1))
    courier.run()
    assert switch(CLINIC, courier.endpoint.id, enabled=True).is_enabled
    courier.world.deliveries.send([Delivery(courier.endpoint.id, paid_event(2), courier.endpoint.queue_number)])
    courier.run()
    assert courier.arrived() == [paid_event(2).id] and told(courier) == []


def test_events_are_resent_from_a_time_on(courier: Courier) -> None:
    kept = courier.world.events.kept
    kept |= {(CLINIC, number): (paid_event(number), NOON + timedelta(hours=number - 5)) for number in range(1, 6)}
    resent = courier.world.services.resend_events(CLINIC, courier.endpoint.id, since=NOON - timedelta(hours=2))
    courier.run()
    assert (resent.queued, courier.arrived()) == (3, [paid_event(number).id for number in (3, 4, 5)])
    assert (resent.last, resent.is_more) == (paid_event(5).id, False)
    nothing = courier.world.services.resend_events(CLINIC, courier.endpoint.id, 5)
    assert (nothing.queued, nothing.last, nothing.is_more) == (0, None, False)


def test_more_events_than_one_resend_takes_are_told_with_the_last_that_was_queued(courier: Courier) -> None:
    kept = courier.world.events.kept
    kept |= {(CLINIC, number): (paid_event(number), NOON) for number in range(1, MOST_RESENT + 2)}
    resend = courier.world.services.resend_events
    first = resend(CLINIC, courier.endpoint.id, 0)
    assert (first.queued, first.last, first.is_more) == (MOST_RESENT, paid_event(MOST_RESENT).id, True)
    rest = resend(CLINIC, courier.endpoint.id, MOST_RESENT)
    assert (rest.queued, rest.last, rest.is_more) == (1, paid_event(MOST_RESENT + 1).id, False)


def test_a_dead_endpoint_delays_no_other_endpoint(courier: Courier) -> None:
    fine = endpoint_for(CLINIC, id="we_fine", url="https://fine.example")
    courier.world.events.save_endpoint(fine)
    courier.world.webhooks.down.add(courier.endpoint.url)
    courier.queue(paid_event())
    courier.queue(paid_event(), destination="we_fine")
    courier.run()
    assert [url for url, _, _ in courier.world.webhooks.seen] == [courier.endpoint.url, "https://fine.example"]


def test_an_event_that_an_endpoint_never_takes_stops_only_its_patient(courier: Courier) -> None:
    world = courier.world
    poison = paid_event(1, ANA)
    world.webhooks.refused.add(poison.id)
    courier.queue(poison, paid_event(2, ANA), paid_event(3, BEN, 1))
    courier.run(span=timedelta(minutes=5))
    assert paid_event(3).id in courier.arrived() and paid_event(2).id not in courier.arrived()
    for day in range(80):
        courier.queue(paid_event(10 + day, BEN, 2 + day))
        courier.run(span=timedelta(hours=1))
    courier.run(span=timedelta(hours=5))
    assert courier.endpoint.is_enabled, "others succeeded all the time"
    assert paid_event(2).id in courier.arrived()
    given_up = [each.event_id for _, each in world.events.tried if each.status is AttemptStatus.GIVEN_UP]
    assert given_up == [poison.id] and world.counters.counts["EventsGivenUp"] == 1


def test_an_endpoint_that_is_gone_is_disabled_at_once(courier: Courier) -> None:
    courier.world.webhooks.responses.append(410)
    courier.queue(paid_event())
    courier.run()
    assert courier.endpoint.disabled_at == NOON


def test_a_removed_or_disabled_endpoint_is_not_called(courier: Courier) -> None:
    courier.queue(paid_event(), destination="we_removed")
    courier.world.events.save_endpoint(courier.endpoint.changed(disabled_at=NOON))
    courier.queue(paid_event())
    courier.run()
    assert not courier.world.webhooks.seen and not courier.world.deliveries.waiting


def test_events_are_resent_in_order_after_an_endpoint_was_disabled(courier: Courier) -> None:
    world = courier.world
    world.events.kept |= {(CLINIC, number): (paid_event(number), NOON) for number in range(1, 6)}
    world.events.save_endpoint(courier.endpoint.changed(disabled_at=NOON))
    resent = world.services.resend_events(CLINIC, courier.endpoint.id, 2)
    courier.run()
    assert (resent.queued, resent.is_more, courier.endpoint.is_enabled) == (3, False, True)
    assert courier.arrived() == [paid_event(number).id for number in (3, 4, 5)]


def test_what_was_queued_before_a_resend_is_dropped(courier: Courier) -> None:
    world = courier.world
    world.events.kept |= {(CLINIC, number): (paid_event(number), NOON) for number in (1, 2)}
    courier.queue(paid_event(2))
    world.services.resend_events(CLINIC, courier.endpoint.id, 0)
    courier.run()
    assert courier.arrived() == [paid_event(1).id, paid_event(2).id]


@pytest.mark.parametrize("at", range(5))
def test_a_delivery_that_writes_amid_a_resend_fails_no_resend(courier: Courier, at: int) -> None:
    """Whichever call it comes before: each event is queued once, and the endpoint is on."""
    world = courier.world
    world.events.kept |= {(CLINIC, number): (paid_event(number), NOON) for number in (1, 2)}
    world.events.save_endpoint(courier.endpoint.changed(disabled_at=NOON))

    def deliver() -> None:
        world.events.save_endpoint(courier.endpoint.failed(NOON))

    plan = InterleaveAt(at, deliver)
    resent = world.guarded(plan).services.resend_events(CLINIC, courier.endpoint.id, 0)
    assert resent.queued == 2 and len(plan.calls) > at
    courier.run()
    assert courier.endpoint.is_enabled and courier.arrived() == [paid_event(1).id, paid_event(2).id]


@pytest.mark.parametrize("at", range(1, 5))
def test_a_success_amid_a_resend_does_not_resend_what_was_delivered_before(courier: Courier, at: int) -> None:
    world = courier.world
    before = replace(paid_event(1), occurred_at=NOON - timedelta(days=10))
    world.events.kept |= {(CLINIC, 1): (before, before.occurred_at), (CLINIC, 2): (paid_event(2), NOON)}
    world.events.save_endpoint(courier.endpoint.failed(NOON))

    def succeed() -> None:
        if courier.endpoint.failures:
            world.events.save_endpoint(courier.endpoint.succeeded())

    plan = InterleaveAt(at, succeed)
    world.guarded(plan).services.resend_events(CLINIC, courier.endpoint.id, None)
    assert len(plan.calls) > at
    courier.run()
    assert courier.arrived() == [paid_event(2).id]


def test_an_event_that_the_bus_does_not_take_for_days_is_given_up_and_counted(courier: Courier) -> None:
    courier.world.bus.is_down = True
    courier.queue(paid_event(), destination="bus")
    courier.run(span=TRIED_FOR + timedelta(days=1))
    assert not courier.world.deliveries.waiting and courier.world.counters.counts["EventsGivenUp"] == 1


def test_the_bus_gets_events_when_it_is_up_again(courier: Courier) -> None:
    courier.world.bus.is_down = True
    courier.queue(paid_event(), destination="bus")
    courier.run()
    courier.world.bus.is_down = False
    courier.run(span=timedelta(minutes=1))
    assert courier.world.bus.put_events == [paid_event()]


def test_an_endpoint_holds_who_made_it_when_and_for_which_events(courier: Courier) -> None:
    make, wanted = courier.world.services.make_endpoint, (EventType.DISPUTE_OPENED, EventType.REFUND_FAILED)
    made = make(CLINIC, "https://ehr.example/", (*wanted, *wanted), SAM).endpoint
    assert made == WebhookEndpoint(
        id=made.id, clinic_id=CLINIC, url="https://ehr.example/", types=wanted, created_at=NOON, created_by=SAM
    )
    assert re.fullmatch("we_[0-9a-f]{26}", made.id) and courier.world.events.endpoint(CLINIC, made.id) == made
    assert make(CLINIC, "https://ehr.example/all", (), SAM).endpoint.types == ALL_TYPES


def test_a_clinic_has_ten_endpoints_at_most(courier: Courier) -> None:
    make = courier.world.services.make_endpoint
    for number in range(MOST_ENDPOINTS - 1):
        make(CLINIC, f"https://ehr.example/{number}", (), SAM)
    with pytest.raises(NotAllowed) as refused:
        make(CLINIC, "https://ehr.example/more", (), SAM)
    assert refused.value.code == "too_many_endpoints"


def test_a_test_event_is_answered_at_once_and_kept_nowhere(courier: Courier) -> None:
    courier.world.webhooks.responses.append(503)
    answer = courier.world.services.send_test_event(CLINIC, courier.endpoint.id)
    assert answer.http_status == 503 and not courier.world.events.kept and courier.endpoint.failures == 0
    ((url, body, _),) = courier.world.webhooks.seen
    sent = json.loads(body)
    assert url == courier.endpoint.url and sent["id"].startswith("evt_test_")
    assert sent["data"] == {"endpoint_id": courier.endpoint.id} and sent["seq"] == 0 and sent["patient_id"] is None
    with pytest.raises(NotFound):
        courier.world.services.send_test_event("clinic_other", courier.endpoint.id)
