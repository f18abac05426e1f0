"""Schemas as types of TypeScript."""

from __future__ import annotations

import json
from collections.abc import Callable

from infra.contract.reading import Schema, name_of

SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def type_of(schema: Schema, reference: Callable[[str], str], indent: str = "") -> str:
    """The type. `reference` is how another schema is named in it; `indent` is that of the line it begins in."""
    match schema:
        case {"$ref": address}:
            return reference(name_of(address))
        case {"anyOf": options}:
            return " | ".join(dict.fromkeys(type_of(option, reference, indent) for option in options))
        case {"enum": values}:
            return " | ".join(map(json.dumps, values))
        case {"type": "array", "items": items}:
            return f"Array<{type_of(items, reference, indent)}>"
        case {"properties": fields}:
            return _object(fields, set(schema.get("required", ())), reference, indent)
        case {"type": str(kind)} if kind in SCALARS:
            return SCALARS[kind]
    return "Record<string, unknown>"


def _object(fields: dict[str, Schema], required: set[str], reference: Callable[[str], str], indent: str) -> str:
    inner = indent + "  "
    members = (
        f"{inner}{key(name)}{'' if name in required else '?'}: {type_of(schema, reference, inner)};\n"
        for name, schema in fields.items()
    )
    return f"{{\n{''.join(members)}{indent}}}"


def key(name: str) -> str:
    """The name of a member, in quotes where it needs them."""
    return name if name.isidentifier() else json.dumps(name)
