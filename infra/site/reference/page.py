"""The page: introduction, contents, operations and types. Its script only adds to it: a search, copying, a choice."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from infra.site.reference.operation import operation_html
from infra.site.reference.text import Document, block, rule, text

SET_UP = """REPO=$PWD
export API_URL=http://127.0.0.1:8000
export TOKEN=$(.venv/bin/python -m infra.local token --role full_access --clinic clinic_demo)
cd ~/ehr
pip install "$REPO/clients/python"
npm install "$(npm pack --silent "$REPO/clients/typescript")\""""


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
            '<link rel="stylesheet" href="web/tokens.css">',
            '<link rel="stylesheet" href="web/reference.css">',
            '<script type="module" src="web/reference.js"></script>',
            "</head>",
            "<body>",
            *_body(document),
            "</body>",
            "</html>",
            "",
        ]
    )


def _body(document: Document) -> Iterator[str]:
    groups = [(name, list(each)) for name, each in groupby(_operations(document), lambda found: _tag(found[1]))]
    meanings = {tag["name"]: tag["description"] for tag in document["tags"]}
    yield '<a class="skip" href="#operations">Skip to the operations</a>'
    yield from _introduction(document["info"])
    yield '<nav aria-label="Operations">'
    for tag, operations in groups:
        yield f"<h2>{escape(meanings[tag])}</h2><ul>"
        yield from (_entry(name, operation) for name, operation in operations)
        yield "</ul>"
    yield '</nav><main id="operations" tabindex="-1">'
    for tag, operations in groups:
        yield f"<h2>{escape(meanings[tag])}</h2>"
        for name, operation in operations:
            yield from operation_html(name, operation, document)
    yield from _types(document)
    yield "</main>"


def _introduction(info: Document) -> Iterator[str]:
    yield f"<header><h1>{escape(info['title'])}</h1><p>Version {escape(info['version'])}. "
    yield 'Machine-readable: <a href="v1/openapi.json">openapi.json</a>. '
    yield 'The pages: <a href="accessibility">accessibility conformance report</a>.</p>'
    yield from (f"<p>{text(part)}</p>" for part in info["description"].split("\n\n"))
    yield "<p>Samples read the service's address and a token from the environment. With the repository and "
    yield "<code>make run</code>:</p>"
    yield block("Set-up", SET_UP) + "</header>"


def _entry(name: str, operation: Document) -> str:
    about = text(operation["summary"])
    return f'<li><a href="#{operation["operationId"]}"><code>{escape(name)}</code></a> <span>{about}</span>'


def _operations(document: Document) -> list[tuple[str, Document]]:
    """Every operation with its method and path, in the order of the tags."""
    order = [tag["name"] for tag in document["tags"]]
    found = [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return sorted(found, key=lambda each: order.index(_tag(each[1])))


def _tag(operation: Document) -> str:
    return str(operation["tags"][0])


def _types(document: Document) -> Iterator[str]:
    yield '<section id="types"><h2>Types</h2>'
    for name, schema in document["components"]["schemas"].items():
        yield f'<h3 id="type-{escape(name)}">{escape(name)}</h3><p>{text(schema.get("description", ""))}</p>'
        if "enum" in schema:
            yield f"<p>{rule(schema)}</p>"
        yield "<dl>"
        for field, what in schema.get("properties", {}).items():
            needed = "" if field in schema.get("required", ()) else " <small>optional</small>"
            yield f"<dt><code>{escape(field)}</code>{needed}<dd>{rule(what)}"
        yield "</dl>"
    yield "</section>"
