"""The outbox's server: SES's SendEmail, and a page of what was sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from infra.devstack.outbox.mailbox import Mailbox, Message
from infra.devstack.outbox.send_email import BadRequest, message_of, reports

PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
HOSTS = ["127.0.0.1", "localhost"]
"""A name that was rebound to this machine is none of them."""
LARGEST = 1_000_000
LINK = re.compile(r"https?://[^\s<>]+")
log = logging.getLogger("infra.devstack.outbox")


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox. `on_event` takes the reports that SES would publish by EventBridge."""

    mailbox: Mailbox
    on_event: Callable[[dict[str, Any]], None]

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.page),
                Route("/messages.json", self.messages),
                Route("/v2/email/outbound-emails", self.send, methods=["POST"]),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        )

    async def send(self, request: Request) -> Response:
        """Take an e-mail (SES's API_SendEmail) and report it after the response, as SES does."""
        raw = await request.body()
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        try:
            if len(raw) > LARGEST:
                raise BadRequest("an e-mail has at most a megabyte")
            body = await request.json()
            message = self.mailbox.add(at=at, **message_of(body))
        except ValueError as error:
            refused = {"message": str(error)}
            return JSONResponse(refused, 400, {"x-amzn-ErrorType": "BadRequestException"})
        later = BackgroundTask(self._report, reports(message.id, at, body))
        return JSONResponse({"MessageId": message.id}, background=later)

    def _report(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            try:
                self.on_event(event)
            except Exception:
                log.exception("a report of SES was not taken: %s", event["id"])

    async def messages(self, _request: Request) -> Response:
        """Return the messages, the newest first, as JSON."""
        shown = [asdict(message) for message in self.mailbox.newest_first()]
        return JSONResponse(shown, headers={"Cache-Control": "no-store"})

    async def page(self, _request: Request) -> Response:
        """Show the messages, the newest first, without a script."""
        found = self.mailbox.newest_first()
        rows = "".join(map(_row, found)) or "<p>No e-mail was sent yet.</p>"
        return HTMLResponse(PAGE.substitute(messages=rows), headers=PAGE_HEADERS)


def _row(message: Message) -> str:
    headers = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in message.headers.items())
    return (
        f'<article id="m{escape(message.id)}"><h2>{escape(message.subject)}</h2>'
        f"<dl><dt>To</dt><dd>{escape(message.to)}</dd><dt>From</dt><dd>{escape(message.sender)}</dd>"
        f'<dt>Sent</dt><dd><time datetime="{escape(message.at)}">{escape(message.at)}</time></dd>{headers}</dl>'
        f"<pre>{_linked(message.text)}</pre></article>"
    )


def _linked(text: str) -> str:
    """The text as HTML, its addresses as links."""
    return LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text))
