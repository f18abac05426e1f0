"""Telling those who read a table's stream that something was written, so that they need not look again and again.

`GET /_local/writes?after=NUMBER` is answered with the number of writes once it is another one, or after HELD_S.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

WRITES = "/_local/writes"
AFTER = "after="
HELD_S = 2.0
"""The longest that a question is held: the emulator can't stop while it is."""
TARGETS = frozenset(
    b"DynamoDB_20120810." + name
    for name in (b"PutItem", b"UpdateItem", b"DeleteItem", b"BatchWriteItem", b"TransactWriteItems")
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Announced:
    """An emulator of DynamoDB, as an ASGI application, that counts what is written through it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._writes = 0
        self._next_write = asyncio.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == WRITES:
            await self._tell(scope["query_string"].decode(), send)
            return
        await self._app(scope, receive, send)
        if scope["type"] == "http" and _is_write(scope):
            self._writes += 1
            self._next_write.set()
            self._next_write = asyncio.Event()

    async def _tell(self, query: str, send: Send) -> None:
        if query == f"{AFTER}{self._writes}":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._next_write.wait(), HELD_S)
        body = b"%d" % self._writes
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is_write(scope: Message) -> bool:
    return any(name == b"x-amz-target" and value in TARGETS for name, value in scope["headers"])
