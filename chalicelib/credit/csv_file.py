"""A CSV file of another system, as rows of text: its encoding, separator and columns found, its limits held. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.credit.errors import Invalid
from chalicelib.credit.typed_text import plain_text

SEPARATORS = ",;\t"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
ACCENTED_IN_UTF8 = re.compile(rb"\xc3[\x80-\xbf]")
"""In Windows-1252 it would be a capital A with a tilde before a sign: the file mixes two encodings."""
NOT_WINDOWS_1252 = re.compile(
    rb"[^\x00-\x7f\x85\x91-\x94\x96\x97\xa0\xab\xbb]{3}"  # Cyrillic, Chinese: all but quotes and dashes.
    rb"|[\x83\x84\x86-\x89\x8b\x95\x98\x9b]|[a-z][\x8a\x8c\x8e\x9f]|[A-Z][\x8a\x8c\x8e\x9f][a-z]"  # Macintosh.
    rb"|[\xa3-\xa6\xac\xaf\xb3\xb9][A-Za-z]|[A-Za-z][\xa3-\xa6\xac\xaf\xb3\xb9]"  # Central European.
)
"""Signs within words that no name has in Windows-1252, and that names have in other encodings of one byte."""
NAMED_SEPARATOR = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
"""The line that Excel may put before all others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file, by its number (the header's is 1), with its cells by column.

    `cells` are None, and `found` counts them, where the line has not as many as the header.
    """

    line: int
    cells: dict[str, str] | None
    found: int


def read_rows(raw: bytes, columns: Sequence[str], most_lines: int, optional: Sequence[str] = ()) -> tuple[Row, ...]:
    """Return the lines below the header, empty ones left out.

    Raises Invalid for a file that is no text or no CSV, lacks a column, has an unknown one, or has too many lines.
    """
    rows = (row for row in _rows(_text(raw)) if any(cell.strip() for cell in row[1]))
    first = next(rows, (1, []))[1]
    header = _header(first, columns, optional)
    found = tuple(_row(line, cells, header) for line, cells in rows)
    if len(found) > most_lines:
        raise Invalid.field("file", f"must have at most {most_lines} lines below the header, and has {len(found)}")
    return found


def _text(raw: bytes) -> str:
    """Unicode where the file is, Windows-1252 otherwise: the encoding of spreadsheets on Windows."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], encoding)
    try:
        return raw.decode()
    except UnicodeDecodeError as fault:
        strange = ACCENTED_IN_UTF8.search(raw) or NOT_WINDOWS_1252.search(raw)
        if strange:
            raise _unreadable(raw, strange.start()) from fault
        return _decoded(raw, "cp1252")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _unreadable(raw, fault.start) from fault


def _unreadable(raw: bytes, at: int) -> Invalid:
    line = raw.count(b"\n", 0, at) + 1
    return Invalid.field("file", f"must be text in UTF-8 or Windows-1252; line {line} is not. Save it as CSV UTF-8")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records and the numbers of the lines on which they begin: a quoted cell may span several."""
    named = NAMED_SEPARATOR.match(text)
    rest = text[named.end() :] if named else text
    first_line = re.split(r"[\r\n]", rest.lstrip(), maxsplit=1)[0]
    separator = named[1] if named else max(SEPARATORS, key=first_line.count)
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=separator, strict=True)
    before = line = 2 if named else 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Invalid.field("file", f"must be CSV; line {line} is not: {fault}") from fault
        yield line, cells
        line = reader.line_num + before


def _header(cells: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> Sequence[str]:
    names = [plain_text(cell).lower() for cell in cells]
    if sorted(names) == sorted({*columns, *(name for name in names if name in optional)}):
        return names
    missing = [column for column in columns if column not in names]
    what = f"lacks {', '.join(missing)}" if missing else "has a column twice, or another one"
    raise Invalid.field("file", f"must begin with a line that names its columns, {','.join(columns)}; it {what}")


def _row(line: int, cells: list[str], header: Sequence[str]) -> Row:
    if len(cells) != len(header):
        return Row(line, None, len(cells))
    return Row(line, dict(zip(header, (cell.strip() for cell in cells), strict=True)), len(cells))
