"""The pages' words, read from the very files that the browser gets: each is one JSON object behind `export default`."""

from __future__ import annotations

import json
import re
from functools import cache

from infra.site.build import SOURCES

LANGUAGES = ("en", "fr-CA")
PREFIX = "export default "
ACCOUNT_AREAS = {"account", "checkout", "my-invoices", "notices"}
CLINIC_AREAS = {"clinic", "credit", "disputes", "first-run", "invoices", "overview", "payments", "proofs", "settings"}
CLINIC_AREAS |= {"import", "locations", "record", "rows"}


def areas() -> list[str]:
    """The parts that the words are divided in, by when they are needed."""
    return sorted(path.stem.removesuffix("-en") for path in (SOURCES / "words").glob("*-en.js"))


def words_of(area: str, language: str) -> dict[str, str]:
    """The strings of one area in one language, by their key."""
    text = (SOURCES / "words" / f"{area}-{language}.js").read_text("utf-8")
    found: dict[str, str] = json.loads(text.removeprefix(PREFIX))
    return found


@cache
def words(language: str, side: str = "account") -> dict[str, str]:
    """Every string that one side of the pages can show in one language: the patient's `account`, or the `clinic`."""
    other = CLINIC_AREAS if side == "account" else ACCOUNT_AREAS
    found = (words_of(area, language) for area in areas() if area not in other)
    return {key: text for each in found for key, text in each.items()}


class Words:
    """Look words up as the page does: `{name}` filled in."""

    def __init__(self, language: str, side: str = "account") -> None:
        self._words = words(language, side)

    def __call__(self, key: str, **values: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self._words[key])
