"""The words that this repository does not use, and the better ones. docs/glossary has the reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERBS = (
    "Adds|Answers|Applies|Asks|Calls|Cancels|Changes|Checks|Closes|Counts|Decides|Deletes|"
    "Does|Fails|Fills|Finds|Follows|Gives|Goes|Hands|Holds|Keeps|Kills|Leaves|Lets|"
    "Looks|Makes|Marks|Measures|Opens|Packages|Posts|Puts|Reads|Refuses|Remembers|Removes|"
    "Renders|Returns|Reverses|Runs|Says|Sends|Serves|Settles|Shortens|Stands|Starts|Takes|"
    "Touches|Tops|Unapplies|Verifies|Waits|Writes"
)
_NOUNS = (
    "second|minute|hour|day|month|year|file|folder|language|locale|payment|patient|"
    "clinic|top-up|request|token|shard|batch|verb|resource|event|call|record"
)
_BRITISH = (
    "colour|behaviour|favour|favourite|honour|licence|grey|centre|cancelled|neighbour|"
    "recognise|organise|authorise|initialise|normalise|serialise|summarise"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, and what to write instead."""

    pattern: re.Pattern[str]
    better: str


def _word(words: str, better: str) -> Rule:
    """Return the rule for whole words, also as a part of a snake_case name."""
    return Rule(re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE), better)


def _text(pattern: str, better: str) -> Rule:
    return Rule(re.compile(pattern), better)


RULES: dict[str, Rule] = {
    "people": _word("somebody|anybody|everybody|nobody|whoever|whomever|whom", "someone, anyone, no one, or the role"),
    "his": _word("him|his|himself", "they, them, their"),
    "ours": _word("(?:of|n't|not|is|are|was) ours|of yours|of theirs", "name the owner: 'our own', 'this service's'"),
    "for ever": _word("for ever", "permanently, indefinitely, always"),
    "comes again": _word("(?:come|comes|came|coming) again", "retries, is repeated"),
    "too": _text(
        r", too\b(?! (?:many|long|large|much|small|old|late|high|deep|few|big|short|near)\b)", "also, as well"
    ),
    "says": _word("says", "returns, reports, states, shows, names"),
    "answers": _word("answers", "returns, responds; responses"),
    "nothing when": _word("nothing (?:when|if)", "None if"),
    "books": _word("books", "ledger"),
    "desk": _word("desk", "context, staff page, desktop"),
    "news": _word("news", "event, report"),
    "watch": _word("watch|watches|watched", "rate limiter, monitor"),
    "walk": _word("(?<!os\\.)(?<!ast\\.)(?:walk|walks|walked)", "smoke test, traverse, go through"),
    "mend": _word("mend|mends|mended", "fix"),
    "park": _word("park|parked|parks|parking", "quarantine"),
    "knob": _word("knob|knobs", "test control"),
    "put aside": _word(
        "(?:put|puts|putting) aside|foresaw|foreseen|unforeseen|unwell", "dead-letter queue, unexpected, failing"
    ),
    "product": _word("clinic-credit|clinic credit", "account-credit, the product's one name"),
    "American": _word(rf"(?:{_BRITISH})s?", "the American spelling"),
    "per": _text(
        rf"\b(?:one|an?|\d[\d.,]*) (?:[a-z-]+ )?a (?:{_NOUNS})\b(?!-| old)",
        "per: 'one file per verb'",
    ),
    "what docstring": _text(r'"""(?:What|Who|Where|When|Why) ', "an imperative or a noun phrase"),
    "third person": _text(
        rf'"""(?:{_VERBS})\b(?! (?:to|of|in|on|at|for)\b)', "an imperative as the first line: 'Return the payment.'"
    ),
    "test name": _text(r"def test_\w{76,}\(", "a promise in at most 80 characters"),
}
