"""Imports of opening balances in memory, as a part of the ledger in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.errors import Conflict
from chalicelib.credit.opening_balances import OpeningBalance
from tests.fakes.rows import Rows, Write


@dataclass(frozen=True)
class Committed:
    found: BalanceImport


@dataclass(frozen=True)
class Staged:
    lines: tuple[OpeningBalance, ...]


class FakeImports:
    """See services.ports.ImportStore."""

    rows: Rows

    def open_import(self, clinic_id: str) -> BalanceImport | None:
        return self.rows.get(("open import", clinic_id), BalanceImport)

    def committed_import(self, clinic_id: str, import_id: str) -> BalanceImport | None:
        kept = self.rows.get(("import", clinic_id, import_id), Committed)
        return kept.found if kept else None

    def save_import(self, found: BalanceImport) -> None:
        before = self.open_import(found.clinic_id)
        if found.version > 1 and (before is None or before.id != found.id):
            raise Conflict
        writes = [Write(("open import", found.clinic_id), found, found.version, found.version - 1)]
        if found.state is ImportState.COMMITTED:
            writes.append(Write(("import", found.clinic_id, found.id), Committed(found), 1, 0))
        self.rows.write(*writes)

    def stage(self, found: BalanceImport, number: int, lines: Sequence[OpeningBalance]) -> None:
        if self.open_import(found.clinic_id) != found:
            raise Conflict
        self.rows.put(("lines", found.clinic_id, found.id, number), Staged(tuple(lines)))

    def staged(self, found: BalanceImport, number: int) -> Sequence[OpeningBalance]:
        kept = self.rows.get(("lines", found.clinic_id, found.id, number), Staged)
        return kept.lines if kept else ()

    def close_import(self, found: BalanceImport) -> None:
        for number in range(found.chunks):
            key = ("lines", found.clinic_id, found.id, number)
            self.rows.remove(key, self.rows.version(key))
        if self.open_import(found.clinic_id) == found:
            self.rows.remove(("open import", found.clinic_id), found.version)

    def open_imports(self, limit: int) -> Sequence[BalanceImport]:
        return sorted(self.rows.all(BalanceImport), key=lambda found: found.at)[:limit]
