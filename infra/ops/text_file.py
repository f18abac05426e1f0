"""Files that people write in an editor of their own, read whatever it saved them as."""

import codecs
import json
from pathlib import Path
from typing import Any

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):
    """The file can't be read as text; the message is a sentence with what to do."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark, or of UTF-16 with one. Raises Unreadable."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} can't be read: {error.strerror}.") from None
    try:
        return content.decode("utf-16" if content.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"{path.name} is not UTF-8 (line {line}). It may be Windows-1252, as older editors write: save it as UTF-8."
        ) from None


def read_json(path: Path) -> Any:
    """Return what a JSON file holds. Raises Unreadable, also where an object has one name twice."""
    try:
        held = json.loads(read_text(path), object_pairs_hook=_unique)
        json.dumps(held, ensure_ascii=False).encode()
    except RecursionError:
        raise Unreadable(f"{path.name} is not JSON that this reads: too deep.") from None
    except _Repeated as repeated:
        raise Unreadable(
            f"{path.name} has {repeated} more than once in one object: leave the one that counts."
        ) from None
    except UnicodeEncodeError:
        raise Unreadable(f"{path.name} has half of a character, as in \\ud800: write the character itself.") from None
    except ValueError as error:
        raise Unreadable(f"{path.name} is not JSON: {error}.") from None
    return held


class _Repeated(Exception):
    """A name that an object has twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _Repeated(name)
    return dict(pairs)
