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
from chalicelib.api.schemas.reports import CreditMovement, Takings, UnappliedCredit
from chalicelib.bootstrap import Services
from chalicelib.credit.payment import Source
from chalicelib.credit.reports import GroupBy, UnappliedFilter
from chalicelib.services.pagination import PageRequest

routes = Routes()
LINES_PER_PAGE = 5_000
"""About 2 MB of JSON, of the 6 MB that Lambda can return."""


class LinesQuery(msgspec.Struct, forbid_unknown_fields=True):
    """A report's lines; more than a response can hold are paged."""

    cursor: Annotated[str, Meta(min_length=1, max_length=400, description="Opaque cursor from the previous page")] = ""

    @property
    def page(self) -> PageRequest:
        """Raises Invalid for a cursor that no report returned."""
        return PageRequest(LINES_PER_PAGE, decode_cursor(self.cursor) if self.cursor else None)


class UnappliedCreditQuery(LinesQuery):
    as_of: Annotated[date | None, Meta(extra_json_schema={"title": "The end of this day; today if absent"})] = None
    location_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments for this location"})] = None
    account_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments to this account"})] = None
    source: Annotated[Source | None, Meta(extra_json_schema={"title": "Only payments of this source"})] = None
    min_days: Annotated[int, Meta(ge=0, le=36_500, description="Only credit at least so many days old")] = 0

    @property
    def wanted(self) -> UnappliedFilter:
        return UnappliedFilter(
            location_id=self.location_id, account_id=self.account_id, source=self.source, min_days=self.min_days
        )


class SpanQuery(LinesQuery):
    first: Annotated[date | None, Meta(extra_json_schema={"title": "The first day; the month's if absent"})] = (
        msgspec.field(name="from", default=None)
    )
    last: Annotated[date | None, Meta(extra_json_schema={"title": "The last day; today if absent"})] = msgspec.field(
        name="to", default=None
    )


class MovementQuery(msgspec.Struct, forbid_unknown_fields=True):
    first: Annotated[date | None, Meta(extra_json_schema={"title": "The first day; the month's if absent"})] = (
        msgspec.field(name="from", default=None)
    )
    last: Annotated[date | None, Meta(extra_json_schema={"title": "The last day; today if absent"})] = msgspec.field(
        name="to", default=None
    )
    group_by: Annotated[GroupBy, Meta(description="The grouping")] = GroupBy.LOCATION


@routes.get("/v1/clinic/reports/unapplied-credit", csv=present.unapplied_credit_table)
def unapplied_credit(request: StaffRequest, query: UnappliedCreditQuery, services: Services) -> Ok[UnappliedCredit]:
    """Report the clinic's unapplied credit at the end of a day, with its age."""
    report = services.read_reports.unapplied_credit(request.clinic_id, query.as_of, query.wanted)
    shown = present.unapplied_credit(report, current_clinic(request, services), query.page)
    return Ok(shown, headers=next_link(request.http, shown.next_cursor))


@routes.get("/v1/clinic/reports/credit-movement", csv=present.credit_movement_table)
def credit_movement(request: StaffRequest, query: MovementQuery, services: Services) -> Ok[CreditMovement]:
    """Report how the clinic's credit moved from its opening to its closing balance."""
    report = services.read_reports.credit_movement(request.clinic_id, (query.first, query.last), query.group_by)
    return Ok(present.credit_movement(report, current_clinic(request, services)))


@routes.get("/v1/clinic/reports/takings", csv=present.takings_table)
def takings(request: StaffRequest, query: SpanQuery, services: Services) -> Ok[Takings]:
    """Report the money that the clinic took, with fees."""
    report = services.read_reports.takings(request.clinic_id, (query.first, query.last))
    shown = present.takings(report, current_clinic(request, services), query.page)
    return Ok(shown, headers=next_link(request.http, shown.next_cursor))
