"""A typed Python client, written from the contract: a TypedDict for each schema, a method for each operation."""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from collections.abc import Iterator

from chalicelib.api.openapi.code_samples.names import snake_case
from infra.contract.files import CLIENT, Document
from infra.contract.reading import (
    Parameter,
    Schema,
    is_made,
    is_needed,
    name_of,
    operations_of_clients,
    parameters,
    returned,
    sent,
)

HEADING = '''"""Written by `make openapi` from the API's own document. Change that, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from account_credit_client.transport import Transport, new_key
'''
PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "null": "None", "number": "float"}


def client_source(document: Document) -> str:
    """The module's text, in the house's format."""
    schemas = document["components"]["schemas"]
    kinds = [text for name, schema in schemas.items() for text in _kind(name, schema)]
    operations = [text for each in operations_of_clients(document) for text in _method(*each)]
    client = [
        "class Client(Transport):",
        '    """Every operation of the API; amounts are minor units. Each raises Problem, and NoResponse."""',
    ]
    return _formatted("\n".join([HEADING, *kinds, "", *client, *operations]) + "\n")


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(CLIENT), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _kind(name: str, schema: Schema) -> Iterator[str]:
    if "enum" in schema:
        yield from ("", f"{_named(name)} = {_type(schema)}")
        return
    required = set(schema.get("required", ()))
    kinds = {field: _type(what) for field, what in schema.get("properties", {}).items()}
    fields = {field: kind if field in required else f"NotRequired[{kind}]" for field, kind in kinds.items()}
    if any(map(keyword.iskeyword, fields)):  # PEP 589: the other syntax takes any key.
        listed = ", ".join(f'"{field}": {kind}' for field, kind in fields.items())
        yield from ("", "", f'{_named(name)} = TypedDict("{_named(name)}", {{{listed}}})')
        return
    yield from ("", "", f"class {_named(name)}(TypedDict):")
    yield from (f"    {field}: {kind}" for field, kind in fields.items())


def _named(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _type(schema: Schema) -> str:
    match schema:
        case {"$ref": reference}:
            return _named(name_of(reference))
        case {"anyOf": options}:
            return " | ".join(dict.fromkeys(_type(option) for option in options))
        case {"enum": values}:
            return f"Literal[{', '.join(map(_quoted, values))}]"
        case {"type": "array", "items": items}:
            return f"list[{_type(items)}]"
        case {"type": str(kind)} if kind in PLAIN:
            return PLAIN[kind]
    return "dict[str, Any]"


def _method(method: str, path: str, operation: Document) -> Iterator[str]:
    found = _type(returned(operation))
    given = ", ".join(["self", *_arguments(operation)])
    yield from ("", f"    def {operation['operationId']}({given}) -> {found}:")
    yield f'        """{operation["summary"]}"""'
    call = [f'"{method.upper()}"', f'f"{path}"' if "{" in path else f'"{path}"']
    call += ["body=body"] if sent(operation) else []
    for place, argument in (("query", "query"), ("header", "headers")):
        entries = [f"{_quoted(each['name'])}: {_value(each)}" for each in parameters(operation, place)]
        call += [f"{argument}={{{', '.join(entries)}}}"] if entries else []
    done = f"self.call({', '.join(call)})"
    if found == "None":
        yield f"        {done}"
    else:
        yield from (f"        found: {found} = {done}", "        return found")


def _arguments(operation: Document) -> list[str]:
    body = sent(operation)
    positional = [each["name"] + ": str" for each in parameters(operation, "path")]
    positional += [f"body: {_type(body)}"] if body else []
    named = [
        f"{snake_case(each['name'])}: {_type(each['schema'])}" + ("" if is_needed(each) else " | None = None")
        for each in parameters(operation, "query", "header")
    ]
    return [*positional, *(["*", *named] if named else [])]


def _value(parameter: Parameter) -> str:
    name = snake_case(parameter["name"])
    return f"{name} or new_key()" if is_made(parameter) else name


def _quoted(text: object) -> str:
    return f'"{text}"'
