"""Notices in memory, as a part of the ledger in memory, and a mail system that keeps what it was sent."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.credit.errors import Conflict, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import Notice, NoticePreferences
from chalicelib.services.ports import Mail
from tests.fakes.rows import Rows, Write


class FakeNotices:
    """See services.ports.NoticeStore."""

    rows: Rows

    def notice_preferences(self, patient: PatientKey) -> NoticePreferences:
        return self.rows.get(("notices", patient), NoticePreferences) or NoticePreferences(patient=patient)

    def save_notice_preferences(self, preferences: NoticePreferences) -> None:
        revision = preferences.revision
        self.rows.write(Write(("notices", preferences.patient), preferences, revision, revision - 1))

    def forget_notice_preferences(self, patient: PatientKey) -> None:
        self.rows.remove(("notices", patient), self.rows.version(("notices", patient)))

    def add_notice(self, notice: Notice) -> bool:
        try:
            self.rows.write(Write(_key(notice.owner, notice.id), notice, notice.version, 0))
        except Conflict:
            return False
        return True

    def notice(self, owner: PatientKey, notice_id: str) -> Notice | None:
        return self.rows.get(_key(owner, notice_id), Notice)

    def save_notice(self, notice: Notice) -> None:
        self.rows.write(Write(_key(notice.owner, notice.id), notice, notice.version, notice.version - 1))


def _key(owner: PatientKey, notice_id: str) -> tuple[str, PatientKey, str]:
    return ("notice", owner, notice_id)


class FakeMailer:
    """See services.ports.Mailer. Each of `faults` befalls one mail; Unavailable does after the mail was taken."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.faults: list[Exception] = []

    def send(self, mail: Mail) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or type(fault) is Unavailable:
            self.sent.append(mail)
        if fault:
            raise fault

    def to(self, address: str) -> Iterator[Mail]:
        return (mail for mail in self.sent if mail.to == address)
