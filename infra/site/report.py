"""The accessibility conformance report as a page of the site: as much of Markdown as the report has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from infra.site.reference.text import text

STRONG = re.compile(r"\*\*([^*]+)\*\*")
HEADING = re.compile(r"(#{1,3}) (.+)")
RULE = re.compile(r"\|[-| ]+\|")


def report_page(markdown: str) -> str:
    """The whole page. Everything in it is escaped."""
    title = markdown.partition("\n")[0].lstrip("# ")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            '<link rel="stylesheet" href="web/tokens.css">',
            '<link rel="stylesheet" href="web/reference.css">',
            "</head>",
            "<body>",
            "<main>",
            *(html for part in re.split(r"\n{2,}", markdown.strip()) for html in _part(part.split("\n"))),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _part(lines: list[str]) -> Iterator[str]:
    """A heading, a table, a list or a paragraph."""
    heading = HEADING.fullmatch(lines[0])
    if heading:
        yield f"<h{len(heading[1])}>{_words(heading[2])}</h{len(heading[1])}>"
    elif lines[0].startswith("|"):
        yield from _table([_cells(line) for line in lines if not RULE.fullmatch(line)])
    elif lines[0].startswith("- "):
        items = re.split(r"(?:^|\n)- ", "\n".join(lines))[1:]
        yield f"<ul>{''.join(f'<li>{_words(item)}' for item in items)}</ul>"
    else:
        yield f"<p>{_words(chr(10).join(lines))}</p>"


def _table(rows: list[list[str]]) -> Iterator[str]:
    names, *others = rows
    heads = "".join(f'<th scope="col">{_words(name)}' for name in names)
    yield f"<table><thead><tr>{heads}</thead><tbody>"
    for first, *more in others:
        yield f'<tr><th scope="row">{_words(first)}' + "".join(f"<td>{_words(cell)}" for cell in more)
    yield "</tbody></table>"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _words(words: str) -> str:
    return STRONG.sub(r"<strong>\1</strong>", text(" ".join(words.split())))
