from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.parameters import CsvBody, DryRunOrIdempotencyKey
from chalicelib.api.core.request import FullAccessOrSystemRequest
from chalicelib.api.core.responses import Created, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters.imports import balance_import
from chalicelib.api.schemas.imports import OpeningBalanceImport
from chalicelib.bootstrap import Services
from chalicelib.credit.balance_import import ImportRequest

routes = Routes()


class ImportQuery(msgspec.Struct, forbid_unknown_fields=True):
    dry_run: Annotated[bool, Meta(description="Check the file, and write nothing")] = False


@routes.post("/v1/clinic/imports/opening-balances", error_codes=("clinic_closed", "import_refused"))
def import_opening_balances(
    request: FullAccessOrSystemRequest,
    query: ImportQuery,
    idempotency_key: DryRunOrIdempotencyKey,
    file: CsvBody,
    services: Services,
) -> Created[OpeningBalanceImport] | Ok[OpeningBalanceImport]:
    """Import opening balances, all lines of a file or none; lines that were imported before change nothing."""
    asked = ImportRequest(
        clinic_id=request.clinic_id, content=file.content, actor=request.actor, idempotency_key=idempotency_key
    )
    if query.dry_run:
        return Ok(balance_import(services.preview_balances(asked), dry_run=True))
    return Created(balance_import(services.import_balances(asked), dry_run=False))
