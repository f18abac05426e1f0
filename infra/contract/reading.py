"""The contract as its readers take it apart: operations, what each takes, and what it returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.contract.files import Document

Schema = dict[str, Any]
Parameter = dict[str, Any]

KEY = "Idempotency-Key"
LEFT_OUT = {"If-None-Match", "Stripe-Signature"}
"""Headers that no client sends."""


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every operation with its method and path."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def operations_of_clients(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Those that callers use: the others are for Stripe alone."""
    return (each for each in operations(document) if each[2]["tags"] != ["stripe"])


def parameters(operation: Document, *places: str) -> list[Parameter]:
    """The parameters that a client gives in these places: `path`, `query` or `header`."""
    return [each for each in operation["parameters"] if each["in"] in places and each["name"] not in LEFT_OUT]


def is_needed(parameter: Parameter) -> bool:
    """Whether a caller must give it. A key that must be sent is made when none is given, once for all attempts."""
    return bool(parameter["required"]) and parameter["name"] != KEY


def is_made(parameter: Parameter) -> bool:
    """Whether the client makes it when none is given."""
    return bool(parameter["required"]) and parameter["name"] == KEY


def sent(operation: Document) -> Schema | None:
    """The schema of the body, JSON or a file; None without one."""
    if "requestBody" not in operation:
        return None
    (content,) = operation["requestBody"]["content"].values()
    schema: Schema = content["schema"]
    return schema


def returned(operation: Document) -> Schema:
    """The schema of what a success returns, null where one has no body."""
    made = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    return {"anyOf": [json_schema(answer) or {"type": "null"} for answer in made]}


def json_schema(holder: Document) -> Schema | None:
    """The schema of a body or response in JSON."""
    content = holder.get("content", {}).get("application/json")
    return content["schema"] if content else None


def name_of(reference: str) -> str:
    """The name of the schema that a `$ref` points to."""
    return reference.rpartition("/")[2]
