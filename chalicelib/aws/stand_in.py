"""A stand-in for AWS at one client: nothing that the thread asks for while it is there is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

Respond = Callable[[AWSPreparedRequest], bytes]


class StandIn:
    """It stays with the client and then sends everything: botocore forgets what it composed when one is removed."""

    def __init__(self, client: Any) -> None:
        self._here = local()
        client.meta.events.register(f"before-send.{client.meta.service_model.service_id.hyphenize()}", self._response)

    @contextmanager
    def responding(self, respond: Respond) -> Iterator[None]:
        """Respond to this thread's calls, and to no other's."""
        self._here.respond = respond
        try:
            yield
        finally:
            self._here.respond = None

    def _response(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        """The response, or None for a call to be sent. See botocore's event before-send."""
        respond: Respond | None = getattr(self._here, "respond", None)
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body(respond(request))) if respond else None


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content
