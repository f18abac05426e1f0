"""CPU time of processes, taken in turns: a busy machine slows all that are compared alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ISOLATED = ("-I", "-S", "-X", "utf8")


class Broken(Exception):
    """A process that was to be measured failed: its figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Measurements, round by round, in milliseconds."""

    ms: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.ms)

    def ratio_to(self, other: Sample) -> float:
        """The median of the rounds' own ratios: what slows one round slows both of its figures."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.ms, other.ms, strict=True))


def in_turns(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Sample]:
    """Measure each contender once per round, the order turning with the round."""
    names = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            taken[name].append(contenders[name]())
    return {name: Sample(tuple(values)) for name, values in taken.items()}


def process_ms(script: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """User and system time of one run of `script` by this interpreter, without site packages. Raises Broken."""
    command = [sys.executable, *ISOLATED, str(script), *arguments]
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        assert child.stdout is not None, "it was asked for"
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Broken(f"{script.name} {' '.join(arguments)}\n{said.decode()[-3000:]}")
    return (used.ru_utime + used.ru_stime) * 1_000
