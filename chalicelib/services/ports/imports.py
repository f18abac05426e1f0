"""Imports of opening balances that are under way, and those that were made. Reads are consistent unless stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chalicelib.credit.balance_import import BalanceImport
from chalicelib.credit.opening_balances import OpeningBalance


class ImportStore(Protocol):
    def open_import(self, clinic_id: str) -> BalanceImport | None:
        """The clinic's import that is staged, or committed and not posted whole. A clinic has one at a time."""

    def committed_import(self, clinic_id: str, import_id: str) -> BalanceImport | None:
        """An import that was committed, however long ago."""

    def save_import(self, found: BalanceImport) -> None:
        """Write the clinic's import under way, decided on `version - 1` (1 is new); a committed one permanently.

        Raises Conflict when that isn't the version, or another import of the clinic is under way.
        """

    def stage(self, found: BalanceImport, number: int, lines: Sequence[OpeningBalance]) -> None:
        """Keep a chunk of the file's lines. Raises Conflict once the import has another version."""

    def staged(self, found: BalanceImport, number: int) -> Sequence[OpeningBalance]:
        """A chunk's lines; none after the import was closed."""

    def close_import(self, found: BalanceImport) -> None:
        """Remove the staged lines, then the import from those under way. Does nothing once that is done."""

    def open_imports(self, limit: int) -> Sequence[BalanceImport]:
        """The imports under way of all clinics, the oldest first. May lag behind by a moment."""
