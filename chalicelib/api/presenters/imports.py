from __future__ import annotations

from typing import Literal

from chalicelib.api.schemas.common import Money
from chalicelib.api.schemas.imports import OpeningBalanceImport, RefusedLine
from chalicelib.services.imports.import_balances import ImportResult

MOST_REFUSALS = 5_000
"""As many as a file has lines: the response stays far below Lambda's 6 MB."""


def balance_import(found: ImportResult, *, dry_run: bool) -> OpeningBalanceImport:
    status: Literal["posting", "posted"] = "posted" if found.is_posted else "posting"
    return OpeningBalanceImport(
        lines=found.lines,
        accepted=found.accepted,
        already_there=found.already_there,
        refused=[RefusedLine(each.line, each.field, each.code, each.message) for each in found.refused[:MOST_REFUSALS]],
        total=Money(found.total, found.currency),
        status="checked" if dry_run else status,
    )
