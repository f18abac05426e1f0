"""The bench's one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.cpu import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement beside its floor and its naive twin. A ratio of None was not measured."""

    part: str
    name: str
    ours: str
    floor: str = ""
    twin: str = ""
    to_floor: float | None = None
    to_twin: float | None = None
    floor_goal: float | None = None
    twin_goal: float | None = None
    note: str = ""

    @property
    def met(self) -> str:
        goals = [(self.to_floor, self.floor_goal), (self.to_twin, self.twin_goal)]
        asked = [value <= goal for value, goal in goals if value is not None and goal is not None]
        return "" if not asked else "yes" if all(asked) else "no"


HEAD = ("part", "what", "ours", "floor", "ours/floor", "goal", "naive twin", "ours/twin", "goal", "met", "note")


def compared(
    part: str,
    name: str,
    taken: dict[str, Sample],
    goals: tuple[float | None, float | None] = (None, None),
    unit: str = "ms",
    note: str = "",
) -> Row:
    """A row of samples named `ours`, `floor` and, where there is one, `twin`."""
    ours, floor, twin = taken["ours"], taken["floor"], taken.get("twin")
    return Row(
        part=part,
        name=name,
        ours=f"{ours.median:.1f} {unit}",
        floor=f"{floor.median:.1f} {unit}",
        twin=f"{twin.median:.1f} {unit}" if twin else "",
        to_floor=ours.ratio_to(floor),
        to_twin=ours.ratio_to(twin) if twin else None,
        floor_goal=goals[0],
        twin_goal=goals[1],
        note=note,
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        *(row.part, row.name, row.ours, row.floor, _number(row.to_floor), _goal(row.floor_goal)),
        *(row.twin, _number(row.to_twin), _goal(row.twin_goal), row.met, row.note),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _goal(value: float | None) -> str:
    return "" if value is None else f"<= {value:.2f}"


def markdown(rows: Sequence[Row]) -> str:
    """The table, aligned so that it reads the same in a terminal."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    texts = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join(f"{text} |" for text in [texts[0], "| " + " | ".join("-" * width for width in widths), *texts[1:]])
