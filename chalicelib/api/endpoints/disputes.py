from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.request import StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters.disputes import disputes_table, listed_dispute
from chalicelib.api.schemas.disputes import ListedDispute
from chalicelib.bootstrap import Services

routes = Routes()


class DisputesQuery(PageQuery):
    open: Annotated[bool, Meta(description="Only disputes and inquiries that are not closed")] = False


@routes.get("/v1/clinic/disputes", csv=disputes_table)
def clinic_disputes(request: StaffRequest, query: DisputesQuery, services: Services) -> Ok[Page[ListedDispute]]:
    """List the clinic's disputes: open ones by due date, then closed ones, newest first."""
    found = services.dispute_lists.clinic_disputes(request.clinic_id, query.page, open_only=query.open)
    return Ok(paginate(found, listed_dispute))
