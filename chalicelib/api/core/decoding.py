"""Bodies, queries and paths as typed structs, with a limit on everything. What is invalid is named by its field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from chalicelib.api.core.validation_messages import explain, options_of
from chalicelib.credit.errors import Invalid, NotFound

S = TypeVar("S", bound=msgspec.Struct)

LONGEST_NAME = 64
DIGITS = re.compile(r"[0-9]{1,9}")


def decode_body(raw: bytes, kind: type[S]) -> S:
    """The JSON in `raw`. Raises Invalid, naming the field."""
    try:
        body = msgspec.json.decode(raw, type=kind)
        _refuse_duplicate_keys(raw)
    except msgspec.ValidationError as fault:
        raise _invalid(fault, kind) from fault
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise Invalid("The body is not valid JSON.", code="invalid_json") from fault
    return body


def decode_query(sent: Mapping[str, list[str]], kind: type[S]) -> S:
    """The query parameters. Raises Invalid, naming a parameter that is unknown, repeated or out of range."""
    types = _types(kind)
    values: dict[str, Any] = {}
    for name, texts in sent.items():
        if name not in types:
            raise Invalid.field(str(name)[:LONGEST_NAME], "is not a parameter here")
        if len(texts) != 1:
            raise Invalid.field(name, "must be given only once")
        values[name] = _from_text(texts[0], types[name])
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as fault:
        raise _invalid(fault, kind) from fault


def decode_path(sent: Mapping[str, str], kind: type[S]) -> S:
    """The ids in the path, as they were sent. Raises NotFound for a value that cannot be an id."""
    try:
        return msgspec.convert(sent, kind)
    except msgspec.ValidationError:
        raise NotFound() from None


def compose(body: type[msgspec.Struct] | None, query: type[msgspec.Struct], path: type[msgspec.Struct] | None) -> None:
    """Have msgspec compose what it decodes into, at INIT: it does so at the first use of a type."""
    for kind in (body, path):
        if kind:
            msgspec.json.Decoder(kind)
    _types(query)


@cache
def _types(kind: type[msgspec.Struct]) -> Mapping[str, inspect.Type]:
    """The type of each parameter. A request must not pay for the inspection."""
    info = inspect.type_info(kind)
    return {field.encode_name: field.type for field in info.fields} if isinstance(info, inspect.StructType) else {}


def _from_text(text: str, kind: inspect.Type) -> object:
    """The value that `text` stands for where `kind` has one; other text stays and fails the type's own check."""
    for option in options_of(kind):
        match option:
            case inspect.IntType() if DIGITS.fullmatch(text):
                return int(text)
            case inspect.BoolType() if text in ("true", "false"):
                return text == "true"
            case inspect.DateTimeType():
                return text.replace(" ", "+")
    return text


def _refuse_duplicate_keys(raw: bytes) -> None:
    """Raises Invalid where an object repeats a key: one parser would take the first value and another the last."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            repeated = next(name for name in names if names.count(name) > 1)
            raise Invalid.field(repeated[:LONGEST_NAME], "is there more than once", code="invalid_json")
        return fields

    json.loads(raw, object_pairs_hook=unique)


def _invalid(fault: msgspec.ValidationError, kind: type) -> Invalid:
    error = explain(str(fault), kind)
    return Invalid(f"{error.field}: {error.message}", errors=(error,))
