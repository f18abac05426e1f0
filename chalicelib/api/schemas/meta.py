from __future__ import annotations

import msgspec


class Health(msgspec.Struct):
    status: str


class WebhookAck(msgspec.Struct):
    received: bool
