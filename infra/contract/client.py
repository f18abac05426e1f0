"""A typed Python client, written from the contract: a TypedDict for each schema, a method for each operation."""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from infra.contract.files import CLIENT, Document

HEADING = '''"""Written by `make openapi` from the API's own document. Change that, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from account_credit_client.transport import Transport, new_key
'''
KEY = "Idempotency-Key"
PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "null": "None", "number": "float"}


def client_source(document: Document) -> str:
    """The module's text, in the house's format."""
    schemas = document["components"]["schemas"]
    kinds = [text for name, schema in schemas.items() for text in _kind(name, schema)]
    operations = [
        text
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] != ["stripe"]
        for text in _method(method, path, operation)
    ]
    client = [
        "class Client(Transport):",
        '    """Every operation of the API; amounts are minor units. Each raises Problem, and NoResponse."""',
    ]
    return _formatted("\n".join([HEADING, *kinds, "", *client, *operations]) + "\n")


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(CLIENT), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _kind(name: str, schema: dict[str, Any]) -> Iterator[str]:
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


def _type(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": reference}:
            return _named(str(reference).rsplit("/", 1)[1])
        case {"anyOf": options}:
            return " | ".join(dict.fromkeys(_type(option) for option in options))
        case {"enum": values}:
            return f"Literal[{', '.join(map(_quoted, values))}]"
        case {"type": "array", "items": items}:
            return f"list[{_type(items)}]"
        case {"type": str(kind)} if kind in PLAIN:
            return PLAIN[kind]
    return "dict[str, Any]"


def _method(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    wanted = [each for each in operation["parameters"] if each["name"] not in ("If-None-Match", "Stripe-Signature")]
    answer = _answer(operation["responses"])
    given = ", ".join(["self", *_arguments(operation, wanted)])
    yield from ("", f"    def {operation['operationId']}({given}) -> {answer}:")
    yield f'        """{operation["summary"]}"""'
    call = [f'"{method.upper()}"', f'f"{path}"' if "{" in path else f'"{path}"']
    call += ["body=body"] if "requestBody" in operation else []
    query = [each["name"] for each in wanted if each["in"] == "query"]
    call += [f"query={_mapping(query)}"] if query else []
    headers = [each for each in wanted if each["in"] == "header"]
    call += [f"headers={_headers(headers)}"] if headers else []
    done = f"self.call({', '.join(call)})"
    if answer == "None":
        yield f"        {done}"
    else:
        yield from (f"        found: {answer} = {done}", "        return found")


def _arguments(operation: dict[str, Any], wanted: list[dict[str, Any]]) -> list[str]:
    positional = [each["name"] + ": str" for each in wanted if each["in"] == "path"]
    if "requestBody" in operation:
        (content,) = operation["requestBody"]["content"].values()
        positional.append(f"body: {_type(content['schema'])}")
    named = [
        f"{_python(each['name'])}: {_type(each['schema'])}"
        + ("" if each["required"] and each["name"] != KEY else " | None = None")
        for each in wanted
        if each["in"] != "path"
    ]
    return [*positional, *(["*", *named] if named else [])]


def _quoted(text: object) -> str:
    return f'"{text}"'


def _mapping(names: list[str]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {_python(name)}" for name in names) + "}"


def _headers(headers: list[dict[str, Any]]) -> str:
    """A key that must be sent is made when none is given, once for all attempts."""
    return "{" + ", ".join(f"{_quoted(each['name'])}: {_value(each)}" for each in headers) + "}"


def _value(header: dict[str, Any]) -> str:
    name = _python(header["name"])
    return f"{name} or new_key()" if header["name"] == KEY and header["required"] else name


def _python(name: str) -> str:
    plain = name.lower().replace("-", "_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def _answer(responses: dict[str, Any]) -> str:
    kinds = [
        _type(response["content"]["application/json"]["schema"]) if "content" in response else "None"
        for status, response in responses.items()
        if status.startswith("2")
    ]
    return " | ".join(dict.fromkeys(kinds))
