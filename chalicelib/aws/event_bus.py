"""Events on an EventBridge bus, for other software of the deployment's own AWS account."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.events import Event
from chalicelib.services.events.deliver_event import event_data


class Bus(Protocol):
    """As much of EventBridge's client as this needs."""

    def put_events(self, *, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]: ...


class EventBridgeBus:
    """See services.ports.events.EventBus."""

    def __init__(self, name: str, deployment: str, client: Callable[[], Bus]) -> None:
        self._name = name
        self._source = f"account-credit.{deployment}"
        self._client = client

    def put(self, event: Event) -> None:
        """Put the event, as endpoints get it, with its clinic. Raises Unavailable."""
        entry = {
            "EventBusName": self._name,
            "Source": self._source,
            "DetailType": str(event.type),
            "Time": event.occurred_at,
            "Detail": json.dumps({"clinic_id": event.clinic_id, **event_data(event)}),
        }
        with translate_aws_errors():
            answer = self._client().put_events(Entries=[entry])
        if answer.get("FailedEntryCount"):
            raise Unavailable
