"""The pages' words, read from the very files that the browser gets: each is one JSON object behind `export default`."""

from __future__ import annotations

import json
import re

from chalicelib.http.assets import FOLDER

LANGUAGES = ("en", "fr-CA")
PREFIX = "export default "


def words(language: str) -> dict[str, str]:
    """Every string of one language, by its key."""
    text = (FOLDER / f"{language}.js").read_text("utf-8")
    found: dict[str, str] = json.loads(text.removeprefix(PREFIX))
    return found


class Words:
    """Looks words up as the page does: `{name}` filled in."""

    def __init__(self, language: str) -> None:
        self._words = words(language)

    def __call__(self, key: str, **values: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self._words[key])
