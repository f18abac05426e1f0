"""Conditions that hold when text is twice as large (WCAG 1.4.4): it can be read, and nothing covers anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
ROOT_SIZE = "(size) => { document.documentElement.style.fontSize = size; }"
TORN = r"""() => {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen");
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (words.nextNode()) {
        const node = words.currentNode;
        if (!seen(node.parentElement) || node.parentElement.closest("script, style, option, .id, svg")) continue;
        for (const match of node.data.matchAll(/[\p{L}\p{N}$.,]{4,24}/gu)) {
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size;
            if (lines > 1 && match[0].length / lines < 4) found.push(`${match[0]} on ${lines} lines`);
        }
    }
    return found;
}"""
COVERED = """() => {
    const parts = [...document.querySelectorAll(".bar .mark, .bar .brand img, .bar .names, .bar button")]
        .filter((each) => each.checkVisibility())
        .map((each) => [each.className || each.tagName, each.getBoundingClientRect(), each]);
    const found = [];
    for (const [name, rect, element] of parts) {
        if (rect.left < 0 || rect.right > innerWidth + 0.5) found.push(`${name} leaves the screen`);
        if (element.scrollWidth > element.clientWidth + 1 && !element.querySelector(".narrow-unseen"))
            found.push(`${name} is cut`);
        for (const [other, box] of parts) {
            const over = Math.min(rect.right, box.right) - Math.max(rect.left, box.left) > 1 &&
                Math.min(rect.bottom, box.bottom) - Math.max(rect.top, box.top) > 1;
            if (name < other && over) found.push(`${name} over ${other}`);
        }
    }
    return found;
}"""
PARTS = "button, .button, a, label, dd, h1, h2"
CUT = f"""() => [...document.querySelector("main").querySelectorAll("{PARTS}")]
    .filter((each) => each.checkVisibility() && !each.closest(".unseen"))
    .filter((each) => {{
        const rect = each.getBoundingClientRect();
        return rect.width > 1 && (rect.right > innerWidth + 1 || rect.left < -1);
    }})
    .map((each) => `${{each.textContent.trim()}} leaves the screen`)"""


@contextmanager
def twice_as_large(page: Page) -> Iterator[None]:
    """The browser's own setting of text twice as large as usual."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    try:
        yield
    finally:
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        browser.detach()


def unreadable(page: Page) -> list[str]:
    """Everything on the screen that can't be read, in words."""
    found = [f"{width} px of sideways scroll"] if (width := page.evaluate(SIDEWAYS)) > 0 else []
    for script in (TORN, COVERED, CUT):
        found += page.evaluate(script)
    return found


def unreadable_either_way(page: Page) -> list[str]:
    """The same for both ways in which people enlarge text: the browser's setting, and a style of their own."""
    with twice_as_large(page):
        found = [f"by setting: {each}" for each in unreadable(page)]
    page.evaluate(ROOT_SIZE, "200%")
    found += [f"by style: {each}" for each in unreadable(page)]
    page.evaluate(ROOT_SIZE, "")
    return found
