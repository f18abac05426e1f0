"""`floors.toml`: what was caught when the floors were last raised, by package."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from tests.mutants.sample import Outcome

FLOORS = Path(__file__).with_name("floors.toml")
HEAD = """\
# By package: the changes that can be made, those that were tried, and how many of these the tests caught; those that
# ran out of time are among the caught. A smaller share, in whole percents, is refused. `--record` writes this.
"""


def judge(found: Mapping[str, Outcome], *, record: bool) -> int:
    """Print what was found beside the floors, raise them if asked to, and return the exit code: 1 if a share fell."""
    known = read(FLOORS)
    for line in lines(found, known):
        print(line)
    if record:
        write(FLOORS, raised(found, known))
    return 1 if below(found, known) else 0


def read(file: Path) -> dict[str, Outcome]:
    """The floors, or none if there is no such file."""
    found = tomllib.loads(file.read_text()) if file.exists() else {}
    return {package: Outcome(**counts) for package, counts in found.items()}


def raised(found: Mapping[str, Outcome], floors: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """The floors with what was found, where it is no less."""
    fallen = below(found, floors)
    return {**floors, **{package: now for package, now in found.items() if package not in fallen}}


def below(found: Mapping[str, Outcome], floors: Mapping[str, Outcome]) -> list[str]:
    """The packages of which a smaller share is caught than before, in whole percents.

    A floor of fewer changes than were tried now binds no one: it was found by luck.
    """
    binding = {package: floor for package, floor in floors.items() if package in found}
    return [
        package
        for package, floor in binding.items()
        if found[package].share < floor.share and found[package].sampled <= floor.sampled
    ]


def lines(found: Mapping[str, Outcome], floors: Mapping[str, Outcome]) -> Iterator[str]:
    """A line per package that was tried, and what is refused."""
    for package, now in found.items():
        floor = f"floor {floors[package].share} %" if package in floors else "no floor"
        late = f", {now.timed_out} of them by running out of time" if now.timed_out else ""
        counts = f"{now.made:6} made {now.sampled:5} tried {now.caught:5} caught {now.share:4} %"
        yield f"{package:16} {counts}  {floor}{late}"
    fallen = below(found, floors)
    if fallen:
        names = ", ".join(fallen)
        yield f"Fewer are caught than before in: {names}. Write the tests that promise what survived breaks."


def write(file: Path, floors: Mapping[str, Outcome]) -> None:
    tables = (
        f"\n[{package}]\n" + "".join(f"{name} = {value}\n" for name, value in asdict(floor).items())
        for package, floor in sorted(floors.items())
    )
    file.write_text(HEAD + "".join(tables))
