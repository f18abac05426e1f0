"""Faults at the ports: at the n-th call, before its effect, or after it with a lost response."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast

from chalicelib.credit.errors import Unavailable

Port = TypeVar("Port")


class When(StrEnum):
    BEFORE = "before the effect"
    AFTER = "after the effect"


@dataclass
class FaultPlan:
    """Count the calls to every port it guards and break one of them, the `at`-th from 0, once."""

    at: int | None = None
    when: When = When.BEFORE
    calls: list[str] = field(default_factory=list)

    def guard(self, port: Port) -> Port:
        """The same port, whose calls go through this plan."""
        return cast(Port, _Guarded(port, self))

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        if number == self.at and self.when is When.BEFORE:
            raise Unavailable
        answer = call()
        if number == self.at:
            raise Unavailable
        return answer


class _Guarded:
    def __init__(self, port: object, plan: FaultPlan) -> None:
        self._port, self._plan = port, plan

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._plan.run(name, lambda: method(*args, **kwargs))

        return call
