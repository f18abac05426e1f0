"""TypeScript declarations of the API for the pages' modules, written from the API's document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from infra.contract.files import Document

HEADER = (
    "// Written from infra/contract/openapi.json by `make openapi`. The type checker reads it; no browser gets it.\n\n"
)
METHODS = ("get", "put", "post", "patch", "delete")
SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def page_types(document: Document) -> str:
    """Return a declaration file: `Api.Schemas`, and by operation `Api.Responses` and `Api.Bodies`."""
    schemas = document["components"]["schemas"]
    blocks = [
        _block("Schemas", ((name, schema) for name, schema in schemas.items())),
        _block("Responses", _responses(document)),
        _block("Bodies", _bodies(document)),
    ]
    return HEADER + "declare namespace Api {\n" + "\n".join(blocks) + "}\n"


def _block(name: str, members: Iterator[tuple[str, Any]]) -> str:
    lines = [f"    {_key(key)}: {_type(schema, '    ')};\n" for key, schema in members]
    return f"  interface {name} {{\n{''.join(lines)}  }}\n"


def _responses(document: Document) -> Iterator[tuple[str, Any]]:
    for name, operation in _operations(document):
        made = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        yield name, {"anyOf": [_json(answer) or {"type": "null"} for answer in made]}


def _bodies(document: Document) -> Iterator[tuple[str, Any]]:
    for name, operation in _operations(document):
        schema = _json(operation.get("requestBody", {}))
        if schema:
            yield name, schema


def _operations(document: Document) -> Iterator[tuple[str, Any]]:
    """Every operation under the name `GET /v1/me/credit`."""
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def _json(holder: Any) -> Any:
    return holder.get("content", {}).get("application/json", {}).get("schema")


def _type(schema: Any, indent: str) -> str:
    if "$ref" in schema:
        return f"Schemas[{json.dumps(schema['$ref'].rpartition('/')[2])}]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(each, indent) for each in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if schema.get("type") == "array":
        return f"Array<{_type(schema['items'], indent)}>"
    if schema.get("type") == "object":
        return _object(schema, indent)
    return SCALARS[schema["type"]]


def _object(schema: Any, indent: str) -> str:
    required = schema.get("required", [])
    members = [
        f"{indent}  {_key(name)}{'' if name in required else '?'}: {_type(member, indent + '  ')};\n"
        for name, member in schema.get("properties", {}).items()
    ]
    return f"{{\n{''.join(members)}{indent}}}" if members else "Record<string, unknown>"


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)
