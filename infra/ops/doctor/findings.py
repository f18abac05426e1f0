"""Checks of a stage, as an operator runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from chalicelib.services.ports.checks import Finding
from infra.ops.operate.environment import StageEnvironment

Check = Callable[[StageEnvironment], Iterable[Finding]]
