"""The first use of a client's operations, made at INIT: botocore then composes models, endpoints and events of each.

Without it the first request of a process does that, with a part of a processor. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import BotoCoreError, ClientError

Calls = Sequence[tuple[str, Mapping[str, Any]]]
"""Operations as boto3 names them, with their parameters."""


class _EmptyBody:
    def stream(self) -> Iterator[bytes]:
        yield b"{}"


def _unsent(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    """An empty response in place of sending; see botocore's event before-send."""
    return AWSResponse(request.url, 200, HTTPHeaders(), _EmptyBody())


def use_once(client: Any, calls: Calls) -> None:
    """Make the calls, none of which is sent. Without credentials nothing is made: a package is built so."""
    if client._request_signer._credentials is None:
        return
    event = f"before-send.{client.meta.service_model.service_id.hyphenize()}"
    client.meta.events.register(event, _unsent)
    try:
        for operation, given in calls:
            with suppress(BotoCoreError, ClientError):  # The first request composes it, then.
                getattr(client, operation)(**given)
    finally:
        client.meta.events.unregister(event, _unsent)
