"""The operator's log: what a job writes there, field by field, since alarms and searches go by it."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.aws.work_messages import message_of
from chalicelib.credit.email_address import Undeliverable
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.notice import Notice, NoticeStatus
from chalicelib.credit.person import Person
from chalicelib.credit.read_only import ReadOnly
from chalicelib.jobs import deliveries, doctor, events, night, notices, receipts, schedule, work
from chalicelib.services.due_work.work_off import WorkReport
from chalicelib.services.ports import WorkItem
from chalicelib.services.ports.checks import Finding
from tests.fakes.events import paid_event
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import When
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.jobs.test_jobs import NoQueue, entry_changed, of
from tests.jobs.test_outgoing_events import act_item, batch
from tests.jobs.test_outgoing_events import change as change_of
from tests.services.actions import FailOn

ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
Line = tuple[str, str, dict[str, Any]]


class Lines(logging.Handler):
    """Keep the level, the message and the extra fields of each line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Line] = []
        self.has_trace: list[bool] = []

    def emit(self, record: logging.LogRecord) -> None:
        fields = {name: held for name, held in vars(record).items() if name not in ORDINARY}
        self.found.append((record.levelname, record.getMessage(), fields))
        self.has_trace.append(record.exc_info is not None)

    def of(self, message: str) -> list[Line]:
        return [line for line in self.found if line[1] == message]


@pytest.fixture
def log() -> Iterator[Lines]:
    lines, logger = Lines(), logging.getLogger("account-credit")
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


@pytest.fixture
def world() -> World:
    return World()


def test_a_paused_job_is_logged_with_what_it_left(world: World, log: Lines) -> None:
    world.clinics.save_read_only(ReadOnly(since=NOON, by="kim", reason="moving"))
    item = {"body": message_of(WorkItem(ANA, "pay_1"))}
    assert work.on_due_work([item, item], world.services) == {"paused": 2}
    night.on_night(world.services)
    schedule.on_schedule(world.services)
    assert log.found == [
        ("INFO", "paused_read_only", {"messages": 2}),
        ("INFO", "paused_read_only", {}),
        ("INFO", "paused_read_only", {}),
    ]


def test_messages_that_cannot_be_read_are_counted_in_the_log_and_stop_no_other(world: World, log: Lines) -> None:
    good = {"body": message_of(WorkItem(ANA, "pay_x"))}
    counts = work.on_due_work([{"body": "{}"}, good, {"body": "no JSON"}], world.services)
    assert counts["gone"] == 1
    assert log.found == [("ERROR", "message_not_read", {"messages": 2})]


def test_what_was_worked_off_is_named_by_finding(log: Lines) -> None:
    work.log_work(WorkReport(discrepancies=["one", "two"], broken=["three"]))
    assert log.found == [
        ("ERROR", "ledger_discrepancy", {"finding": "one"}),
        ("ERROR", "ledger_discrepancy", {"finding": "two"}),
        ("ERROR", "work_item_failed", {"finding": "three"}),
    ]


def test_the_workers_log_what_failed_and_count_it(world: World, log: Lines) -> None:
    started = world.started()
    world.clock.sleep(300)
    failing = world.guarded(FailOn("payment", When.BEFORE, times=99)).services
    assert work.on_due_work([{"body": message_of(WorkItem(ANA, started.id))}], failing)["failed"] == 1
    assert log.of("work_item_failed") == [("ERROR", "work_item_failed", {"finding": f"{started.id}: Unavailable"})]


def test_the_schedule_logs_the_sweep_and_the_accounts_that_it_read(world: World, log: Lines) -> None:
    world.started()
    world.clock.sleep(25 * 3600)
    counts = schedule.on_schedule(world.services)
    assert counts and log.of("sweep_completed") == [("INFO", "sweep_completed", {"counts": counts})]
    ((level, _, fields),) = log.of("accounts_refreshed")
    assert level == "INFO" and sum(fields["counts"].values()) == 4
    log.found.clear()
    assert schedule.on_schedule(world.services) == {} and log.found == []


@pytest.mark.parametrize(
    ("port", "step"),
    [
        ("open_quarantined_count", "MeasureQuarantine"),
        ("stuck_positions_count", "MeasureStuckTransfers"),
        ("oldest_due", "MeasureDueWork"),
        ("due_between", "SendDueWork"),
    ],
)
def test_a_step_of_the_schedule_that_fails_stops_no_other(world: World, log: Lines, port: str, step: str) -> None:
    started = world.started()
    world.clock.sleep(1_260)
    world.stripe.pay(started.payment_intent_id or "")
    counts = schedule.on_schedule(world.guarded(FailOn(port, When.BEFORE)).services)
    assert log.of("schedule_step_failed") == [("ERROR", "schedule_step_failed", {"step": step, "fault": "Unavailable"})]
    assert counts["receipt"] == 1


def test_the_night_logs_its_counts_and_how_many_days_were_kept(world: World, log: Lines) -> None:
    world.clock.pass_time(timedelta(days=1))
    counts = night.on_night(world.services)
    assert log.found == [("INFO", "night_proven", {"counts": counts, "report_days": 2})]
    assert counts == {"proven": 2, "differences": 0}


def test_a_clinic_that_cannot_be_proven_is_named_in_the_log_and_the_others_are(world: World, log: Lines) -> None:
    counts = night.on_night(world.guarded(FailOn("dates", When.BEFORE)).services)
    assert log.of("proof_failed") == [("ERROR", "proof_failed", {"finding": "clinic_demo: Unavailable"})]
    assert (counts["failed"], counts["proven"]) == (1, 1)


def test_a_clinic_with_differences_is_notified(world: World) -> None:
    world.clinics.set_settings("clinic_demo", notice_email="accounts@maple.example")
    world.paid()
    world.clock.pass_time(timedelta(days=1))
    assert night.on_night(world.services)["differences"] > 0
    assert [mail.to for mail in world.mailer.sent] == ["accounts@maple.example"]


def test_the_doctor_s_findings_are_logged_with_what_fixes_them(log: Lines) -> None:
    world = World(checks={"a": lambda: [Finding("It is broken.", "Fix it.")], "b": list})
    assert doctor.on_doctor(world.services) == {"findings": 1}
    assert log.found == [
        ("ERROR", "doctor_finding", {"finding": "It is broken.", "fix": "Fix it."}),
        ("INFO", "doctor_done", {"checks": 4, "findings": 1}),
    ]


def test_an_entry_that_was_changed_is_logged_as_an_error(world: World, log: Lines) -> None:
    receipts.on_credit_change([entry_changed(world, at="2026-11-23T09:00:00.000Z")], world.services)
    ((level, _, fields),) = log.of("entry_changed")
    assert level == "ERROR" and "entry#000000000001" in fields["entry"]


def test_an_operator_s_act_that_was_changed_is_logged_as_an_error(world: World, log: Lines) -> None:
    events.on_event_source([change_of(act_item("other"), act_item("moved"))], world.services)
    ((level, _, fields),) = log.of("act_changed")
    assert level == "ERROR" and fields.keys() == {"act"} and "acts#" in fields["act"]


def test_messages_that_were_not_sent_are_counted_in_the_log(log: Lines) -> None:
    world = World(messages=NoQueue())
    receipts.on_credit_change([of(world.started()), of(world.started(BEN))], world.services)
    assert log.found == [("ERROR", "messages_not_sent", {"items": 2, "fault": "Unavailable"})]


def test_a_delivery_that_breaks_is_logged_with_its_message_and_waits_half_a_minute(world: World, log: Lines) -> None:
    records = batch(world, paid_event(1))
    records[0]["body"] = "{}"
    deliveries.on_delivery(records, world.services)
    assert log.found == [("ERROR", "delivery_failed", {"message_id": "m0"})] and log.has_trace == [True]
    assert world.deliveries.waiting[0].visible_at == NOON + timedelta(seconds=30)


def test_what_is_behind_a_failed_delivery_is_looked_at_a_second_later(world: World) -> None:
    world.webhooks.responses.append(500)
    deliveries.on_delivery(batch(world, paid_event(1), paid_event(2)), world.services)
    first, behind = world.deliveries.waiting
    assert (first.visible_at, behind.visible_at) == (NOON + timedelta(seconds=5), NOON + timedelta(seconds=1))


def mail_event(notice: Notice, **more: Any) -> dict[str, Any]:
    """SES's event of a notice, as EventBridge hands it on."""

    def tag(text: str) -> list[str]:
        return [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")]

    named = {"clinic": notice.owner.clinic_id, "owner": notice.owner.patient_id, "notice": notice.id}
    tags = {"ses:configuration-set": ["test-notices"], **{name: tag(text) for name, text in named.items()}}
    return {"detail": {"mail": {"tags": tags}, **more}}


def bounced(address: str) -> dict[str, Any]:
    recipients, at = [{"emailAddress": address}], "2026-11-23T12:00:00.000Z"
    return {"bounce": {"bounceType": "Permanent", "bouncedRecipients": recipients, "timestamp": at}}


def noticed(world: World) -> Notice:
    world.services.save_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
    world.services.send_notices(paid_event(1))
    (notice,) = world.ledger.rows.all(Notice)
    return notice


def test_a_report_of_the_mail_system_reaches_its_notice_and_the_address(world: World, log: Lines) -> None:
    notice = noticed(world)
    notices.on_mail_event(mail_event(notice, **bounced("ana@example.com")), world.services)
    kept = world.ledger.notice(notice.owner, notice.id)
    assert kept and (kept.status, kept.next_check_at) == (NoticeStatus.SENT, None)
    problem = world.ledger.notice_preferences(ANA).problem
    assert problem and problem.reason is Undeliverable.BOUNCED and log.found == []


def test_a_report_of_another_deployment_s_mail_is_left_alone(world: World, log: Lines) -> None:
    notice = noticed(world)
    other = mail_event(notice)
    other["detail"]["mail"]["tags"]["ses:configuration-set"] = ["other-notices"]
    notices.on_mail_event(other, world.services)
    assert world.ledger.notice(notice.owner, notice.id) == notice and log.found == []


def test_a_report_about_a_clinic_that_is_gone_is_logged_and_done_with(world: World, log: Lines) -> None:
    world.clinics.set_settings("clinic_demo", notice_email="accounts@maple.example")
    world.services.send_notices.proof_differs("clinic_demo")
    (notice,) = world.ledger.rows.all(Notice)
    gone = replace(notice, owner=replace(notice.owner, clinic_id="clinic_gone"))
    world.ledger.add_notice(gone)
    notices.on_mail_event(mail_event(gone, **bounced("accounts@maple.example")), world.services)
    assert log.found == [("WARNING", "mail_report_of_no_clinic", {})]


def test_a_malformed_report_is_logged_once_and_not_handed_over_again(world: World, log: Lines) -> None:
    notice = noticed(world)
    notices.on_mail_event(mail_event(notice, bounce={"bounceType": "Permanent"}), world.services)
    missing = "Object missing required field `bouncedRecipients` - at `$.detail.bounce`"
    assert log.found == [("WARNING", "mail_event_malformed", {"reason": missing})]
    assert world.ledger.notice(notice.owner, notice.id) == notice


def test_a_report_that_cannot_be_kept_is_handed_over_again(world: World) -> None:
    notice = noticed(world)
    with pytest.raises(Unavailable):
        notices.on_mail_event(mail_event(notice), world.guarded(FailOn("notice", When.BEFORE)).services)
