"""TypeScript declarations of the API for the pages' modules, written from the API's document."""

from __future__ import annotations

import json
from collections.abc import Iterable

from chalicelib.services.events.webhook_endpoints import ALL_TYPES
from infra.contract.files import Document
from infra.contract.reading import Schema, json_schema, operations, returned
from infra.contract.typescript_types import key, type_of

HEADER = (
    "// Written from infra/contract/openapi.json by `make openapi`. The type checker reads it; no browser gets it.\n\n"
)
EVENTS_HEADER = "// Written from chalicelib/credit/events.py by `make openapi`.\n\n"


def page_types(document: Document) -> str:
    """Return a declaration file: `Api.Schemas`, and by operation `Api.Responses` and `Api.Bodies`."""
    named = {f"{method.upper()} {path}": operation for method, path, operation in operations(document)}
    bodies = {name: json_schema(operation.get("requestBody", {})) for name, operation in named.items()}
    blocks = [
        _block("Schemas", document["components"]["schemas"].items()),
        _block("Responses", ((name, returned(operation)) for name, operation in named.items())),
        _block("Bodies", ((name, schema) for name, schema in bodies.items() if schema)),
    ]
    return HEADER + "declare namespace Api {\n" + "\n".join(blocks) + "}\n"


def page_events() -> str:
    """Return a module with the types of events that an endpoint can be sent."""
    names = "".join(f'  "{name}",\n' for name in ALL_TYPES)
    return f"{EVENTS_HEADER}export const eventTypes = [\n{names}];\n"


def _block(name: str, members: Iterable[tuple[str, Schema]]) -> str:
    lines = [f"    {key(member)}: {type_of(schema, _reference, '    ')};\n" for member, schema in members]
    return f"  interface {name} {{\n{''.join(lines)}  }}\n"


def _reference(name: str) -> str:
    return f"Schemas[{json.dumps(name)}]"
