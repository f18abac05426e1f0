"""What is wrong with a deployment, and the command that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from infra.ops.operate.environment import Surroundings


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is a sentence, `mend` a command or an instruction. Neither holds a secret or a person's data."""

    what: str
    mend: str


Check = Callable[[Surroundings], Iterator[Finding]]
