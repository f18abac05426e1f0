"""A typed TypeScript client, written from the contract: an interface for each schema, a method for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from infra.contract.files import Document

HEADING = "// Written by `make openapi` from the API's own document. Change that, not this.\n\n"
SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
KEY = "Idempotency-Key"
LEFT_OUT = {"If-None-Match", "Stripe-Signature"}


def schemas_source(document: Document) -> str:
    """The module of types."""
    schemas = document["components"]["schemas"]
    return HEADING + "\n".join(
        f"export type {_named(name)} = {_type(schema, '')};\n" for name, schema in schemas.items()
    )


def client_source(document: Document) -> str:
    """The module of the client."""
    operations = [
        "\n".join(_method(method, path, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] != ["stripe"]
    ]
    imports = 'import type * as S from "./schemas.ts";\nimport { newKey, Transport } from "./transport.ts";\n\n'
    heading = "/** Every operation of the API; amounts are minor units. Each rejects with Problem, NoResponse. */\n"
    return f"{HEADING}{imports}{heading}export class Client extends Transport {{\n" + "\n\n".join(operations) + "\n}\n"


def _method(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    wanted = [each for each in operation["parameters"] if each["name"] not in LEFT_OUT]
    named = [each for each in wanted if each["in"] != "path"]
    given = [f"{_camel(each['name'])}: string" for each in wanted if each["in"] == "path"]
    given += [f"body: {_type(_content(operation['requestBody']), '', 'S.')}"] if "requestBody" in operation else []
    given += [_options(named)] if named else []
    found = _response(operation["responses"])
    yield f"  /** {operation['summary']} */"
    yield f"  {_camel(operation['operationId'])}({', '.join(given)}): Promise<{found}> {{"
    address = re.sub(r"\{(\w+)\}", lambda match: f"${{encodeURIComponent({_camel(match[1])})}}", path)
    yield f'    return this.call("{method.upper()}", `{address}`, {{ {", ".join(_call(operation, named))} }});'
    yield "  }"


def _options(named: list[dict[str, Any]]) -> str:
    members = "; ".join(
        f"{_camel(each['name'])}{'' if _is_needed(each) else '?'}: {_type(each['schema'], '', 'S.')}" for each in named
    )
    return f"options: {{ {members} }}" + ("" if any(map(_is_needed, named)) else " = {}")


def _is_needed(parameter: dict[str, Any]) -> bool:
    """A key that must be sent is made when none is given."""
    return bool(parameter["required"]) and parameter["name"] != KEY


def _call(operation: dict[str, Any], named: list[dict[str, Any]]) -> Iterator[str]:
    if "requestBody" in operation:
        yield "body"
    for place, key in (("query", "query"), ("header", "headers")):
        entries = [f'"{each["name"]}": {_value(each)}' for each in named if each["in"] == place]
        if entries:
            yield f"{key}: {{ {', '.join(entries)} }}"


def _value(parameter: dict[str, Any]) -> str:
    value = f"options.{_camel(parameter['name'])}"
    return f"{value} ?? newKey()" if parameter["name"] == KEY and parameter["required"] else value


def _response(responses: dict[str, Any]) -> str:
    kinds = [
        _type(_content(response), "", "S.") if "content" in response else "null"
        for status, response in responses.items()
        if status.startswith("2")
    ]
    return " | ".join(dict.fromkeys(kinds))


def _content(holder: dict[str, Any]) -> dict[str, Any]:
    content = holder["content"]
    found: dict[str, Any] = content.get("application/json", next(iter(content.values())))["schema"]
    return found


def _type(schema: dict[str, Any], indent: str, prefix: str = "") -> str:
    match schema:
        case {"$ref": reference}:
            return prefix + _named(str(reference).rpartition("/")[2])
        case {"anyOf": options}:
            return " | ".join(dict.fromkeys(_type(option, indent, prefix) for option in options))
        case {"enum": values}:
            return " | ".join(f'"{value}"' for value in values)
        case {"type": "array", "items": items}:
            return f"Array<{_type(items, indent, prefix)}>"
        case {"properties": fields}:
            return _object(fields, set(schema.get("required", ())), indent)
        case {"type": str(kind)} if kind in SCALARS:
            return SCALARS[kind]
    return "Record<string, unknown>"


def _object(fields: dict[str, Any], required: set[str], indent: str) -> str:
    inner = indent + "  "
    members = (
        f"{inner}{name}{'' if name in required else '?'}: {_type(schema, inner)};\n" for name, schema in fields.items()
    )
    return f"{{\n{''.join(members)}{indent}}}"


def _named(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _camel(name: str) -> str:
    first, *rest = re.split(r"[-_]", name)
    return first.lower() + "".join(part[:1].upper() + part[1:] for part in rest)
