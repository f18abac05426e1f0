"""Banned words stay out of code, prose, pages, docs and tests."""

from __future__ import annotations

import pytest

from tests.words.allowed import ALLOWED
from tests.words.reader import ROOT, findings, findings_in
from tests.words.rules import RULES

EXAMPLES = {
    "people": "somebody has a key",
    "his": "on his behalf",
    "ours": "an event of ours",
    "for ever": "kept for ever",
    "comes again": "so that Stripe comes again",
    "too": "and the receipt, too.",
    "says": "Stripe says no",
    "answers": "it answers 404",
    "nothing when": "nothing when it is not there",
    "books": "the books agree",
    "desk": "receipt_desk",
    "news": "older news of it",
    "watch": "the watch admits it",
    "walk": "a walk through the API",
    "mend": "the command that mends it",
    "park": "the report is parked",
    "knob": "its knobs",
    "put aside": "an unforeseen fault",
    "product": 'app_name="clinic-credit"',
    "American": "the clinic's colour",
    "per": "one file a verb",
    "what docstring": '    """What the caller sent."""',
    "third person": '    """Makes a refund."""',
    "test name": f"def test_{'x' * 76}() -> None:",
}


def test_no_file_has_a_banned_word() -> None:
    listed = "\n".join(str(finding) for finding in findings())
    assert not listed, f"use the field's words (docs/glossary):\n{listed}"


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_its_example(rule: str) -> None:
    assert rule in {finding.rule for finding in findings_in("example.py", EXAMPLES[rule])}


@pytest.mark.parametrize(
    "line", ["too many, too long", "a top-up a day old", "os.walk(path)", "def test_short() -> None:", "newspaper"]
)
def test_plain_words_are_not_found(line: str) -> None:
    assert list(findings_in("example.py", line)) == []


def test_each_exception_has_a_reason_and_a_place_that_exists() -> None:
    assert [allowed for allowed in ALLOWED if not allowed.reason or not (ROOT / allowed.path).exists()] == []
