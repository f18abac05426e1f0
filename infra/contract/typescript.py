"""A typed TypeScript client, written from the contract: an interface for each schema, a method for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chalicelib.api.openapi.code_samples.names import camel_case
from infra.contract.files import Document
from infra.contract.reading import (
    Parameter,
    Schema,
    is_made,
    is_needed,
    operations_of_clients,
    parameters,
    returned,
    sent,
)
from infra.contract.typescript_types import type_of

HEADING = "// Written by `make openapi` from the API's own document. Change that, not this.\n\n"


def schemas_source(document: Document) -> str:
    """The module of types."""
    schemas = document["components"]["schemas"]
    return HEADING + "\n".join(
        f"export type {_named(name)} = {type_of(schema, _named)};\n" for name, schema in schemas.items()
    )


def client_source(document: Document) -> str:
    """The module of the client."""
    operations = ["\n".join(_method(*each)) for each in operations_of_clients(document)]
    imports = 'import type * as S from "./schemas.ts";\nimport { newKey, Transport } from "./transport.ts";\n\n'
    heading = "/** Every operation of the API; amounts are minor units. Each rejects with Problem, NoResponse. */\n"
    return f"{HEADING}{imports}{heading}export class Client extends Transport {{\n" + "\n\n".join(operations) + "\n}\n"


def _method(method: str, path: str, operation: Document) -> Iterator[str]:
    body, named = sent(operation), parameters(operation, "query", "header")
    given = [f"{camel_case(each['name'])}: string" for each in parameters(operation, "path")]
    given += [f"body: {_type(body)}"] if body else []
    given += [_options(named)] if named else []
    yield f"  /** {operation['summary']} */"
    yield f"  {camel_case(operation['operationId'])}({', '.join(given)}): Promise<{_type(returned(operation))}> {{"
    address = re.sub(r"\{(\w+)\}", lambda match: f"${{encodeURIComponent({camel_case(match[1])})}}", path)
    yield f'    return this.call("{method.upper()}", `{address}`, {{ {", ".join(_call(operation))} }});'
    yield "  }"


def _options(named: list[Parameter]) -> str:
    members = "; ".join(
        f"{camel_case(each['name'])}{'' if is_needed(each) else '?'}: {_type(each['schema'])}" for each in named
    )
    return f"options: {{ {members} }}" + ("" if any(map(is_needed, named)) else " = {}")


def _call(operation: Document) -> Iterator[str]:
    if sent(operation):
        yield "body"
    for place, key in (("query", "query"), ("header", "headers")):
        entries = [f'"{each["name"]}": {_value(each)}' for each in parameters(operation, place)]
        if entries:
            yield f"{key}: {{ {', '.join(entries)} }}"


def _value(parameter: Parameter) -> str:
    value = f"options.{camel_case(parameter['name'])}"
    return f"{value} ?? newKey()" if is_made(parameter) else value


def _type(schema: Schema) -> str:
    """A type in the client's module, which has the schemas under a name of their own."""
    return type_of(schema, lambda name: f"S.{_named(name)}")


def _named(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)
