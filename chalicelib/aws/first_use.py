"""The first use of a client's operations, made at INIT: botocore then composes models, endpoints and events of each.

Without it the first request of a process does that, with a part of a processor. Nothing is sent. A shape is composed
where it is met, so that parameters and responses here have what those of requests have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws.stand_in import StandIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An operation as boto3 names it, with parameters, and the response that it gets in place of AWS's."""

    operation: str
    given: Mapping[str, Any]
    response: Mapping[str, Any] = field(default_factory=dict)

    def respond(self, _: object) -> bytes:
        return json.dumps(self.response).encode()


def use_once(client: Any, uses: Sequence[Use]) -> None:
    """Make the calls, none of which is sent. Without credentials nothing is made: a package is built so."""
    if client._request_signer._credentials is None:
        return
    aws = StandIn(client)
    for use in uses:
        with suppress(BotoCoreError, ClientError), aws.responding(use.respond):
            getattr(client, use.operation)(**use.given)  # If it fails, the first request composes it.
