"""A plot of cost against history, as SVG: both axes are powers of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 420, 70, 60, 40
COLORS = ("#0b6e4f", "#1d4e89", "#b5651d", "#7b2d8b", "#c1121f")
Points = Sequence[tuple[float, float]]


def svg(lines: Mapping[str, Points]) -> str:
    """Each line named at its right end; `points` are (payments behind, units)."""
    most_x = max(x for points in lines.values() for x, _ in points)
    most_y = max(y for points in lines.values() for _, y in points)
    scale = _Scale(log10(most_x), max(log10(most_y), 1))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" role="img" aria-label="Units per request, by the payments behind it">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-weight="bold">Units per request, by the payments behind it</text>',
        *scale.axes(),
    ]
    for (name, points), color in zip(lines.items(), COLORS, strict=False):
        parts += _line(name, points, color, scale)
    return "\n".join([*parts, "</svg>\n"])


class _Scale:
    def __init__(self, most_x: float, most_y: float) -> None:
        self._x, self._y = most_x, most_y

    def x(self, value: float) -> float:
        return LEFT + (log10(value) - 1.5) / (self._x - 1.5) * (WIDTH - LEFT - 220)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - log10(max(value, 1)) / self._y * (HEIGHT - BOTTOM - TOP)

    def axes(self) -> list[str]:
        marks = [
            f'<line x1="{LEFT}" x2="{WIDTH - 220}" y1="{self.y(10**n):.0f}" y2="{self.y(10**n):.0f}" stroke="#ddd"/>'
            f'<text x="{LEFT - 8}" y="{self.y(10**n) + 4:.0f}" text-anchor="end">{10**n:,}</text>'
            for n in range(int(self._y) + 1)
        ]
        marks += [
            f'<text x="{self.x(10**n):.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**n:,}</text>'
            for n in range(2, int(self._x + 0.01) + 1)
        ]
        label = f'<text x="{LEFT}" y="{HEIGHT - 14}">payments behind the request (logarithmic, both axes)</text>'
        return [*marks, label]


def _line(name: str, points: Points, color: str, scale: _Scale) -> list[str]:
    path = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in points)
    last_x, last_y = points[-1]
    return [
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>',
        *(f'<circle cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="3" fill="{color}"/>' for x, y in points),
        f'<text x="{scale.x(last_x) + 8:.0f}" y="{scale.y(last_y) + 4:.0f}" fill="{color}">{name}</text>',
    ]
