"""The first use of a client's operations, made at INIT: botocore then composes models, endpoints and events of each.

Without it the first request of a process does that, with a part of a processor. Nothing is sent. A shape is composed
where it is met, so that parameters and responses here have what those of requests have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import BotoCoreError, ClientError


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An operation as boto3 names it, with parameters, and the response that it gets in place of AWS's."""

    operation: str
    given: Mapping[str, Any]
    response: Mapping[str, Any] = field(default_factory=dict)


class _InPlaceOfAws:
    """Responses to the calls of `use_once`, in place of sending; see botocore's event before-send.

    It stays with the client and then sends everything: botocore forgets what it composed when a handler is removed.
    """

    def __init__(self) -> None:
        self.body: bytes | None = None

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        return AWSResponse(request.url, 200, HTTPHeaders(), self) if self.body is not None else None

    def stream(self) -> Iterator[bytes | None]:
        yield self.body


def use_once(client: Any, uses: Sequence[Use]) -> None:
    """Make the calls, none of which is sent. Without credentials nothing is made: a package is built so."""
    if client._request_signer._credentials is None:
        return
    aws = _InPlaceOfAws()
    client.meta.events.register(f"before-send.{client.meta.service_model.service_id.hyphenize()}", aws)
    try:
        for use in uses:
            aws.body = json.dumps(use.response).encode()
            with suppress(BotoCoreError, ClientError):  # The first request composes it, then.
                getattr(client, use.operation)(**use.given)
    finally:
        aws.body = None
