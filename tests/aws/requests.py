"""A client of AWS that keeps what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Calls = list[tuple[str, dict[str, Any]]]


BUCKET = "maple-files"


@dataclass
class Aws:
    """A client of any service that keeps what it is asked and gives the responses that it was made with."""

    responses: Mapping[str, Any] = field(default_factory=dict)
    asked: Calls = field(default_factory=list)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **given: self.response(operation, given)

    def response(self, operation: str, given: dict[str, Any]) -> Any:
        self.asked.append((operation, given))
        response = self.responses.get(operation, {})
        if isinstance(response, Exception):
            raise response
        return response

    def get_paginator(self, operation: str) -> Any:
        return Pages(self, operation)


@dataclass(frozen=True)
class Pages:
    aws: Aws
    operation: str

    def paginate(self, **given: Any) -> Any:
        return self.aws.response(self.operation, given)


def requests(adapter: Callable[[Any], Any], **responses: Any) -> tuple[Any, Calls]:
    """Return what the adapter made of the responses, and what it asked."""
    aws = Aws(responses)
    return adapter(aws), aws.asked
