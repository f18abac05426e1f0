"""Check that the API's document promises a response: its status, its headers, its type, its problem code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from infra.contract.files import CURRENT, Document, read


@cache
def contract() -> Document:
    return read(CURRENT)


def keeps_promise(method: str, path: str, status: int, headers: Mapping[str, str], body: str) -> None:
    """Fail, naming what is not promised. Paths that are no part of the API promise nothing."""
    template = _template(path)
    if template is None:
        return
    where = f"{method} {template}: {status}"
    operation = contract()["paths"][template].get(method.lower())
    assert operation is not None, f"{where} of a method that the document does not have"
    promised = operation["responses"].get(str(status))
    assert promised is not None, f"{where} is not promised: {body[:500]}"
    response = _followed(promised)
    given = {name.lower() for name in headers}
    for name in response.get("headers", {}):
        header = contract()["components"]["headers"][name]
        assert not header["required"] or name.lower() in given, f"{where} lacks {name}"
    _check_body(where, response, {name.lower(): value for name, value in headers.items()}, body)


def _check_body(where: str, response: Document, headers: Mapping[str, str], body: str) -> None:
    if "content" not in response:
        assert not body, f"{where} has a body: {body[:500]}"
        return
    media_type = headers["content-type"].split(";")[0]
    assert media_type in response["content"], f"{where} is {media_type}"
    if media_type == "text/csv":
        return
    content = response["content"][media_type]
    faults = _faults(json.dumps(content["schema"]), body)
    assert not faults, f"{where}: {faults} {body[:500]}"


@lru_cache(maxsize=1024)
def _faults(schema: str, body: str) -> list[str]:
    """Kept, since most refusals have the very same body."""
    return [fault.message for fault in _validator(schema).iter_errors(json.loads(body))]


@cache
def _validator(schema: str) -> Draft202012Validator:
    whole: dict[str, Any] = {**json.loads(schema), "components": contract()["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _followed(response: Document) -> Document:
    if "$ref" not in response:
        return response
    found: Document = contract()["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return found


@cache
def _template(path: str) -> str | None:
    """The path as the document writes it, plain ones before those with parameters."""
    given = path.split("?", maxsplit=1)[0].split("/")
    for template in sorted(contract()["paths"], key=lambda each: each.count("{")):
        parts = template.split("/")
        if len(parts) == len(given) and all(
            part.startswith("{") or part == value for part, value in zip(parts, given, strict=True)
        ):
            return str(template)
    return None
