"""The state of a webhook endpoint and of a notice: when each is tried next, and when it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.events import EventType
from chalicelib.credit.notice import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MailReport,
    Notice,
    NoticePreferences,
    NoticeStatus,
    Switch,
    Topic,
    notices_of,
    proof_difference,
    webhook_disabled,
)
from chalicelib.credit.person import Person
from chalicelib.credit.webhooks import Answer, WebhookEndpoint, pause_after
from tests.fakes.events import endpoint_for, paid_event
from tests.fakes.examples import ANA
from tests.fakes.small import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ENDPOINT: WebhookEndpoint = endpoint_for("clinic_demo")
NOTICE = Notice(id="ntc_1", owner=ANA, topic=Topic.PAYMENT_ADDED, at=NOON)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 5), (2, 30), (3, 120), (4, 600), (5, 1_800), (6, 3_600), (7, 7_200), (8, 14_400), (9, 14_400), (99, 14_400)],
)
def test_the_pause_grows_with_the_failures_in_a_row(failures: int, seconds: int) -> None:
    assert pause_after(failures) == timedelta(seconds=seconds)


def test_an_endpoint_that_fails_is_tried_less_and_less_and_given_up_after_three_days() -> None:
    once = ENDPOINT.failed(NOON)
    assert (once.failures, once.failing_since, once.next_attempt_at, once.disabled_at) == (1, NOON, None, None)
    twice = once.failed(NOON + MINUTE)
    assert (twice.failures, twice.failing_since) == (2, NOON)
    assert twice.next_attempt_at == NOON + MINUTE + timedelta(seconds=5)
    still = once.failed(NOON + 3 * DAY - MINUTE)
    over = once.failed(NOON + 3 * DAY)
    assert (still.is_enabled, over.is_enabled, over.disabled_at, over.was_given_up) == (
        True,
        False,
        NOON + 3 * DAY,
        True,
    )
    assert (once.version, twice.version) == (ENDPOINT.version + 1, ENDPOINT.version + 2)


def test_an_endpoint_that_is_gone_is_given_up_at_once() -> None:
    gone = ENDPOINT.failed(NOON, gone=True)
    assert (gone.disabled_at, gone.was_given_up) == (NOON, True)


def test_a_success_forgets_the_failures_and_changes_nothing_without_any() -> None:
    assert ENDPOINT.succeeded() is ENDPOINT
    again = ENDPOINT.failed(NOON).failed(NOON).succeeded()
    assert (again.failures, again.failing_since, again.next_attempt_at) == (0, None, None)


def test_an_endpoint_that_was_switched_off_has_a_new_queue_when_it_is_on_again() -> None:
    off = ENDPOINT.failed(NOON).failed(NOON).switched_off(NOON + DAY)
    assert (off.disabled_at, off.failures, off.failing_since, off.next_attempt_at) == (NOON + DAY, 0, None, None)
    assert not off.was_given_up and not ENDPOINT.was_given_up and not ENDPOINT.failed(NOON).was_given_up
    on = off.enabled()
    assert (on.is_enabled, on.queue_number, on.version) == (True, ENDPOINT.queue_number + 1, off.version + 1)
    given_up = ENDPOINT.failed(NOON).failed(NOON, gone=True).enabled()
    assert (given_up.failures, given_up.failing_since, given_up.next_attempt_at) == (0, None, None)


def test_the_secret_before_signs_for_a_day_after_a_new_one() -> None:
    rotated = ENDPOINT.with_new_secret(NOON)
    assert ENDPOINT.secret_numbers(NOON) == (1,)
    assert rotated.secret_numbers(NOON + DAY - MINUTE) == (2, 1) and rotated.secret_numbers(NOON + DAY) == (2,)


def test_an_endpoint_takes_the_events_that_it_wants_while_it_is_on() -> None:
    only = replace(ENDPOINT, types=(EventType.PAYMENT_SUCCEEDED,))
    assert only.takes(paid_event(1)) and not only.switched_off(NOON).takes(paid_event(1))
    assert not replace(ENDPOINT, types=(EventType.REFUND_FAILED,)).takes(paid_event(1))


@pytest.mark.parametrize(
    ("status", "is_success", "is_gone"),
    [
        (None, False, False),
        (199, False, False),
        (200, True, False),
        (299, True, False),
        (300, False, False),
        (410, False, True),
        (411, False, False),
    ],
)
def test_only_2xx_is_a_success_and_only_410_asks_for_no_more(
    status: int | None, is_success: bool, is_gone: bool
) -> None:
    answer = Answer(status, None, 1)
    assert (answer.is_success, answer.is_gone) == (is_success, is_gone)


def test_a_notice_is_claimed_postponed_and_ended() -> None:
    claimed = NOTICE.sending(NOON)
    assert (claimed.status, claimed.attempts, claimed.version) == (NoticeStatus.SENDING, 1, 2)
    assert claimed.next_check_at is not None and claimed.next_check_at > NOON
    ended = claimed.ended(NoticeStatus.SENT)
    assert (ended.status, ended.next_check_at, ended.attempts, ended.version) == (NoticeStatus.SENT, None, 1, 3)


@pytest.mark.parametrize(("attempts", "times"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16)])
def test_each_pause_of_a_notice_is_twice_the_one_before_up_to_the_longest(attempts: int, times: int) -> None:
    later = replace(NOTICE, attempts=attempts).postponed(NOON)
    assert (later.status, later.attempts, later.version) == (NoticeStatus.DUE, attempts, 2)
    assert later.next_check_at == NOON + min(FIRST_PAUSE * times, LONGEST_PAUSE)


def test_notices_of_a_clinic_are_one_per_subject() -> None:
    first, again = (proof_difference("clinic_demo", "2026-11-23", NOON + MINUTE * late) for late in (0, 1))
    assert first.id == again.id == first.owner.patient_id and first.owner.clinic_id == "clinic_demo"
    assert proof_difference("clinic_demo", "2026-11-24", NOON).id != first.id
    assert proof_difference("clinic_other", "2026-11-23", NOON).id != first.id
    assert (first.topic, first.at) == (Topic.PROOF_DIFFERENCE, NOON) and first.next_check_at
    off = webhook_disabled(ENDPOINT, NOON, NOON + MINUTE)
    assert (off.topic, off.at) == (Topic.WEBHOOK_DISABLED, NOON)
    assert off.next_check_at == first.next_check_at + MINUTE
    assert webhook_disabled(ENDPOINT, NOON + DAY, NOON + DAY).id == off.id
    assert webhook_disabled(ENDPOINT.enabled(), NOON, NOON).id != off.id


def test_an_event_s_notice_is_always_the_same_and_none_once_out_of_date() -> None:
    event = paid_event(1)
    (first,), (again,) = notices_of(event, NOON), notices_of(event, NOON + MINUTE)
    assert first.id == again.id and (first.owner, first.topic, first.at) == (ANA, Topic.PAYMENT_ADDED, NOON)
    assert first.next_check_at and again.next_check_at == first.next_check_at + MINUTE
    assert notices_of(event, NOON + 30 * DAY) == ()
    (of_clinic,) = notices_of(replace(event, type=EventType.ACCOUNT_INELIGIBLE, patient_id=None, data={}), NOON)
    assert of_clinic.owner.patient_id == of_clinic.id


@pytest.mark.parametrize(
    ("type", "source", "is_told"),
    [
        (EventType.PAYMENT_RECORDED, "recorded", True),
        (EventType.PAYMENT_RECORDED, "memo", False),
        (EventType.PAYMENT_RECORDED, "opening_balance", False),
        (EventType.PAYMENT_RECORDED, "transfer", False),
        (EventType.PAYMENT_SUCCEEDED, "transfer", True),
        (EventType.REFUND_CREATED, "card_online", False),
    ],
)
def test_only_money_that_came_in_is_told_as_received(type: EventType, source: str, is_told: bool) -> None:
    event = replace(paid_event(1), type=type, data={"source": source})
    assert bool(notices_of(event, NOON)) is is_told


PERSON = Person(patient=ANA, name="Ana", email="ana@example.com")
BOUNCED = AddressProblem("ana@example.com", Undeliverable.BOUNCED, NOON)
SWITCH = next(iter(Switch))


@pytest.mark.parametrize(
    ("chosen", "person", "address"),
    [
        ({}, PERSON, "ana@example.com"),
        ({}, None, None),
        ({"email": "own@example.com", "own": True}, PERSON, "own@example.com"),
        ({"email": None, "own": True}, PERSON, None),
        ({"email": "own@example.com", "own": False}, PERSON, "ana@example.com"),
    ],
)
def test_the_patient_s_own_address_counts_before_the_clinic_s(
    chosen: dict[str, Any], person: Person | None, address: str | None
) -> None:
    preferences = NoticePreferences(patient=ANA, **chosen)
    assert preferences.address(person) == preferences.recipient(SWITCH, person) == address


def test_no_one_is_written_to_who_wants_none_or_whose_address_does_not_work() -> None:
    preferences = NoticePreferences(patient=ANA, revision=3)
    assert replace(preferences, off=frozenset({SWITCH})).recipient(SWITCH, PERSON) is None
    broken = preferences.undeliverable(BOUNCED)
    assert (broken.problem, broken.revision, broken.recipient(SWITCH, PERSON)) == (BOUNCED, 4, None)
    assert broken.problem_of(PERSON) == BOUNCED
    moved = replace(PERSON, email="new@example.com")
    assert broken.problem_of(moved) is None and broken.recipient(SWITCH, moved) == "new@example.com"
    assert preferences.recipient(SWITCH, replace(PERSON, email="no address")) is None


def test_choosing_another_address_tries_it_and_choosing_the_same_keeps_what_is_known() -> None:
    broken = NoticePreferences(patient=ANA, language="fr-CA").undeliverable(BOUNCED)
    same = broken.chosen("ana@example.com", frozenset({SWITCH}), PERSON)
    assert (same.email, same.own, same.off, same.problem, same.revision, same.language) == (
        None,
        False,
        frozenset({SWITCH}),
        BOUNCED,
        2,
        "fr-CA",
    )
    other = broken.chosen("new@example.com", frozenset(), PERSON, "en")
    assert (other.email, other.own, other.problem, other.language) == ("new@example.com", True, None, "en")
    none = broken.chosen(None, frozenset(), PERSON)
    assert (none.email, none.own, none.problem) == (None, True, None)
    assert MailReport(ANA, "ntc_1").problem is None
