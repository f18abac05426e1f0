"""The route table: every route of the API, in the order of its modules."""

from __future__ import annotations

from functools import cache
from typing import Any

from chalicelib.api.core.request import PublicRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Route, Routes
from chalicelib.api.endpoints import (
    applications,
    billing_settings,
    cards,
    credit,
    disputes,
    events,
    health,
    holds,
    imports,
    invoices,
    locations,
    merges,
    notices,
    operator_clinics,
    patients,
    payment_accounts,
    payments,
    proofs,
    receipts,
    recorded_payments,
    refunds,
    reports,
    statements,
    stripe_webhook,
    top_ups,
    transfers,
    webhook_endpoints,
)
from chalicelib.api.openapi.document import document

routes = Routes()


@routes.get("/v1/openapi.json")
def openapi(request: PublicRequest) -> Ok[dict[str, Any]]:
    """Return the OpenAPI 3.1 document of this API."""
    return Ok(openapi_document(), headers={"Cache-Control": "public, max-age=300"})


@cache
def openapi_document() -> dict[str, Any]:
    """The document, made once per process, when it is first requested."""
    return document(TABLE)


TABLE: tuple[Route, ...] = (
    *credit.routes.declared,
    *patients.routes.declared,
    *merges.routes.declared,
    *cards.routes.declared,
    *notices.routes.declared,
    *top_ups.routes.declared,
    *receipts.routes.declared,
    *statements.routes.declared,
    *payment_accounts.routes.declared,
    *billing_settings.routes.declared,
    *locations.routes.declared,
    *payments.routes.declared,
    *recorded_payments.routes.declared,
    *imports.routes.declared,
    *applications.routes.declared,
    *invoices.routes.declared,
    *refunds.routes.declared,
    *transfers.routes.declared,
    *holds.routes.declared,
    *disputes.routes.declared,
    *proofs.routes.declared,
    *reports.routes.declared,
    *events.routes.declared,
    *webhook_endpoints.routes.declared,
    *stripe_webhook.routes.declared,
    *health.routes.declared,
    *routes.declared,
)

OPERATOR_TABLE: tuple[Route, ...] = tuple(operator_clinics.routes.declared)
"""The operators' routes, apart from the contract: in none of its documents, and not behind the site's distribution."""
