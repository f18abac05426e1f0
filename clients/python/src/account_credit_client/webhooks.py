"""Webhooks, verified as Standard Webhooks defines: https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

TOLERANCE_S = 300


class InvalidWebhook(Exception):
    """It was not signed with the endpoint's secret, or long ago: answer 400, and do nothing else."""


class Event(TypedDict):
    """An event. The same event may arrive more than once, always with the same `id`."""

    id: str
    type: str
    occurred_at: str
    patient_id: str | None
    seq: int | None
    data: dict[str, Any]


def verify(
    payload: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance_s: int = TOLERANCE_S,
    now: Callable[[], float] = time.time,
) -> Event:
    """The event in `payload`, the body's raw bytes. `secrets` are the valid ones: two while one is rotated.

    Raises InvalidWebhook.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, timestamp, signatures = (given[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        sent_at = int(timestamp)
    except (KeyError, ValueError) as error:
        raise InvalidWebhook("The webhook-id, webhook-timestamp or webhook-signature header is missing.") from error
    if abs(now() - sent_at) > tolerance_s:
        raise InvalidWebhook("It was signed more than five minutes ago, or this clock is wrong.")
    signed = f"{message_id}.{timestamp}.".encode() + payload
    expected = [_signature(secret, signed) for secret in ((secrets,) if isinstance(secrets, str) else secrets)]
    received = [entry.removeprefix("v1,") for entry in signatures.split() if entry.startswith("v1,")]
    if not any(hmac.compare_digest(mine, theirs) for mine in expected for theirs in received):
        raise InvalidWebhook("No signature is by this secret.")
    event: Event = json.loads(payload)
    return event


def _signature(secret: str, signed: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise InvalidWebhook("The secret is not one of this service: it starts with whsec_.") from error
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
