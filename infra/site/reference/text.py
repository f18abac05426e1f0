"""Texts, schemas and examples of the document as HTML. Everything is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

Document = Mapping[str, Any]

CODE = re.compile(r"`([^`]+)`")
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "maxItems", "format", "pattern", "default")


def text(words: str) -> str:
    """The words, with code in backquotes as code."""
    return CODE.sub(r"<code>\1</code>", escape(words))


def rule(schema: Document) -> str:
    """A schema in a few words; a named type as a link."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rsplit("/", 1)[1])
        return f'<a href="#type-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(rule(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {rule(schema['items'])}"
    limits = [f"{name} {escape(str(schema[name]))}" for name in LIMITS if name in schema]
    said = [escape(str(schema.get("type", "anything"))), *limits]
    return ", ".join([*said, *([text(schema["description"])] if "description" in schema else [])])


def block(caption: str, source: str, language: str = "") -> str:
    """A block of code that can be scrolled by keyboard. `language` is that of a sample."""
    marked = f' data-language="{escape(language)}"' if language else ""
    return (
        f'<figure{marked}><figcaption>{escape(caption)}</figcaption><pre tabindex="0">{escape(source)}</pre></figure>'
    )


def shown(example: Any) -> str:
    """An example of a body: a file as it is, anything else as JSON."""
    return example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
