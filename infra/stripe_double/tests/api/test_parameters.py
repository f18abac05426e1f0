"""The double accepts nothing that Stripe doesn't: each operation's table is held to Stripe's own document."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.stripe_double.api.catalogue import OPERATIONS
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import Boolean, Group, Integer, Kind, Many, Metadata, Required, Text
from infra.stripe_double.tests.support import spec
from infra.stripe_double.tests.support.differences import SENT_BY_STRIPE_JS

Json = dict[str, Any]


def example_path(operation: Operation) -> str:
    return re.sub(r"\{[^}]+\}", "x_1", operation.path)


def faults(kind: Kind, schema: Json, name: str) -> Iterator[str]:
    """Values that our way of reading a parameter would accept and Stripe's document wouldn't."""
    choices = [schema, *schema.get("anyOf", [])]
    if isinstance(kind, Required):
        yield from faults(kind.kind, schema, name)
    elif isinstance(kind, Group):
        tables = [choice["properties"] for choice in choices if choice.get("properties")]
        for field, inner in kind.table.items():
            described = [table[field] for table in tables if field in table]
            if described:
                yield from faults(inner, described[0], f"{name}[{field}]")
            else:
                yield f"{name}[{field}] is unknown to Stripe"
    elif isinstance(kind, Many):
        items = [choice["items"] for choice in choices if "items" in choice]
        yield from faults(kind.each, items[0], f"{name}[]") if items else iter([f"{name} is no list"])
    elif isinstance(kind, Text | Integer | Boolean | Metadata):
        yield from plain_faults(kind, choices, name)


def plain_faults(kind: Text | Integer | Boolean | Metadata, choices: list[Json], name: str) -> Iterator[str]:
    wanted = {Text: "string", Integer: "integer", Boolean: "boolean", Metadata: "object"}[type(kind)]
    fitting = [choice for choice in choices if choice.get("type") == wanted]
    if not fitting:
        yield f"{name} is no {wanted}"
    enumerated = [set(choice["enum"]) for choice in fitting if "enum" in choice]
    if isinstance(kind, Text) and enumerated and kind.choices:
        unknown = set(kind.choices) - set().union(*enumerated)
        if unknown:
            yield f"{name} can't be {unknown}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_parameter_that_stripe_would_refuse_is_not_accepted_here(operation: Operation) -> None:
    known = spec.parameters(operation.method, example_path(operation))
    found = [
        fault
        for name, kind in operation.table.items()
        for fault in (faults(kind, known[name], name) if name in known else [f"{name} is unknown to Stripe"])
    ]
    assert set(found) <= (SENT_BY_STRIPE_JS if operation.browser else set()), found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_parameter_that_stripe_requires_is_required_here(operation: Operation) -> None:
    body = spec.operation(operation.method, example_path(operation)).get("requestBody", {})
    required = {name for content in body.get("content", {}).values() for name in content["schema"].get("required", [])}
    ours = {name for name, kind in operation.table.items() if isinstance(kind, Required)}
    assert required <= ours
