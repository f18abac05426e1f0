"""Sending the notices of an event: each is kept on the outbox once, whatever delivers the event again."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.events import Event
from chalicelib.credit.notice import OUT_OF_DATE_AFTER, Notice, notices_of, proof_difference, webhook_disabled
from chalicelib.credit.webhooks import WebhookEndpoint
from chalicelib.services.notices.address_notice import AddressNotice
from chalicelib.services.notices.send_notice import SendNotice
from chalicelib.services.ports import Clock, NoticeStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotices:
    store: NoticeStore
    address: AddressNotice
    send: SendNotice
    clock: Clock

    def __call__(self, event: Event) -> None:
        """Send the event's notices to those who want them; one that was kept before is left to the sweep.

        Raises Unavailable when the table is: the event must be delivered again, which repeats nothing.
        """
        for notice in notices_of(event, self.clock.now()):
            self._once(notice)

    def proof_differs(self, clinic_id: str) -> None:
        """Tell the clinic, once a day, that its proof of today has differences. Raises Unavailable."""
        now = self.clock.now()
        self._once(proof_difference(clinic_id, now.date().isoformat(), now))

    def endpoint_was_given_up(self, endpoint: WebhookEndpoint) -> None:
        """Tell the clinic, once, that nothing is sent to the endpoint any more. Raises Unavailable."""
        now = self.clock.now()
        if endpoint.disabled_at and now - endpoint.disabled_at < OUT_OF_DATE_AFTER:
            self._once(webhook_disabled(endpoint, endpoint.disabled_at, now))

    def _once(self, notice: Notice) -> None:
        """Nothing is kept of a notice that has no recipient: most patients of a clinic may have no address."""
        mail = self.address(notice) if self.send.mailer else None
        if mail and self.store.add_notice(notice):
            self.send(notice, mail)
