"""A reader of the local stack's streams sleeps while nothing is written, and misses no write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from infra.devstack import announced
from infra.devstack.announced import AFTER, WRITES, Announced, Message

LONG_S = 30.0


async def no_emulator(scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def ask(app: Announced, path: str, query: str = "", target: bytes = b"") -> bytes:
    body = b""

    async def send(message: Message) -> None:
        nonlocal body
        body += message.get("body", b"")

    headers = [(b"x-amz-target", target)] if target else []
    scope = {"type": "http", "path": path, "query_string": query.encode(), "headers": headers}
    await app(scope, asyncio.Future, send)
    return body


async def number(app: Announced, after: str) -> str:
    return (await ask(app, WRITES, f"{AFTER}{after}")).decode()


async def call(app: Announced, operation: str) -> None:
    await ask(app, "/", target=f"DynamoDB_20120810.{operation}".encode())


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Announced:
    monkeypatch.setattr(announced, "HELD_S", LONG_S)
    return Announced(no_emulator)


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"])
def test_a_reader_that_waits_learns_of_every_kind_of_write_at_once(app: Announced, operation: str) -> None:
    async def story() -> str:
        waiting = asyncio.create_task(number(app, await number(app, "")))
        await asyncio.sleep(0)
        await call(app, operation)
        return await asyncio.wait_for(waiting, LONG_S / 2)

    assert asyncio.run(story()) == "1"


def test_a_write_between_two_questions_is_not_missed(app: Announced) -> None:
    async def story() -> str:
        before = await number(app, "")
        await call(app, "PutItem")
        return await asyncio.wait_for(number(app, before), LONG_S / 2)

    assert asyncio.run(story()) == "1"


def test_reads_wake_nobody_and_a_question_is_answered_before_long(
    app: Announced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "HELD_S", 0.05)

    async def story() -> str:
        waiting = asyncio.create_task(number(app, "0"))
        await asyncio.sleep(0)
        for operation in ("GetItem", "Query", "TransactGetItems"):
            await call(app, operation)
        assert not waiting.done()
        return await asyncio.wait_for(waiting, LONG_S / 2)

    assert asyncio.run(story()) == "0"


def test_an_emulator_that_was_started_again_counts_anew_and_is_asked_again(app: Announced) -> None:
    assert asyncio.run(asyncio.wait_for(number(app, "57"), LONG_S / 2)) == "0"
