"""Which characters a font has: its `cmap` table, read as the OpenType specification lays it out.

Typst refuses to write an archival PDF with a letter that no font has, so a receipt must know before it asks.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from struct import unpack_from

from chalicelib.receipt_pdf.fonts import FACES, face_path

COLLECTION = b"ttcf"


def family_with(cluster: str) -> str | None:
    """The first family that has every character of `cluster`, which is drawn from one font or not at all."""
    wanted = {ord(character) for character in cluster}
    return next((family for family in FACES if wanted <= characters(face_path(family))), None)


@cache
def characters(path: Path) -> frozenset[int]:
    """The code points that the font at `path` (the first one of a collection) has a glyph for."""
    font = path.read_bytes()
    start = unpack_from(">I", font, 12)[0] if font[:4] == COLLECTION else 0
    cmap = _table(font, start, b"cmap")
    formats = {unpack_from(">H", font, offset)[0]: offset for offset in _subtables(font, cmap)}
    if 12 in formats:
        return _format_12(font, formats[12])
    return _format_4(font, formats[4])


def _table(font: bytes, start: int, tag: bytes) -> int:
    for index in range(unpack_from(">H", font, start + 4)[0]):
        found, _, offset, _ = unpack_from(">4sIII", font, start + 12 + 16 * index)
        if found == tag:
            return int(offset)
    raise ValueError(f"This font has no {tag.decode()} table.")


def _subtables(font: bytes, cmap: int) -> list[int]:
    """Return the places of the Unicode subtables: platform 0, or platform 3 with encoding 1 or 10."""
    count = unpack_from(">H", font, cmap + 2)[0]
    records = [unpack_from(">HHI", font, cmap + 4 + 8 * index) for index in range(count)]
    return [cmap + offset for platform, encoding, offset in records if platform == 0 or (platform, encoding) in WINDOWS]


WINDOWS = {(3, 1), (3, 10)}


def _format_12(font: bytes, offset: int) -> frozenset[int]:
    """Groups of characters that follow one another, as do their glyphs; glyph 0 is the empty box."""
    found: set[int] = set()
    for index in range(unpack_from(">I", font, offset + 12)[0]):
        first, last, glyph = unpack_from(">III", font, offset + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, last + 1))
    return frozenset(found)


def _format_4(font: bytes, offset: int) -> frozenset[int]:
    """Segments of the basic plane. A glyph is the character plus a delta, or is looked up in an array."""
    count = unpack_from(">H", font, offset + 6)[0] // 2
    ends = unpack_from(f">{count}H", font, offset + 14)
    starts = unpack_from(f">{count}H", font, offset + 16 + 2 * count)
    deltas = unpack_from(f">{count}H", font, offset + 16 + 4 * count)
    ranges_at = offset + 16 + 6 * count
    found: set[int] = set()
    for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        here = ranges_at + 2 * index
        jump = unpack_from(">H", font, here)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = unpack_from(">H", font, here + jump + 2 * (code - first))[0] if jump else code
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return frozenset(found)
