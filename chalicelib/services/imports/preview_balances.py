"""Checking a file of opening balances before it is imported."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.balance_import import ImportRequest, ImportState
from chalicelib.services.imports.check_balances import CheckBalances
from chalicelib.services.imports.import_balances import ImportResult, result_of, under_way
from chalicelib.services.ports import ImportStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewBalances:
    ledger: ImportStore
    check: CheckBalances

    def __call__(self, request: ImportRequest) -> ImportResult:
        """Return the effect that an import of the file would have, and write nothing.

        Raises NotAllowed for a closed clinic, Invalid for a file that cannot be read at all, and Unavailable while an
        import is being posted.
        """
        found = self.ledger.open_import(request.clinic_id)
        if found and found.state is ImportState.COMMITTED:
            raise under_way()
        return result_of(self.check(request))
