"""S3 in memory: what the adapters of receipts and of report files ask of boto3's client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from tests.simulation.faults import Fault
from tests.simulation.scheduler import Call, Scheduler

URL = "https://s3.simulated"
READING = (Fault.LOST, Fault.THROTTLED, Fault.BROKEN)
POSSIBLE = (Fault.LOST, Fault.UNANSWERED, Fault.THROTTLED, Fault.BROKEN, Fault.BROKEN_AFTER)


@dataclass(frozen=True)
class Pages:
    """A paginator of boto3, with everything on one page."""

    read: Callable[..., dict[str, Any]]

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        yield self.read(**asked)


@dataclass
class SimulatedS3:
    """Objects by key. While `down` everything is refused."""

    scheduler: Scheduler
    objects: dict[str, bytes] = field(default_factory=dict)
    down: bool = False

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> dict[str, Any]:
        def put() -> dict[str, Any]:
            if self.down:
                raise _refusal(Fault.BROKEN)
            self.objects[Key] = Body
            return {}

        call = Call("s3", f"PutObject {Key}", writes=frozenset({f"s3/{Key}"}), within=frozenset({"s3"}))
        return self.scheduler.call(call, put, POSSIBLE, _refusal)

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:
        def get() -> dict[str, Any]:
            if Key not in self.objects:
                raise ClientError({"Error": {"Code": "NoSuchKey", "Message": Key}}, "GetObject")
            return {"Body": BytesIO(self.objects[Key])}

        call = Call("s3", f"GetObject {Key}", reads=frozenset({f"s3/{Key}"}))
        return self.scheduler.call(call, get, READING, _refusal)

    def list_object_versions(self, *, Prefix: str, **_: Any) -> dict[str, Any]:
        def found() -> dict[str, Any]:
            return {"Versions": [{"Key": key, "VersionId": "1"} for key in self.objects if key.startswith(Prefix)]}

        call = Call("s3", f"ListObjectVersions {Prefix}", reads=frozenset({"s3"}))
        return self.scheduler.call(call, found, READING, _refusal)

    def get_paginator(self, operation: str) -> Pages:
        assert operation == "list_object_versions", f"not simulated: {operation}"
        return Pages(self.list_object_versions)

    def delete_object(self, *, Key: str, **_: Any) -> dict[str, Any]:
        call = Call("s3", f"DeleteObject {Key}", writes=frozenset({f"s3/{Key}"}), within=frozenset({"s3"}))
        return self.scheduler.call(call, lambda: {"was": str(self.objects.pop(Key, b""))}, POSSIBLE, _refusal)


def _refusal(fault: Fault) -> Exception:
    match fault:
        case Fault.LOST:
            return ConnectTimeoutError(endpoint_url=URL)
        case Fault.UNANSWERED:
            return ReadTimeoutError(endpoint_url=URL)
    code = "SlowDown" if fault is Fault.THROTTLED else "InternalError"
    return ClientError({"Error": {"Code": code, "Message": str(fault)}}, "PutObject")
