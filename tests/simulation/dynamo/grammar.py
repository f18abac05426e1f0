"""Reading DynamoDB's expressions: as much of their grammar as pynamodb writes. Anything else is refused."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\s*(?:(?P<word>[#:]?\w+)|(?P<sign><>|<=|>=|[=<>(),+]))")


class Tokens:
    """The words of one expression, read from the left."""

    def __init__(self, text: str) -> None:
        self._left: list[str] = []
        at, text = 0, text.rstrip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None:
                raise NotImplementedError(f"expression {text!r} at {text[at:]!r}")
            self._left.append(found["word"] or found["sign"])
            at = found.end()
        self._left.reverse()

    @property
    def next(self) -> str:
        return self._left[-1] if self._left else ""

    def take(self) -> str:
        if not self._left:
            raise NotImplementedError("an expression that ends early")
        return self._left.pop()

    def taken(self, word: str) -> bool:
        """Take the next word if it is this one, keywords in any case."""
        if self.next.upper() == word:
            self._left.pop()
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.taken(word):
            raise NotImplementedError(f"{self.next!r} where {word!r} is expected")

    def expect_end(self) -> None:
        if self._left:
            raise NotImplementedError(f"{self.next!r} after the end of an expression")
