"""Whether one schema rejects what another accepts. For requests that breaks callers; for responses, the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.contract.files import Document

Schema = dict[str, Any]
LOWER = ("minimum", "minLength", "minItems")
UPPER = ("maximum", "maxLength", "maxItems")
FIXED = ("pattern", "format", "const")
DEEPEST = 12


def refuses_more(
    wide: Schema, narrow: Schema, of_wide: Document, of_narrow: Document, at: str = "", depth: int = 0
) -> Iterator[str]:
    """The values that `wide` accepts and `narrow` rejects, described by place. References are followed."""
    if depth > DEEPEST:
        return
    options = _options(wide, of_wide)
    takers = _options(narrow, of_narrow)
    for option in options:
        complaints = [list(_plain(option, taker, of_wide, of_narrow, at, depth)) for taker in takers]
        if all(complaints):
            yield from min(complaints, key=len)


def _options(schema: Schema, document: Document) -> list[Schema]:
    """The alternatives of a schema, each without reference; a list of types is so many alternatives."""
    if "$ref" in schema:
        kind, name = schema["$ref"].removeprefix("#/components/").split("/")
        return _options(document["components"][kind][name], document)
    if "anyOf" in schema:
        return [option for each in schema["anyOf"] for option in _options(each, document)]
    return [schema]


def _plain(wide: Schema, narrow: Schema, of_wide: Document, of_narrow: Document, at: str, depth: int) -> Iterator[str]:
    place = at or "it"
    if "enum" in narrow and not set(map(str, wide.get("enum", ["anything"]))) <= set(map(str, narrow["enum"])):
        yield f"{place} must be one of {', '.join(map(str, narrow['enum']))}"
    if "type" in narrow and "enum" not in wide and wide.get("type") != narrow["type"]:
        yield f"{place} must be {narrow['type']}"
        return
    for name in LOWER:
        if name in narrow and wide.get(name, float("-inf")) < narrow[name]:
            yield f"{place} has {name} {narrow[name]}"
    for name in UPPER:
        if name in narrow and wide.get(name, float("inf")) > narrow[name]:
            yield f"{place} has {name} {narrow[name]}"
    for name in FIXED:
        if name in narrow and wide.get(name) != narrow[name]:
            yield f"{place} has {name} {narrow[name]}"
    yield from _fields(wide, narrow, of_wide, of_narrow, at, depth)
    if "items" in wide and "items" in narrow:
        yield from refuses_more(wide["items"], narrow["items"], of_wide, of_narrow, f"{at}[]", depth + 1)


def _fields(wide: Schema, narrow: Schema, of_wide: Document, of_narrow: Document, at: str, depth: int) -> Iterator[str]:
    for name in sorted(set(narrow.get("required", ())) - set(wide.get("required", ()))):
        yield f"{_at(at, name)} must be there"
    known = narrow.get("properties", {})
    for name, schema in wide.get("properties", {}).items():
        if name in known:
            yield from refuses_more(schema, known[name], of_wide, of_narrow, _at(at, name), depth + 1)
        elif narrow.get("additionalProperties") is False:
            yield f"{_at(at, name)} is unknown"


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
