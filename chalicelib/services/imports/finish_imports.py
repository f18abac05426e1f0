"""Finishing imports whose process died: those that were committed are posted, the others undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.credit.balance_import import ImportState
from chalicelib.services.imports.import_balances import abandon
from chalicelib.services.imports.post_import import PostImport
from chalicelib.services.ports import Clock, ImportStore

MOST_AT_ONCE = 20
POST_FOR = timedelta(seconds=100)
"""Per run of the schedule, which has 290 s for everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishImports:
    ledger: ImportStore
    post_import: PostImport
    clock: Clock

    def __call__(self) -> Counter[str]:
        """Return the number of imports by outcome: `imported`, `importing`, `abandoned`. Raises Unavailable."""
        counts, until = Counter[str](), self.clock.now() + POST_FOR
        for found in self.ledger.open_imports(MOST_AT_ONCE):
            if found.state is ImportState.COMMITTED:
                counts["imported" if self.post_import(found, until) else "importing"] += 1
            elif found.is_stale(self.clock.now()):
                abandon(found, self.ledger)
                counts["abandoned"] += 1
        return counts
