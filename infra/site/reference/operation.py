"""One operation of the reference: what it takes and returns beside a call of it and its responses."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from infra.site.reference.text import Document, block, rule, shown, text


def operation_html(name: str, operation: Document, document: Document) -> Iterator[str]:
    """The section of an operation, whose `name` is its method and path."""
    found = operation["operationId"]
    yield f'<section id="{found}"><h3><code>{escape(name)}</code></h3>'
    yield f"<p>{text(operation['summary'])} {text(operation['description'])}</p>"
    yield '<div class="columns"><div>'
    yield from _parameters(operation)
    if "requestBody" in operation:
        yield f"<h4>Body</h4><p>{_types(operation['requestBody'])}</p>"
    yield from _responses(operation, document)
    yield '</div><div class="calls">'
    yield from _samples(operation)
    yield from _successes(operation)
    yield "</div></div></section>"


def _parameters(operation: Document) -> Iterator[str]:
    if operation["parameters"]:
        yield "<h4>Parameters</h4><dl>"
        for one in operation["parameters"]:
            needed = ", required" if one["required"] else ""
            yield f"<dt><code>{escape(one['name'])}</code> <small>{one['in']}{needed}</small>"
            yield f"<dd>{text(one['description'])}. {rule(one['schema'])}"
        yield "</dl>"


def _responses(operation: Document, document: Document) -> Iterator[str]:
    yield "<h4>Responses</h4><dl>"
    errors = []
    for status, promised in operation["responses"].items():
        response = _followed(promised, document)
        if "application/problem+json" in response.get("content", {}):
            errors.append(_error(status, response, document))
        else:
            yield f"<dt><code>{status}</code><dd>{text(response['description'])} {_types(response)}"
    yield "</dl><h4>Errors</h4>"
    yield from errors


def _error(status: str, response: Document, document: Document) -> str:
    """A status that opens to an example of each of its codes."""
    title = escape(response["description"].partition("\n")[0])
    examples = response["content"]["application/problem+json"]["examples"]
    codes = " ".join(f"<code>{escape(code)}</code>" for code in examples)
    each = "".join(block(code, shown(document["components"]["examples"][code]["value"])) for code in examples)
    return f"<details><summary><b>{status}</b> {title} {codes}</summary>{each}</details>"


def _samples(operation: Document) -> Iterator[str]:
    samples = operation["x-codeSamples"]
    for each in samples:
        yield block(each["label"], each["source"], each["label"] if len(samples) > 1 else "")


def _successes(operation: Document) -> Iterator[str]:
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if status.startswith("2"):
                for example in content.get("examples", {}).values():
                    yield block(f"{status} {media_type}", shown(example["value"]))


def _types(holder: Document) -> str:
    return " ".join(rule(content["schema"]) for content in holder.get("content", {}).values())


def _followed(response: Document, document: Document) -> Document:
    if "$ref" not in response:
        return response
    found: Document = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return found
