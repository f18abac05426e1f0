"""Conditions that hold however people adapt a page: narrow, with text spaced out, by voice, without motion."""

from __future__ import annotations

from playwright.sync_api import Page

NARROWEST = (320, 640)
"""A window of 1280 pixels at 400 % (WCAG 1.4.10)."""
SPACED = """(on) => {
    window.spaced ??= new CSSStyleSheet();
    window.spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = on ? [window.spaced] : [];
}"""
CLIPPED = """() => {
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const cut = (each) => {
        const style = getComputedStyle(each);
        return (hides(style.overflowX) && each.scrollWidth > each.clientWidth + 1) ||
            (hides(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
    };
    return [...document.querySelectorAll("body *")]
        .filter((each) => each.checkVisibility() && each.textContent.trim())
        .filter((each) => !each.closest(".unseen, .narrow-unseen, svg"))
        .filter(cut)
        .map((each) => `${each.textContent.trim().slice(0, 60)} is cut off`);
}"""
MISNAMED = r"""() => [...document.querySelectorAll("a[aria-label], button[aria-label], summary[aria-label]")]
    .map((each) => [each.innerText.trim().replace(/\s+/g, " ").toLowerCase(), each.ariaLabel.toLowerCase()])
    .filter(([words, name]) => words && !name.includes(words))
    .map(([words, name]) => `${words} is called ${name}`)"""
ENDLESS = """() => document.getAnimations()
    .filter((each) => each.effect.getTiming().iterations === Infinity && each.effect.target.checkVisibility())
    .map((each) => `${each.effect.target.outerHTML} moves without end`)"""


def clipped_when_spaced(page: Page) -> list[str]:
    """Return what is cut off with the spacing of WCAG 1.4.12."""
    page.evaluate(SPACED, True)
    found: list[str] = page.evaluate(CLIPPED)
    page.evaluate(SPACED, False)
    return found


def misnamed(page: Page) -> list[str]:
    """Return the controls whose name lacks the words that are on them (WCAG 2.5.3): no one can call them."""
    found: list[str] = page.evaluate(MISNAMED)
    return found


def endless(page: Page) -> list[str]:
    """Return what goes on moving once a view is complete (WCAG 2.2.2 and 2.3.1)."""
    found: list[str] = page.evaluate(ENDLESS)
    return found
