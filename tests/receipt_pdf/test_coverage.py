"""The letters that a font has are read from its own table, whichever of its two forms that table has."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest

from chalicelib.receipt_pdf.coverage import characters


def font(*tables: tuple[bytes, bytes], before: bytes = b"") -> bytes:
    """A font file with these tables; `before` is what a collection has in front of it."""
    head, at, body = pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0), len(before) + 12 + 16 * len(tables), b""
    for tag, content in tables:
        head += pack(">4sIII", tag, 0, at + len(body), len(content))
        body += content
    return before + head + body


def cmap(*subtables: tuple[int, int, bytes]) -> bytes:
    """A `cmap` of subtables for a platform and an encoding."""
    head, at, body = pack(">HH", 0, len(subtables)), 4 + 8 * len(subtables), b""
    for platform, encoding, content in subtables:
        head += pack(">HHI", platform, encoding, at + len(body))
        body += content
    return head + body


def groups(*found: tuple[int, int, int]) -> bytes:
    """Format 12: first and last character, and the first one's glyph."""
    return pack(">HHIII", 12, 0, 16 + 12 * len(found), 0, len(found)) + b"".join(pack(">III", *each) for each in found)


def segments(*found: tuple[int, int, int, tuple[int, ...]]) -> bytes:
    """Format 4: first and last character, the delta, and their glyphs, or none where the delta tells all."""
    count = len(found)
    ends, starts, deltas = ([each[place] for each in found] for place in (1, 0, 2))
    jumps, glyphs = list[int](), list[int]()
    for index, (_, _, _, own) in enumerate(found):
        jumps.append(2 * (count - index + len(glyphs)) if own else 0)
        glyphs += own
    head = pack(">HHHHHHH", 4, 0, 0, 2 * count, 0, 0, 0)
    lists = (ends, [0], starts, deltas, jumps, glyphs)
    return head + b"".join(pack(f">{len(each)}H", *each) for each in lists)


def read(tmp_path: Path, content: bytes) -> set[int]:
    file = tmp_path / "font.ttf"
    file.write_bytes(content)
    found = set(characters(file))
    characters.cache_clear()
    return found


@pytest.fixture(autouse=True, scope="module")
def _read_anew() -> None:
    characters.cache_clear()


WHOLE = groups((0x41, 0x43, 7), (0x1F44D, 0x1F44D, 9))


def test_groups_of_letters_beyond_the_basic_plane_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, font((b"head", b"xx"), (b"cmap", cmap((3, 10, WHOLE))))) == {0x41, 0x42, 0x43, 0x1F44D}


def test_the_box_for_missing_letters_is_none_in_either_form(tmp_path: Path) -> None:
    assert read(tmp_path, font((b"cmap", cmap((3, 10, groups((0x20, 0x22, 0), (0x41, 0x41, 1))))))) == {
        *(0x21, 0x22, 0x41)
    }
    boxed = segments((0x41, 0x43, 0, (5, 0, 6)), (0x50, 0x52, 0x10000 - 0x51, ()), (0xFFFF, 0xFFFF, 1, ()))
    assert read(tmp_path, font((b"cmap", cmap((3, 1, boxed))))) == {0x41, 0x43, 0x50, 0x52}


def test_glyphs_are_the_letter_plus_the_delta_or_looked_up(tmp_path: Path) -> None:
    found = segments(
        (0x30, 0x31, 5, ()), (0x41, 0x42, 0, (3, 4)), (0x61, 0x62, 0xFFFF, (1, 2)), (0xFFFE, 0xFFFF, 3, ())
    )
    assert read(tmp_path, font((b"cmap", cmap((0, 3, found))))) == {0x30, 0x31, 0x41, 0x42, 0x62, 0xFFFE}


@pytest.mark.parametrize(("platform", "encoding"), [(0, 0), (0, 4), (3, 1), (3, 10)])
def test_only_unicode_tables_are_read(tmp_path: Path, platform: int, encoding: int) -> None:
    other = groups((0x61, 0x61, 1))
    both = cmap((1, 0, other), (platform, encoding, WHOLE), (3, 0, other))
    assert read(tmp_path, font((b"cmap", both))) == {0x41, 0x42, 0x43, 0x1F44D}


def test_the_larger_form_is_read_where_a_font_has_both(tmp_path: Path) -> None:
    small = segments((0x41, 0x41, 1, ()), (0xFFFF, 0xFFFF, 1, ()))
    for both in (cmap((3, 1, small), (3, 10, WHOLE)), cmap((0, 4, WHOLE), (3, 1, small))):
        assert 0x1F44D in read(tmp_path, font((b"cmap", both)))


def test_of_a_collection_the_first_font_is_read(tmp_path: Path) -> None:
    before = pack(">4sIII", b"ttcf", 0x00010000, 1, 16)
    assert read(tmp_path, font((b"cmap", cmap((3, 10, WHOLE))), before=before)) == {0x41, 0x42, 0x43, 0x1F44D}


def test_a_font_without_the_table_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^This font has no cmap table\.$"):
        read(tmp_path, font((b"head", b"xx"), (b"CMAP", b"xx")))
