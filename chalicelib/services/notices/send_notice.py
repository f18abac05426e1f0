"""Sending one notice: claimed by a conditional write, handed to the mail system, then marked.

SES has no idempotency key, so that a lost response leaves open whether it took the mail. Marking first would lose
notices, and sending first would repeat them. So a notice whose response is lost stays `sending` for half an hour, in
which SES's own report of the mail marks it as sent (see handle_mail_report). Without that report it is sent again. A
patient sees two only where both the response and the report were lost; none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import Conflict, MailNotTaken, MailRefused, Unavailable
from chalicelib.credit.notice import Notice, NoticeStatus
from chalicelib.services.notices.address_notice import AddressNotice
from chalicelib.services.ports import Clock, Mail, Mailer, Metrics, NoticeStore

MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    store: NoticeStore
    address: AddressNotice
    mailer: Mailer | None
    clock: Clock
    metrics: Metrics

    def __call__(self, notice: Notice, mail: Mail | None = None) -> NoticeStatus:
        """Send it, unless another process has claimed it, and return its status.

        `mail` is its mail, if it was addressed just now. Raises Unavailable when the table is: the notice stays due.
        """
        if notice.attempts >= MOST_ATTEMPTS or notice.is_out_of_date(self.clock.now()):
            self.metrics.count("NoticesNotSent")
            return self._end(notice, NoticeStatus.GIVEN_UP)
        mail = mail or (self.address(notice) if self.mailer else None)
        if mail is None or self.mailer is None:
            return self._end(notice, NoticeStatus.SKIPPED)
        claimed = notice.sending(self.clock.now())
        try:
            self.store.save_notice(claimed)
        except Conflict:
            return NoticeStatus.SENDING
        return self._hand_over(claimed, mail, self.mailer)

    def _hand_over(self, claimed: Notice, mail: Mail, mailer: Mailer) -> NoticeStatus:
        try:
            mailer.send(mail)
        except MailRefused:
            self.metrics.count("NoticesNotSent")
            return self._end(claimed, NoticeStatus.REFUSED)
        except MailNotTaken:
            self.store.save_notice(claimed.postponed(self.clock.now()))
            return NoticeStatus.DUE
        except Unavailable:
            self.metrics.count("NoticesUnconfirmed")
            return NoticeStatus.SENDING
        self.metrics.count("NoticesSent")
        return self._end(claimed, NoticeStatus.SENT)

    def _end(self, notice: Notice, status: NoticeStatus) -> NoticeStatus:
        """A conflict means that a report of the mail system marked it first."""
        try:
            self.store.save_notice(notice.ended(status))
        except Conflict:
            return NoticeStatus.SENDING
        return status
