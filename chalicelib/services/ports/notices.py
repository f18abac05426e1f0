"""Notices: patients' choices, what was sent, and the way to send. Reads are consistent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import Notice, NoticePreferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail to one address. `tags` are what the mail system repeats in its reports: ids, no address."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Hand the mail over, once: this never tries again by itself.

        Raises MailRefused when it will never be taken, MailNotTaken when it certainly was not taken now, and another
        Unavailable when the response was lost, so that it may have been taken.
        """


class NoticeStore(Protocol):
    def notice_preferences(self, patient: PatientKey) -> NoticePreferences:
        """The patient's choices, or those of a patient who made none."""

    def save_notice_preferences(self, preferences: NoticePreferences) -> None:
        """Write choices decided on `revision - 1`. Raises Conflict when that is no longer the revision."""

    def forget_notice_preferences(self, patient: PatientKey) -> None:
        """Remove the choices and the address with them."""

    def add_notice(self, notice: Notice) -> bool:
        """Write a new notice; return False, and change nothing, if one with its id exists."""

    def notice(self, owner: PatientKey, notice_id: str) -> Notice | None: ...

    def save_notice(self, notice: Notice) -> None:
        """Write a notice that was decided on `version - 1`. Raises Conflict when that is no longer the version."""
