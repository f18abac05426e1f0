"""Which changes are tried, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

SAMPLE = 60
"""Changes of a package or an area that are tried unless another number is asked for."""
SURVIVED, UNTESTED = 0, 33
KILLED = (1, 3)
"""A test failed, or pytest itself did."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one package: how many changes there are, how many were tried, and how many of these were caught.

    A change that made the tests run out of time is counted as caught, and by itself.
    """

    made: int
    sampled: int
    caught: int
    timed_out: int

    @property
    def share(self) -> int:
        """Whole percents that were caught; 100 of none."""
        return 100 * self.caught // self.sampled if self.sampled else 100


def package_of(name: str) -> str:
    """The package of chalicelib that a change is in: `credit` of `chalicelib.credit.refund.x_reserve__mutmut_9`."""
    return name.split(".")[1]


def sample(names: Iterable[str], size: int, skip: int = 0) -> list[str]:
    """The `size` changes with the smallest digests, after the first `skip`; all of them if `size` is 0.

    A change elsewhere moves none.
    """
    ranked = sorted(names, key=lambda name: sha256(name.encode()).digest())[skip:]
    return ranked[:size] if size else ranked


def lived(code: int | None) -> bool:
    return code in (SURVIVED, UNTESTED)


def remark(code: int | None) -> str | None:
    """The word for a change that no test failed for; None for one that was caught by a test, or is not tried yet."""
    if code is None or code in KILLED:
        return None
    return {SURVIVED: "survived", UNTESTED: "untested"}.get(code, "late")


def outcome(chosen: Collection[str], codes: Mapping[str, int | None], made: int) -> Outcome:
    """The outcome of the chosen changes of one package. Those that were not tried yet are left out."""
    tried = [code for name in chosen if (code := codes.get(name)) is not None]
    caught = [code for code in tried if not lived(code)]
    return Outcome(made, len(tried), len(caught), sum(code not in KILLED for code in caught))
