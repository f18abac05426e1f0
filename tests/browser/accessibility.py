"""Conditions that hold for every view, reader and device."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from tests.browser.adaptation import NARROWEST, clipped_when_spaced, endless, misnamed

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGETS = "button, .sidebar a, a.button, label.option, .entry, select, summary, label.switch"
SMALL_TARGETS = f"""() => [...document.querySelectorAll("{TARGETS}")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
    .map((each) => each.outerHTML)"""
WHOLE_HEIGHT = "Math.max(innerHeight, document.documentElement.scrollHeight)"
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""A page hears of a new width with the next frame, and some then draw cards instead of a table."""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
TABLET = (768, 1024)
OUT_OF_REACH = """() => {
    const main = document.querySelector("main").getBoundingClientRect();
    return [...document.querySelectorAll(".sidebar a")]
        .filter((each) => each.checkVisibility())
        .filter((each) => {
            const { left, right, top, bottom } = each.getBoundingClientRect();
            return left < 0 || right > main.left || top < 0 || bottom > innerHeight;
        })
        .map((each) => each.textContent);
}"""
"""The links of the sidebar that are not on the screen, or not beside the content."""
ENHANCED = "color-contrast-enhanced"
"""7:1 for text, 4.5:1 for large text (WCAG 1.4.6): only what the rule of 1.4.3 lets pass, so both are needed."""
BROKEN = "(result) => result.violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])"


@dataclass(frozen=True, slots=True)
class Looks:
    """A way to look at a view: axe checks it at `size` in `scheme`; its layout must also fit `other_size`."""

    size: tuple[int, int]
    scheme: str
    other_size: tuple[int, int]


def check(page: Page, looks: Looks, view: str) -> None:
    """Axe finds nothing, every target can be hit with a thumb, and nothing has to be scrolled sideways.

    On a tablet the sidebar stands beside the content, whole. Nothing moves without end, a control's name has the words
    that are on it, and no text is cut off when it is spaced out.

    Axe looks without motion, or it would measure colours on their way from one scheme to the other; and at the whole
    page at once, or it would take what the bar at the bottom happens to cover for a target that is too small.
    """
    page.emulate_media(reduced_motion="no-preference")
    moving = endless(page)
    assert not moving, f"{view}: {moving}"
    page.emulate_media(color_scheme="dark" if looks.scheme == "dark" else "light", reduced_motion="reduce")
    for size in (NARROWEST, TABLET, looks.other_size, looks.size):
        _fits(page, size, view)
    wrong = misnamed(page) + clipped_when_spaced(page)
    assert not wrong, f"{view}: {wrong}"
    page.set_viewport_size({"width": looks.size[0], "height": page.evaluate(WHOLE_HEIGHT)})
    found = violations(page, "document", rules={ENHANCED: {"enabled": True}}, iframes=False)
    assert found == [], f"{view}: {found}"


def violations(page: Page, context: str, **options: Any) -> list[Any]:
    """Return what axe finds in `context`, an expression of JavaScript: each broken rule with its elements.

    No more leaves the page: to hand over each element that passed takes more CPU than all rules (a view's run: 0.5 s,
    and 1.2 s with everything).
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    given = {"runOnly": RULES, "resultTypes": ["violations"], **options}
    found: list[Any] = page.evaluate(f"axe.run({context}, {json.dumps(given)}).then({BROKEN})")
    return found


def _fits(page: Page, size: tuple[int, int], view: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(TWO_FRAMES)
    assert page.evaluate(SMALL_TARGETS) == [], (view, size)
    assert page.evaluate(SIDEWAYS) <= 0, (view, size)
    if size == TABLET:
        assert page.evaluate(OUT_OF_REACH) == [], view
