"""Notices: e-mails that say what happened and where to sign in. No name, no amount, nothing of health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.credit.email_address import REQUIRED, AddressProblem, is_mailable
from chalicelib.credit.errors import Invalid
from chalicelib.credit.events import Event, EventType
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.payment import Source
from chalicelib.credit.person import Person
from chalicelib.credit.webhooks import WebhookEndpoint

CONFIRMED_WITHIN = timedelta(minutes=30)
"""From a request to SES whose response was lost until it is sent again, unless SES reports by then that it took it."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
OUT_OF_DATE_AFTER = timedelta(days=3)
"""Nothing older is sent: the pages have said it for long."""
KEPT_FOR = timedelta(days=40)
"""Longer than events are kept, so that none is sent twice however often it is delivered."""


class Switch(StrEnum):
    """The notices that patients switch on and off."""

    RECEIPT = "receipt"
    REFUND = "refund"
    CREDIT_APPLIED = "credit_applied"


class Topic(StrEnum):
    """The subject of a notice. The last five are the clinic's."""

    PAYMENT_ADDED = "payment_added"
    REFUNDED = "refunded"
    REFUND_RETURNED = "refund_returned"
    CREDIT_APPLIED = "credit_applied"
    DISPUTE = "dispute"
    REFUND_FAILED = "refund_failed"
    ACCOUNT_INELIGIBLE = "account_ineligible"
    PROOF_DIFFERENCE = "proof_difference"
    WEBHOOK_DISABLED = "webhook_disabled"

    @property
    def switch(self) -> Switch | None:
        """The patient's switch, or None for what the clinic hears of."""
        return SWITCHES.get(self)


SWITCHES: Mapping[Topic, Switch] = {
    Topic.PAYMENT_ADDED: Switch.RECEIPT,
    Topic.REFUNDED: Switch.REFUND,
    Topic.REFUND_RETURNED: Switch.REFUND,
    Topic.CREDIT_APPLIED: Switch.CREDIT_APPLIED,
}
TOPICS: Mapping[EventType, tuple[Topic, ...]] = {
    EventType.PAYMENT_SUCCEEDED: (Topic.PAYMENT_ADDED,),
    EventType.PAYMENT_RECORDED: (Topic.PAYMENT_ADDED,),
    EventType.REFUND_SUCCEEDED: (Topic.REFUNDED,),
    EventType.REFUND_FAILED: (Topic.REFUND_RETURNED, Topic.REFUND_FAILED),
    EventType.APPLICATION_CREATED: (Topic.CREDIT_APPLIED,),
    EventType.DISPUTE_OPENED: (Topic.DISPUTE,),
    EventType.ACCOUNT_INELIGIBLE: (Topic.ACCOUNT_INELIGIBLE,),
}
"""`refund.created` is in none: the end of a refund is what patients wait for."""
WITHOUT_RECEIPT = {Source.MEMO, Source.OPENING_BALANCE, Source.TRANSFER}


class NoticeStatus(StrEnum):
    """`due` was never with SES for certain; `sending` may be; the others are ends."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice of one event. It holds no address: that is looked up when it is sent.

    `owner` is the event's patient; for what is the clinic's alone, a key of the notice's own.
    """

    id: str
    owner: PatientKey
    topic: Topic
    at: datetime
    status: NoticeStatus = NoticeStatus.DUE
    attempts: int = 0
    next_check_at: datetime | None = None
    version: int = 1

    def is_out_of_date(self, now: datetime) -> bool:
        return now - self.at > OUT_OF_DATE_AFTER

    def sending(self, now: datetime) -> Notice:
        """Claimed by one process, which asks SES next; due again should its response be lost."""
        return self._changed(NoticeStatus.SENDING, now + CONFIRMED_WITHIN, self.attempts + 1)

    def postponed(self, now: datetime) -> Notice:
        """SES certainly did not take it; each pause is twice as long as the one before."""
        pause = min(FIRST_PAUSE * 2 ** max(self.attempts - 1, 0), LONGEST_PAUSE)
        return self._changed(NoticeStatus.DUE, now + pause, self.attempts)

    def ended(self, status: NoticeStatus) -> Notice:
        return self._changed(status, None, self.attempts)

    def _changed(self, status: NoticeStatus, next_check_at: datetime | None, attempts: int) -> Notice:
        return replace(self, status=status, next_check_at=next_check_at, attempts=attempts, version=self.version + 1)


def notices_of(event: Event, now: datetime) -> tuple[Notice, ...]:
    """The notices of an event, the same whenever they are derived; none of one that is out of date."""
    if event.data.get("source") in WITHOUT_RECEIPT and event.type is EventType.PAYMENT_RECORDED:
        return ()
    found = (_notice(event, topic, now) for topic in TOPICS.get(event.type, ()))
    return tuple(notice for notice in found if not notice.is_out_of_date(now))


def _notice(event: Event, topic: Topic, now: datetime) -> Notice:
    id = derived_id("ntc", event.clinic_id, event.id, topic)
    owner = PatientKey(event.clinic_id, event.patient_id or id)
    return Notice(id=id, owner=owner, topic=topic, at=event.occurred_at, next_check_at=now + FIRST_PAUSE)


def proof_difference(clinic_id: str, day: str, now: datetime) -> Notice:
    """The notice that a clinic's proof of `day` has differences."""
    return _of_clinic(clinic_id, day, Topic.PROOF_DIFFERENCE, now, now)


def webhook_disabled(endpoint: WebhookEndpoint, disabled_at: datetime, now: datetime) -> Notice:
    """The notice that an endpoint failed for too long; another one only after it was switched on again."""
    about = f"{endpoint.id}#{endpoint.queue_number}"
    return _of_clinic(endpoint.clinic_id, about, Topic.WEBHOOK_DISABLED, disabled_at, now)


def _of_clinic(clinic_id: str, about: str, topic: Topic, at: datetime, now: datetime) -> Notice:
    id = derived_id("ntc", clinic_id, about, topic)
    return Notice(id=id, owner=PatientKey(clinic_id, id), topic=topic, at=at, next_check_at=now + FIRST_PAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePreferences:
    """A patient's choices. Before the first one everything is on and `revision` is 0.

    `email` counts where it is `own`; otherwise notices go to the address that the clinic has. `language` is that of the
    page on which they were chosen.
    """

    patient: PatientKey
    email: str | None = None
    own: bool = False
    off: frozenset[Switch] = frozenset()
    problem: AddressProblem | None = None
    language: str | None = None
    revision: int = 0

    def address(self, person: Person | None) -> str | None:
        """The address for notices, whether or not it is switched off."""
        return self.email if self.own else person.email if person else None

    def problem_of(self, person: Person | None) -> AddressProblem | None:
        """The problem of the address that counts today."""
        return self.problem if self.problem and self.problem.concerns(self.address(person)) else None

    def recipient(self, switch: Switch, person: Person | None) -> str | None:
        """The address to send to, or None where the patient wants no such notice or it can't be delivered."""
        address = self.address(person)
        if switch in self.off or self.problem_of(person) or not address or not is_mailable(address):
            return None
        return address

    def chosen(
        self, email: str | None, off: frozenset[Switch], person: Person | None, language: str | None = None
    ) -> NoticePreferences:
        """The same with the patient's new choices; another address than before is tried, whatever became of the old.

        Raises Invalid for what is no address. The clinic's own address stays the clinic's to change.
        """
        if email is not None and not is_mailable(email):
            raise Invalid.field("email", REQUIRED)
        own = email != (person.email if person else None)
        kept = {"email": email if own else None, "own": own, "off": off, "language": language or self.language}
        chosen = replace(self, **kept, revision=self.revision + 1)  # type: ignore[arg-type]
        return chosen if email == self.address(person) else replace(chosen, problem=None)

    def undeliverable(self, problem: AddressProblem) -> NoticePreferences:
        return replace(self, problem=problem, revision=self.revision + 1)


@dataclass(frozen=True, slots=True)
class MailReport:
    """A report of the mail system about a mail that it took; with a `problem`, its address can't be used."""

    owner: PatientKey
    notice_id: str
    problem: AddressProblem | None = None
