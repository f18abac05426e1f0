"""The composition of imports."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.imports.check_balances import CheckBalances
from chalicelib.services.imports.import_balances import ImportBalances
from chalicelib.services.imports.preview_balances import PreviewBalances


@dataclass(frozen=True, kw_only=True)
class ImportServices:
    """Imports of what the system before had."""

    import_balances: ImportBalances
    preview_balances: PreviewBalances


def import_services(adapters: Adapters, shared: Shared) -> ImportServices:
    ledger, clock = adapters.ledger, adapters.clock
    check = CheckBalances(ledger=ledger, clinics=adapters.clinics, clock=clock)
    return ImportServices(
        import_balances=ImportBalances(ledger=ledger, check=check, post_import=shared.post_import, clock=clock),
        preview_balances=PreviewBalances(ledger=ledger, check=check),
    )
