"""The accessibility conformance report in Markdown, after the VPAT 2.5 (itic.org/policy/accessibility/vpat)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.conformance import documents, operable, perceivable, understandable
from tests.conformance.criteria import Criterion, Level, id_of
from tests.conformance.results import Results, named_tests
from tests.conformance.wcag import LEVEL_A, LEVEL_AA

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accessibility" / "README.md"
PAGES = {one.number: one for part in (perceivable, operable, understandable) for one in part.CRITERIA}
ALL = (*PAGES.values(), *documents.CRITERIA)
NUMBERS = {test: number for number, test in enumerate(named_tests(ALL), 1)}
HEAD = """# Accessibility conformance report

After the VPAT 2.5, WCAG edition: WCAG 2.2, levels A and AA. `python -m tests.conformance` writes this page from
`tests/conformance`, where each criterion names its tests, and from `results.json`; a test compares the two. Change
those, not this page.

- **Product**: account-credit: My Account (`/account`) and the clinic's pages (`/clinic`), in English and Canadian
  French, on their own and in a portal's frame; receipts, refund receipts and statements as PDF.
- **Left out**: Stripe's card form and wallets, the identity provider's sign-in pages, a portal around the pages, and
  the API reference (`/docs`).
- **Methods**: automatic tests in Chromium (axe-core {axe}, a keyboard, layouts at 320, 360, 768 and 1280 pixels, light
  and dark, text at 200 %), the PDF's structure, and reading of the sources where a row has it. **No person with a
  disability, no screen reader and no browser but Chromium has been part of it yet**: "Supports" means that the named
  tests passed and no fault is known.
- **Tests run on**: {on}. {passed} of {named} named tests passed.

| term | meaning |
|---|---|
| Supports | named tests passed, and no fault is known |
| Partially Supports | part of it is shown by tests, and the remarks have what is not |
| Does Not Support | a named test failed |
| Not Applicable | the pages have nothing that the criterion is about |
| Not Evaluated | neither a test nor a person has shown it; the VPAT keeps this term for level AAA |
"""


def page(results: Results, axe: str) -> str:
    """Return the report. A claim holds as far as the results go."""
    head = HEAD.format(
        axe=axe,
        on=results.on.isoformat(),
        passed=sum(results.passed.get(test, False) for test in NUMBERS),
        named=len(NUMBERS),
    )
    parts = [
        head,
        _section("Level A", [(number, name, PAGES[number]) for number, name in LEVEL_A.items()], results),
        _section("Level AA", [(number, name, PAGES[number]) for number, name in LEVEL_AA.items()], results),
        _section("Documents (PDF/UA)", [(one.number, "", one) for one in documents.CRITERIA], results),
        _tests(results),
    ]
    return "\n".join(parts)


def level_of(criterion: Criterion, results: Results) -> Level:
    """Return the level that the results allow to be claimed."""
    found = [results.passed.get(id_of(test)) for test in criterion.tests]
    if False in found:
        return Level.DOES_NOT_SUPPORT
    return Level.NOT_EVALUATED if None in found else criterion.level


def _section(title: str, rows: list[tuple[str, str, Criterion]], results: Results) -> str:
    levels = Counter(level_of(one, results) for _, _, one in rows)
    counted = ", ".join(f"{count} {level}" for level, count in sorted(levels.items()))
    lines = [f"## {title}", "", f"{counted}.", "", "| criterion | level | remarks | tests |", "|---|---|---|---|"]
    for number, name, one in rows:
        tests = ", ".join(str(NUMBERS[id_of(test)]) for test in one.tests)
        lines.append(f"| {number} {name} | {level_of(one, results)} | {one.remarks} | {tests} |".replace("  ", " "))
    return "\n".join([*lines, ""])


def _tests(results: Results) -> str:
    outcome = {True: "passed", False: "failed", None: "not run"}
    rows = [f"| {number} | `{test}` | {outcome[results.passed.get(test)]} |" for test, number in NUMBERS.items()]
    return "\n".join(["## Tests", "", "| number | test | result |", "|---|---|---|", *rows, ""])
