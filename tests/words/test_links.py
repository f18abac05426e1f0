"""Links between the documents lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.words.reader import ROOT, tracked

PAGES = [name for name in tracked() if name.endswith(".md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if "://" not in link and not (target.exists() and (not anchor or anchor in anchors(target))):
            yield link


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_document_resolves(name: str) -> None:
    assert list(broken(ROOT / name)) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=lambda page: page.stem[:4])
def test_a_decision_is_listed_with_status_date_and_alternatives(page: Path) -> None:
    text, index = page.read_text("utf-8"), (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    assert page.name in index and all(part in text for part in ("- Status: ", "- Date: ", "## Weighed and not taken"))
