"""Receipt files."""

from __future__ import annotations

from typing import Protocol

from chalicelib.credit.payment import Payment


class Receipts(Protocol):
    """Receipt files. A key is built from the service's own ids alone."""

    def keep(self, payment: Payment, pdf: bytes, *, duplicate: bool) -> None: ...

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int, inline: bool = False) -> str:
        """A URL that downloads the file, or shows it `inline` in a browser, for `valid_s` seconds."""

    def forget(self, payment: Payment) -> int:
        """Remove receipt and duplicate with every version of them; return the number of files. Repeatable."""
