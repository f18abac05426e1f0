from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.pagination import decode_cursor, next_link
from chalicelib.api.core.request import StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import current_clinic
from chalicelib.api.presenters import reports as present
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.reports import CreditMovement, Liability, Overview, Takings, UnappliedCredit
from chalicelib.bootstrap import Services
from chalicelib.credit.payment import Source
from chalicelib.credit.reports import GroupBy, UnappliedFilter
from chalicelib.services.pagination import PageRequest
from chalicelib.services.reports.read_reports import Span

routes = Routes()
LINES_PER_PAGE = 1_000
"""Their payments are read in a second; 400 KB of JSON, of the 6 MB that Lambda can return."""


Cursor = Annotated[str, Meta(min_length=1, max_length=400, description="Opaque cursor from the previous page")]
Limit = Annotated[int, Meta(ge=1, le=LINES_PER_PAGE, description="Lines per page")]


def _page(cursor: str, limit: int) -> PageRequest:
    """Raises Invalid for a cursor that no report returned."""
    return PageRequest(limit, decode_cursor(cursor) if cursor else None)


class UnappliedCreditQuery(msgspec.Struct, forbid_unknown_fields=True):
    as_of: Annotated[date | None, Meta(extra_json_schema={"title": "The end of this day; today if absent"})] = None
    location_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments for this location"})] = None
    account_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments to this account"})] = None
    source: Annotated[Source | None, Meta(extra_json_schema={"title": "Only payments of this source"})] = None
    min_days: Annotated[int, Meta(ge=0, le=36_500, description="Only credit at least so many days old")] = 0
    limit: Limit = LINES_PER_PAGE
    cursor: Cursor = ""

    @property
    def page(self) -> PageRequest:
        return _page(self.cursor, self.limit)

    @property
    def wanted(self) -> UnappliedFilter:
        return UnappliedFilter(
            location_id=self.location_id, account_id=self.account_id, source=self.source, min_days=self.min_days
        )


class SpanQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Days of the clinic, both included."""

    first: Annotated[date | None, Meta(extra_json_schema={"title": "The first day; the month's if absent"})] = (
        msgspec.field(name="from", default=None)
    )
    last: Annotated[date | None, Meta(extra_json_schema={"title": "The last day; today if absent"})] = msgspec.field(
        name="to", default=None
    )

    @property
    def span(self) -> Span:
        return self.first, self.last


class MovementQuery(SpanQuery):
    group_by: Annotated[GroupBy, Meta(description="The grouping")] = GroupBy.LOCATION


class TakingsQuery(SpanQuery):
    limit: Limit = LINES_PER_PAGE
    cursor: Cursor = ""

    @property
    def page(self) -> PageRequest:
        return _page(self.cursor, self.limit)


@routes.get("/v1/clinic/overview")
def overview(request: StaffRequest, services: Services) -> Ok[Overview]:
    """Return the credit held now, today's movement, and the number of open disputes."""
    found = services.read_overview(request.clinic_id)
    return Ok(present.overview(found, current_clinic(request, services)))


@routes.get("/v1/clinic/reports/unapplied-credit", csv=present.unapplied_credit_table)
def unapplied_credit(request: StaffRequest, query: UnappliedCreditQuery, services: Services) -> Ok[UnappliedCredit]:
    """Report the clinic's unapplied credit at the end of a day, with its age."""
    report, lines = services.read_reports.unapplied_credit(request.clinic_id, query.as_of, query.wanted, query.page)
    shown = present.unapplied_credit(report, lines, current_clinic(request, services))
    return Ok(shown, headers=next_link(request.http, shown.next_cursor))


@routes.get("/v1/clinic/reports/credit-movement", csv=present.credit_movement_table)
def credit_movement(request: StaffRequest, query: MovementQuery, services: Services) -> Ok[CreditMovement]:
    """Report how the clinic's credit moved from its opening to its closing balance."""
    report = services.read_reports.credit_movement(request.clinic_id, query.span, query.group_by)
    return Ok(present.credit_movement(report, current_clinic(request, services)))


@routes.get("/v1/clinic/reports/liability", csv=present.liability_table)
def liability(request: StaffRequest, query: MovementQuery, services: Services) -> Ok[Liability]:
    """Report the clinic's credit at the end of each day, for a chart or as a file."""
    report = services.read_reports.liability(request.clinic_id, query.span, query.group_by)
    return Ok(present.liability(report, current_clinic(request, services)))


@routes.get("/v1/clinic/reports/takings", csv=present.takings_table)
def takings(request: StaffRequest, query: TakingsQuery, services: Services) -> Ok[Takings]:
    """Report the money that the clinic took, with fees."""
    totals, lines = services.read_reports.takings(request.clinic_id, query.span, query.page)
    shown = present.takings(totals, lines, current_clinic(request, services))
    return Ok(shown, headers=next_link(request.http, shown.next_cursor))
