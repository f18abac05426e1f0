"""Stand between a stack and its AWS emulator, pass everything on, and record what each call cost.

It asks DynamoDB for the capacity that a call consumed, which the service itself does not; nothing else is altered.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from infra.devstack.settings import HOST, Settings
from infra.devstack.stack import Stack
from tests.stacks import settings

DYNAMODB = "DynamoDB_20120810."
READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
HOPS = {"connection", "content-length", "expect", "keep-alive", "transfer-encoding"}
TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call. `units` are DynamoDB's, of reading or of writing, indexes included; `status` is HTTP's.

    `about` names items joined by " + "; `metered` is False where the emulator reports no units and AWS's rule is used.
    """

    step: str
    service: str
    operation: str
    about: str
    status: int
    units: float = 0.0
    metered: bool = True

    @property
    def items(self) -> int:
        return self.about.count(" + ") + 1

    @property
    def writes(self) -> bool:
        return self.service == "DynamoDB" and self.operation not in READS

    @property
    def reads(self) -> bool:
        return self.service == "DynamoDB" and self.operation in READS


@dataclass(slots=True)
class Fault:
    """A refusal or loss of the next `times` calls that name `of`."""

    times: int
    of: bytes


@dataclass(slots=True)
class Recorder:
    """Return the calls recorded so far, under the name of the test's current step."""

    step: str = ""
    calls: list[Recorded] = field(default_factory=list)
    _refused: dict[str, Fault] = field(default_factory=dict)
    _lost: dict[str, Fault] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, step: str) -> None:
        """Record the next calls under `step`."""
        self.step = step

    def forget(self) -> None:
        self.calls.clear()

    def refuse(self, operation: str, times: int, *, of: str = "") -> None:
        """Answer the next calls of `operation` (`PUT` for S3) with 503 instead of passing them on.

        With `of`, only calls that name it: the stack has work of its own, which would use some of the times up.
        """
        self._refused[operation] = Fault(times, of.encode())

    def lose(self, operation: str, times: int, *, of: str = "") -> None:
        """Pass the next calls of `operation` on, and lose their responses; with `of`, of calls that name it."""
        self._lost[operation] = Fault(times, of.encode())

    def refuses(self, operation: str, body: bytes) -> bool:
        return self._meets(self._refused, operation, body)

    def loses(self, operation: str, body: bytes) -> bool:
        return self._meets(self._lost, operation, body)

    def _meets(self, faults: dict[str, Fault], operation: str, body: bytes) -> bool:
        with self._lock:
            fault = faults.get(operation)
            if not fault or not fault.times or fault.of not in body:
                return False
            fault.times -= 1
            return True


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A stack of its own, whose every call to AWS is on record and can be refused."""

    stack: Stack
    recorder: Recorder


@contextmanager
def recording(direct: Settings) -> Iterator[tuple[Recorder, Settings]]:
    """A recorder, and settings with which a stack goes through it to its emulator."""
    recorder = Recorder()

    class Handler(_PassOn):
        record = recorder
        emulator = direct.ports.aws

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield recorder, _through(direct, server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class _Through(Settings):
    recorder: int = 0

    @property
    def aws_url(self) -> str:
        return f"http://{HOST}:{self.recorder}"


def _through(settings: Settings, port: int) -> Settings:
    return _Through(
        state=settings.state,
        ports=settings.ports,
        stripe=settings.stripe,
        sweep_every_s=settings.sweep_every_s,
        recorder=port,
    )


@contextmanager
def stack_on_record(state: Path) -> Iterator[OnRecord]:
    """A stack that keeps its state in `state`, as the other tests use it, with a recorder before its emulator."""
    with (
        recording(settings(state)) as (recorder, through),
        Stack(through) as stack,
    ):
        yield OnRecord(stack, recorder)


class _PassOn(BaseHTTPRequestHandler):
    """One request through, and what it was."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # A response is written in two parts: the second waited 40 ms for its turn.
    record: Recorder
    emulator: int

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target") or ""
        operation = target.removeprefix(DYNAMODB) if target.startswith(DYNAMODB) else self.command
        if self.record.refuses(operation, body):
            self._answer(503, {}, b"")
            return
        asked = json.loads(body) if target.startswith(DYNAMODB) else {}
        if asked:
            body = json.dumps(asked | {"ReturnConsumedCapacity": "INDEXES"}).encode()
        status, headers, response = self._pass_on(body)
        if asked:
            self._note_dynamodb(operation, about(operation, asked), status, response)
        elif not target and "/receipts/" in self.path:
            self.record.calls.append(Recorded(self.record.step, "S3", self.command, "receipt", status))
        if self.record.loses(operation, body):
            self.close_connection = True
        else:
            self._answer(status, headers, response)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the calls are the log."""

    def _pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(HOST, self.emulator, timeout=TIMEOUT_S)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOPS}
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        except (OSError, http.client.HTTPException):
            return 502, {}, b""
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOPS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _note_dynamodb(self, operation: str, what: str, status: int, response: bytes) -> None:
        units = _units(response)
        call = Recorded(self.record.step, "DynamoDB", operation, what, status, units or 0.0)
        if units is None and status == 200:
            call = replace(call, units=float(call.items), metered=False)
        self.record.calls.append(call)


def about(operation: str, asked: dict[str, Any]) -> str:
    """Return the subject of a DynamoDB call: kinds of items, or the index."""
    match operation:
        case "TransactWriteItems":
            return " + ".join(_kind(next(iter(action.values()))) for action in asked["TransactItems"])
        case "BatchGetItem":
            # pynamodb asks for a set of keys, in no order.
            return " + ".join(
                sorted(_kind({"Key": key}) for each in asked["RequestItems"].values() for key in each["Keys"])
            )
        case "Query":
            return f"index {asked['IndexName']}" if "IndexName" in asked else f"partition of {asked['TableName']}"
    return _kind(asked)


def _kind(asked: dict[str, Any]) -> str:
    key = asked.get("Item") or asked.get("Key") or {}
    return str(key.get("sk", {}).get("S", "?")).partition("#")[0]


def _units(response: bytes) -> float | None:
    """Return the consumption that the emulator reports; for BatchGetItem, which it doesn't, one unit per item."""
    consumed = json.loads(response or b"{}").get("ConsumedCapacity")
    if not consumed:
        return None
    return sum(float(each["CapacityUnits"]) for each in (consumed if isinstance(consumed, list) else [consumed]))
