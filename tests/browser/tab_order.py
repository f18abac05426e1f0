"""A way with Tab through a view, as someone without a mouse goes through it."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_STOPS = 150
STOPS = """() => {
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const groups = new Set();
    return [...document.querySelectorAll(all)].filter((each) => {
        if (each.disabled || each.tabIndex < 0 || !each.checkVisibility()) return false;
        if (each.closest("details:not([open])") && each.localName !== "summary") return false;
        if (each.type !== "radio") return true;
        const known = groups.has(each.name);
        groups.add(each.name);
        return !known;
    }).length;
}"""
STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const label = element.closest("label") ?? element.labels?.[0] ?? element;
    const { left, top, right, bottom } = label.getBoundingClientRect();
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) =>
        document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)));
    const shown = (each) => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    window.reached ??= [];
    const same = window.reached.at(-1) === element || element.tabIndex < 0;
    const before = !same && window.reached.includes(element);
    if (!same) window.reached.push(element);
    return {
        same,
        before,
        name: (element.ariaLabel ?? label.textContent).trim().slice(0, 60),
        seen: points.some((point) => label.contains(point) || (point !== document.body && point?.contains(element))),
        ring: [element, label, element.parentElement].some(shown),
    };
}"""
FORGET = "() => { window.reached = []; document.activeElement?.blur(); }"


def go_through(page: Page) -> list[str]:
    """Press Tab until the focus leaves the page or is back at the start; return what went wrong, in words.

    The focus reaches every control and is caught nowhere (WCAG 2.1.1, 2.1.2), can be seen (2.4.7), is hidden by
    nothing (2.4.11), and moves nothing by itself (3.2.1).
    """
    page.evaluate(FORGET)
    address, stops = page.url, int(page.evaluate(STOPS))
    found: list[str] = []
    trail: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["same"]:  # The end of the page, a part of a date, or a heading.
            continue
        if stop["before"]:
            break
        trail.append(stop["name"])
        found += [f"{stop['name']} is covered"] if not stop["seen"] else []
        found += [f"{stop['name']} shows no focus"] if not stop["ring"] else []
    if len(trail) < stops:
        found.append(f"Tab reached {len(trail)} of {stops} controls: {trail}")
    if page.url != address:
        found.append(f"the focus alone led to {page.url}")
    return found
