"""Notices: once per event, to those who want them, in their language, with nothing of the patient in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.errors import Invalid, MailNotTaken, MailRefused, NotFound, Unavailable
from chalicelib.credit.events import Event, EventType
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.notice import (
    CONFIRMED_WITHIN,
    FIRST_PAUSE,
    OUT_OF_DATE_AFTER,
    MailReport,
    Notice,
    NoticeStatus,
    Switch,
    Topic,
)
from chalicelib.credit.notice_words import ENGLISH_WORDS, FRENCH_WORDS
from chalicelib.credit.person import Person
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.small import NOON
from tests.fakes.world import World

ADDRESS, CLINIC_ADDRESS = "ana@example.com", "accounts@maple.example"


@pytest.fixture
def world() -> World:
    """Ana has an address, Ben has none, and the clinic has one."""
    made = World()
    made.services.save_person(Person(patient=ANA, name="Ana Núñez", email=ADDRESS, language="en"))
    made.services.save_person(Person(patient=BEN, name="Ben Okafor"))
    made.clinics.set_settings("clinic_demo", notice_email=CLINIC_ADDRESS)
    return made


def event(type: EventType, patient: PatientKey | None = ANA, id: str = "evt_1", **data: Any) -> Event:
    return Event(
        id=id,
        type=type,
        clinic_id="clinic_demo",
        patient_id=patient.patient_id if patient else None,
        seq=1,
        occurred_at=NOON,
        data={"amount": {"amount": 5_000, "currency": "cad"}, "source": "card_online", **data},
    )


def send(world: World, *events: Event) -> list[tuple[str, str]]:
    """Deliver events and return the mails: the address and the subject of each."""
    for each in events:
        world.services.send_notices(each)
    return [(mail.to, mail.subject) for mail in world.mailer.sent]


def stored(world: World) -> Notice:
    (notice,) = world.ledger.rows.all(Notice)
    return notice


def report(world: World, problem: Undeliverable | None = None, address: str = ADDRESS) -> None:
    """The mail system reports the only notice."""
    notice = stored(world)
    found = AddressProblem(address, problem, NOON) if problem else None
    world.services.handle_mail_report(MailReport(notice.owner, notice.id, found))


PAID = event(EventType.PAYMENT_SUCCEEDED)
RECEIVED = "Your payment was received"


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        (EventType.PAYMENT_SUCCEEDED, [(ADDRESS, RECEIVED)]),
        (EventType.REFUND_CREATED, []),
        (EventType.REFUND_SUCCEEDED, [(ADDRESS, "Your refund was sent")]),
        (
            EventType.REFUND_FAILED,
            [(ADDRESS, "Your refund could not be completed"), (CLINIC_ADDRESS, "A refund failed")],
        ),
        (EventType.APPLICATION_CREATED, [(ADDRESS, "Account credit was applied")]),
        (EventType.APPLICATION_REMOVED, []),
        (EventType.DISPUTE_OPENED, [(CLINIC_ADDRESS, "A payment was disputed")]),
        (EventType.SETTINGS_CHANGED, []),
    ],
)
def test_each_event_reaches_those_it_concerns(world: World, type: EventType, expected: list[tuple[str, str]]) -> None:
    assert send(world, event(type)) == expected


def test_the_clinic_hears_of_accounts_and_of_differences(world: World) -> None:
    send(world, event(EventType.ACCOUNT_INELIGIBLE, None))
    world.services.send_notices.proof_differs("clinic_demo")
    world.services.send_notices.proof_differs("clinic_demo")
    assert [mail.subject for mail in world.mailer.to(CLINIC_ADDRESS)] == [
        "A payments account needs action",
        "Last night's proof has differences",
    ]


@pytest.mark.parametrize(("source", "mails"), [("recorded", 1), ("memo", 0), ("opening_balance", 0)])
def test_only_a_payment_with_a_receipt_is_told_of(world: World, source: str, mails: int) -> None:
    assert len(send(world, event(EventType.PAYMENT_RECORDED, source=source))) == mails


def test_an_event_that_is_delivered_again_sends_nothing_more(world: World) -> None:
    assert send(world, PAID, PAID, PAID, event(EventType.PAYMENT_SUCCEEDED, id="evt_2")) == [(ADDRESS, RECEIVED)] * 2


def test_nothing_is_kept_for_a_patient_without_an_address(world: World) -> None:
    assert send(world, event(EventType.PAYMENT_SUCCEEDED, BEN)) == []
    assert not list(world.ledger.rows.all(Notice))


def test_an_event_of_long_ago_sends_nothing(world: World) -> None:
    world.clock.pass_time(OUT_OF_DATE_AFTER + timedelta(seconds=1))
    assert send(world, PAID) == []


@pytest.mark.parametrize(
    ("language", "subject"), [("en", RECEIVED), ("fr-CA", "Votre paiement a été reçu"), (None, RECEIVED)]
)
def test_the_patients_language_decides_the_words(world: World, language: str | None, subject: str) -> None:
    world.services.save_person(Person(patient=ANA, name="Ana", email=ADDRESS, language=language))
    assert send(world, PAID) == [(ADDRESS, subject)]


def test_without_a_language_from_the_clinic_that_of_the_page_counts(world: World) -> None:
    world.services.choose_notices(BEN, "ben@example.com", frozenset(), "fr-CA")
    assert send(world, event(EventType.PAYMENT_SUCCEEDED, BEN)) == [("ben@example.com", "Votre paiement a été reçu")]


def test_a_mail_has_the_way_to_sign_in_and_nothing_about_the_patient_or_the_clinic(world: World) -> None:
    send(world, PAID)
    (mail,) = world.mailer.sent
    assert "https://credit.example/account\n" in mail.text
    assert mail.headers["List-Unsubscribe"] == "<https://credit.example/account#/notices>"
    written = f"{mail.subject} {mail.text}"
    assert not [word for word in ("Ana", "Núñez", "Maple", "Érable", "pat_ana", "50", ADDRESS) if word in written]


def test_the_clinics_mail_leads_to_its_pages_and_names_no_patient(world: World) -> None:
    send(world, event(EventType.DISPUTE_OPENED))
    (mail,) = world.mailer.sent
    assert "https://credit.example/clinic\n" in mail.text and "List-Unsubscribe" not in mail.headers


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_words_in_both_languages_fit_for_a_header(topic: Topic) -> None:
    for words in (ENGLISH_WORDS[topic], FRENCH_WORDS[topic]):
        assert len(words.subject) <= 60 and words.subject.isprintable() and words.sentence.isprintable()
    assert ENGLISH_WORDS[topic] != FRENCH_WORDS[topic]


# Once, whatever fails


def test_a_mail_that_was_not_taken_is_sent_by_the_sweep(world: World) -> None:
    world.mailer.faults = [MailNotTaken(), MailNotTaken()]
    assert send(world, PAID) == [] and stored(world).status is NoticeStatus.DUE
    for pause in (FIRST_PAUSE, 2 * FIRST_PAUSE):
        world.clock.pass_time(pause)
        world.services.sweep()
    assert len(world.mailer.sent) == 1 and stored(world).status is NoticeStatus.SENT


def test_a_lost_response_sends_nothing_more_once_the_mail_is_reported(world: World) -> None:
    world.mailer.faults = [Unavailable()]
    assert len(send(world, PAID, PAID)) == 1 and stored(world).status is NoticeStatus.SENDING
    report(world)
    world.clock.pass_time(CONFIRMED_WITHIN)
    world.services.sweep()
    assert len(world.mailer.sent) == 1 and stored(world).status is NoticeStatus.SENT


def test_a_lost_response_without_a_report_loses_no_notice(world: World) -> None:
    world.mailer.faults = [Unavailable()]
    send(world, PAID)
    world.clock.pass_time(CONFIRMED_WITHIN)
    world.services.sweep()
    assert len(world.mailer.sent) == 2 and stored(world).status is NoticeStatus.SENT


def test_a_refused_mail_is_counted_and_not_repeated(world: World) -> None:
    world.mailer.faults = [MailRefused("MessageRejected")]
    assert send(world, PAID, PAID) == [] and stored(world).status is NoticeStatus.REFUSED
    assert world.counters.counts["NoticesNotSent"] == 1


def test_an_outage_of_days_gives_the_notice_up_and_counts_it(world: World) -> None:
    world.mailer.faults = [MailNotTaken()] * 100
    send(world, PAID)
    for _ in range(15):
        world.clock.pass_time(timedelta(hours=6))
        world.services.sweep()
    assert stored(world).status is NoticeStatus.GIVEN_UP and world.counters.counts["NoticesNotSent"] == 1


def calls_of_a_notice() -> list[str]:
    plan = FaultPlan()
    made = World()
    made.services.save_person(Person(patient=ANA, name="Ana", email=ADDRESS))
    made.guarded(plan).services.send_notices(PAID)
    return plan.calls


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(len(calls_of_a_notice())))
def test_a_process_that_dies_at_any_call_sends_the_notice_once(world: World, at: int, when: When) -> None:
    """After the mail system's report, the event's second delivery and the sweeps."""
    broken = world.guarded(FaultPlan(at, when))
    try:
        broken.services.send_notices(PAID)
    except Unavailable:
        world.services.send_notices(PAID)
    if world.mailer.sent:
        report(world)
    for _ in range(3):
        world.clock.pass_time(CONFIRMED_WITHIN)
        world.services.sweep()
    assert len(world.mailer.sent) == 1 and stored(world).status is NoticeStatus.SENT


# Choices


def test_a_switch_that_is_off_stops_its_notices_alone(world: World) -> None:
    world.services.choose_notices(ANA, ADDRESS, frozenset({Switch.RECEIPT}))
    assert send(world, PAID, event(EventType.APPLICATION_CREATED)) == [(ADDRESS, "Account credit was applied")]


def test_a_patients_own_address_counts_before_the_clinics(world: World) -> None:
    world.services.choose_notices(ANA, "me@example.com", frozenset())
    assert send(world, PAID) == [("me@example.com", RECEIVED)]


def test_a_patient_without_an_address_of_their_own_follows_the_clinics(world: World) -> None:
    world.services.choose_notices(ANA, ADDRESS, frozenset())
    world.services.save_person(Person(patient=ANA, name="Ana", email="new@example.com"))
    assert send(world, PAID) == [("new@example.com", RECEIVED)]


def test_a_patient_who_wants_no_mail_gets_none_whatever_the_clinic_enters(world: World) -> None:
    assert world.services.choose_notices(ANA, None, frozenset()).email is None
    world.services.save_person(Person(patient=ANA, name="Ana", email="new@example.com"))
    assert send(world, PAID) == []


@pytest.mark.parametrize("email", ["", "ana", "ana@example.com\r\nBcc: ben@example.com", "a@b.co,c@d.co"])
def test_what_is_no_address_is_refused_by_field(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.services.choose_notices(ANA, email, frozenset())
    assert [error.field for error in refused.value.errors] == ["email"]
    assert world.services.read_notice_choices(ANA).email == ADDRESS


def test_an_address_of_the_clinics_that_cannot_be_mailed_to_gets_nothing(world: World) -> None:
    """One on file from before such addresses were refused."""
    known = world.services.save_person(Person(patient=ANA, name="Ana"))
    world.ledger.save_person(replace(known, email="ana,ben@example.com", revision=known.revision + 1), known)
    assert send(world, PAID) == []


# Bounces and complaints


@pytest.mark.parametrize("problem", Undeliverable)
def test_a_bounce_or_a_complaint_switches_the_address_off_and_is_shown(world: World, problem: Undeliverable) -> None:
    send(world, PAID)
    for _ in range(2):
        report(world, problem, ADDRESS.upper())
    choices = world.services.read_notice_choices(ANA)
    assert choices.email == ADDRESS and choices.problem and choices.problem.reason is problem
    assert send(world, event(EventType.APPLICATION_CREATED)) == [(ADDRESS, RECEIVED)]
    assert world.counters.counts["NoticeAddressesSwitchedOff"] == 1


def test_an_address_stays_off_until_another_one_is_entered(world: World) -> None:
    send(world, PAID)
    report(world, Undeliverable.BOUNCED)
    assert world.services.choose_notices(ANA, ADDRESS, frozenset({Switch.REFUND})).problem
    assert not world.services.choose_notices(ANA, "other@example.com", frozenset()).problem
    assert not world.services.choose_notices(ANA, ADDRESS, frozenset()).problem


def test_a_bounce_of_an_address_that_was_replaced_changes_nothing(world: World) -> None:
    send(world, PAID)
    world.services.choose_notices(ANA, "other@example.com", frozenset())
    report(world, Undeliverable.BOUNCED)
    assert not world.services.read_notice_choices(ANA).problem


def test_the_clinics_address_is_switched_off_until_it_changes(world: World) -> None:
    send(world, event(EventType.DISPUTE_OPENED))
    for _ in range(2):
        report(world, Undeliverable.BOUNCED, CLINIC_ADDRESS)
    assert world.counters.counts["NoticeAddressesSwitchedOff"] == 1
    assert world.clinics.get("clinic_demo").notice_problem
    assert len(send(world, event(EventType.DISPUTE_OPENED, id="evt_2"))) == 1
    world.services.change_billing_settings("clinic_demo", {"top_up_minimum": 1_000}, 1, SAM)
    assert world.clinics.get("clinic_demo").notice_problem
    world.services.change_billing_settings("clinic_demo", {"notice_email": "other@maple.example"}, 2, SAM)
    assert world.clinics.get("clinic_demo").notice_problem is None
    assert len(send(world, event(EventType.DISPUTE_OPENED, id="evt_3"))) == 2


def test_a_report_of_no_notice_changes_nothing(world: World) -> None:
    world.services.handle_mail_report(MailReport(ANA, "ntc_x", AddressProblem(ADDRESS, Undeliverable.BOUNCED, NOON)))
    assert not world.services.read_notice_choices(ANA).problem


# Patients who go


def test_erasing_a_patient_removes_the_address_and_the_choices(world: World) -> None:
    world.services.choose_notices(ANA, "me@example.com", frozenset({Switch.REFUND}))
    world.services.erase_patient(ANA)
    assert world.ledger.notice_preferences(ANA).revision == 0
    assert send(world, PAID) == [] and "example.com" not in repr(world.ledger.rows.__dict__)


def test_a_patient_known_by_their_choices_alone_can_be_erased(world: World) -> None:
    new = replace(ANA, patient_id="pat_new")
    world.services.choose_notices(new, "new@example.com", frozenset())
    world.services.erase_patient(new)
    with pytest.raises(NotFound):
        world.services.erase_patient(new)


def test_a_merge_keeps_the_choices_of_the_patient_who_stays(world: World) -> None:
    world.services.choose_notices(ANA, "me@example.com", frozenset())
    world.services.choose_notices(BEN, "ben@example.com", frozenset({Switch.REFUND}))
    world.services.merge_patients(MergeRequest(patient=ANA, into=BEN, reason="Same", actor=SAM, idempotency_key="k"))
    assert world.ledger.notice_preferences(ANA).revision == 0
    assert world.services.read_notice_choices(BEN).off == {Switch.REFUND}
    assert send(world, PAID) == [("ben@example.com", RECEIVED)]
