"""The promises of notices' storage: choices by revision, each notice once, and due ones after everything of money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.errors import Conflict
from chalicelib.credit.notice import Notice, NoticePreferences, NoticeStatus, Switch, Topic
from chalicelib.services.ports import Clinics, Ledger
from chalicelib.services.ports import WorkItem as Item
from tests.fakes.examples import ANA, BEN, maple, payment
from tests.fakes.small import NOON

CHOICES = NoticePreferences(
    patient=ANA,
    email="ana@example.com",
    own=True,
    off=frozenset({Switch.REFUND, Switch.RECEIPT}),
    problem=AddressProblem("ana@example.com", Undeliverable.COMPLAINED, NOON),
    revision=1,
)
NOTICE = Notice(id="ntc_1", owner=ANA, topic=Topic.PAYMENT_ADDED, at=NOON, next_check_at=NOON)


def test_choices_are_read_back_whole_and_are_one_patients(ledger: Ledger) -> None:
    ledger.save_notice_preferences(CHOICES)
    assert ledger.notice_preferences(ANA) == CHOICES
    assert ledger.notice_preferences(BEN) == NoticePreferences(patient=BEN)


@pytest.mark.parametrize("revision", [1, 3])
def test_choices_decided_on_another_revision_change_nothing(ledger: Ledger, revision: int) -> None:
    ledger.save_notice_preferences(CHOICES)
    with pytest.raises(Conflict):
        ledger.save_notice_preferences(replace(CHOICES, email="other@example.com", revision=revision))
    assert ledger.notice_preferences(ANA) == CHOICES


def test_forgotten_choices_are_gone_and_can_be_forgotten_again(ledger: Ledger) -> None:
    ledger.save_notice_preferences(CHOICES)
    ledger.forget_notice_preferences(ANA)
    ledger.forget_notice_preferences(ANA)
    assert ledger.notice_preferences(ANA).revision == 0


def test_a_notice_is_added_once(ledger: Ledger) -> None:
    assert ledger.add_notice(NOTICE)
    assert not ledger.add_notice(replace(NOTICE, topic=Topic.REFUNDED))
    assert ledger.notice(ANA, "ntc_1") == NOTICE and ledger.notice(BEN, "ntc_1") is None


def test_of_two_processes_one_claims_a_notice(ledger: Ledger) -> None:
    ledger.add_notice(NOTICE)
    ledger.save_notice(NOTICE.sending(NOON))
    with pytest.raises(Conflict):
        ledger.save_notice(NOTICE.sending(NOON))
    assert ledger.notice(ANA, "ntc_1") == NOTICE.sending(NOON)


def test_notices_are_due_after_top_ups_and_leave_the_queue_at_their_end(ledger: Ledger) -> None:
    ledger.add_notice(replace(NOTICE, next_check_at=NOON - timedelta(hours=1)))
    ledger.add(payment(next_check_at=NOON))
    assert ledger.due(NOON, 10) == [Item.of_payment(ANA, "pay_1"), Item.of_notice(ANA, "ntc_1")]
    ledger.save_notice(NOTICE.ended(NoticeStatus.SENT))
    assert ledger.due(NOON, 10) == [Item.of_payment(ANA, "pay_1")]


def test_many_due_notices_keep_no_top_up_waiting(ledger: Ledger) -> None:
    for number in range(4):
        ledger.add_notice(replace(NOTICE, id=f"ntc_{number}", next_check_at=NOON - timedelta(hours=1)))
    ledger.add(payment(next_check_at=NOON))
    assert ledger.due(NOON, 1) == [Item.of_payment(ANA, "pay_1")]


def test_a_clinics_address_is_kept_as_switched_off_and_tried_again(clinics: Clinics) -> None:
    clinics.provision(maple())
    problem = AddressProblem("accounts@maple.example", Undeliverable.BOUNCED, NOON)
    clinics.save_notice_problem("clinic_demo", problem)
    assert clinics.get("clinic_demo").notice_problem == problem
    clinics.save_notice_problem("clinic_demo", None)
    clinics.save_notice_problem("clinic_demo", None)
    assert clinics.get("clinic_demo").notice_problem is None
