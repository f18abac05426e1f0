"""The API reference as a page: plain HTML with a style sheet, no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Document = Mapping[str, Any]

CODE = re.compile(r"`([^`]+)`")


def reference_page(document: Document) -> str:
    """The whole page. Everything in it is escaped, and it contains no personal data."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(document['info']['title'])}: API reference</title>",
            '<link rel="stylesheet" href="web/reference.css">',
            "</head>",
            "<body>",
            *_body(document),
            "</body>",
            "</html>",
            "",
        ]
    )


def _body(document: Document) -> Iterator[str]:
    info = document["info"]
    yield f"<header><h1>{escape(info['title'])}</h1><p>Version {escape(info['version'])}. "
    yield 'Machine-readable: <a href="v1/openapi.json">openapi.json</a>.</p>'
    yield from (f"<p>{_text(part)}</p>" for part in info["description"].split("\n\n"))
    yield "</header><nav aria-label='Operations'><ul>"
    operations = list(_operations(document))
    for name, operation in operations:
        yield f'<li><a href="#{operation["operationId"]}"><code>{escape(name)}</code></a> {_text(operation["summary"])}'
    yield "</ul></nav><main>"
    for name, operation in operations:
        yield from _operation(name, operation, document)
    yield from _schemas(document)
    yield "</main>"


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _operation(name: str, operation: Document, document: Document) -> Iterator[str]:
    yield f'<section id="{operation["operationId"]}"><h2><code>{escape(name)}</code></h2>'
    yield f"<p>{_text(operation['summary'])} {_text(operation['description'])}</p>"
    if operation["parameters"]:
        yield "<h3>Parameters</h3><dl>"
        for one in operation["parameters"]:
            needed = ", required" if one["required"] else ""
            yield f"<dt><code>{escape(one['name'])}</code> <small>{one['in']}{needed}</small>"
            yield f"<dd>{_text(one['description'])}. {_rule(one['schema'])}"
        yield "</dl>"
    if "requestBody" in operation:
        yield "<h3>Body</h3>"
        yield from _content(operation["requestBody"])
    yield "<h3>Responses</h3><dl>"
    for status, promised in operation["responses"].items():
        response = _followed(promised, document)
        yield f"<dt><code>{status}</code><dd>{_paragraphs(response['description'])}"
        if status.startswith("2"):
            yield from _content(response)
    yield "</dl></section>"


def _content(holder: Document) -> Iterator[str]:
    for content in holder.get("content", {}).values():
        yield f"<p>{_rule(content['schema'])}</p>"
        for example in content.get("examples", {}).values():
            shown = json.dumps(example["value"], indent=2, ensure_ascii=False)
            yield f'<pre tabindex="0">{escape(shown)}</pre>'


def _schemas(document: Document) -> Iterator[str]:
    yield '<section id="schemas"><h2>Types</h2>'
    for name, schema in document["components"]["schemas"].items():
        yield f'<h3 id="type-{escape(name)}">{escape(name)}</h3><p>{_text(schema.get("description", ""))}</p>'
        if "enum" in schema:
            yield f"<p>{_rule(schema)}</p>"
        yield "<dl>"
        for field, what in schema.get("properties", {}).items():
            needed = "" if field in schema.get("required", ()) else " <small>optional</small>"
            yield f"<dt><code>{escape(field)}</code>{needed}<dd>{_rule(what)}"
        yield "</dl>"
    yield "</section>"


def _rule(schema: Document) -> str:
    """A schema in a few words; a named type as a link."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rsplit("/", 1)[1])
        return f'<a href="#type-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_rule(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_rule(schema['items'])}"
    limits = [f"{name} {escape(str(schema[name]))}" for name in LIMITS if name in schema]
    said = [escape(str(schema.get("type", "anything"))), *limits]
    return ", ".join([*said, *([_text(schema["description"])] if "description" in schema else [])])


LIMITS = ("minimum", "maximum", "minLength", "maxLength", "maxItems", "format", "pattern", "default")


def _followed(response: Document, document: Document) -> Document:
    if "$ref" not in response:
        return response
    found: Document = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return found


def _paragraphs(text: str) -> str:
    head, _, codes = text.partition("\n\n")
    items = "".join(f"<li>{_text(line.removeprefix('- '))}" for line in codes.splitlines())
    return f"<p>{_text(head)}</p>" + (f"<ul>{items}</ul>" if items else "")


def _text(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", escape(text))
