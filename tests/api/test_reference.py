"""The API reference page: all of the contract, as text, and nothing that could be a script but its own."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from chalicelib.api.openapi.responses import codes_of
from chalicelib.api.routes import TABLE, openapi_document
from infra.site.reference.page import reference_page

VOID = {"meta", "link"}
MAY_STAY_OPEN = {"li", "dt", "dd"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID | MAY_STAY_OPEN:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def text() -> str:
    return reference_page(openapi_document())


def test_the_page_lists_every_operation_and_every_code(text: str) -> None:
    for path, methods in openapi_document()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in text
    codes = {code for route in TABLE for code in codes_of(route)}
    assert [code for code in codes if f"<code>{code}</code>" not in text] == []


def test_the_page_contains_nothing_that_its_policy_forbids(text: str) -> None:
    page = Page(text)
    assert page.open == [] and not {"style", "iframe", "img", "form"} & set(page.tags)
    assert re.findall("<script.*", text) == ['<script type="module" src="web/reference.js"></script>']
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert not [link for link in page.links if re.match(r"\w+:|//", link)]


def test_every_link_on_the_page_resolves(text: str) -> None:
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert inside and set(inside) <= set(page.ids)
    files = {"web/tokens.css", "web/reference.css", "web/reference.js"}
    assert {link for link in page.links if not link.startswith("#")} == files | {"v1/openapi.json", "accessibility"}


def test_each_operation_has_its_samples_and_an_example_of_each_response(text: str) -> None:
    sections = {found[1]: found[0] for found in re.finditer(r'<section id="(\w+)">.*?</section>', text, re.DOTALL)}
    document = openapi_document()
    for operation in (each for methods in document["paths"].values() for each in methods.values()):
        section = html.unescape(sections[operation["operationId"]])
        assert [each["label"] for each in operation["x-codeSamples"] if each["source"] not in section] == []
        for status, promised in operation["responses"].items():
            answer = promised
            if "$ref" in promised:
                answer = document["components"]["responses"][promised["$ref"].rsplit("/", 1)[1]]
            codes = answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
            assert [code for code in codes if f'"code": "{code}"' not in section] == [], status


def test_descriptions_are_escaped() -> None:
    bad = {
        **openapi_document(),
        "info": {"title": "<script>", "version": "<b>", "description": "`<i>` & <img onerror=x>"},
    }
    text = reference_page(bad)
    assert "<script>" not in text and "<img" not in text and "<code>&lt;i&gt;</code>" in text
