from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.pagination import Page
from chalicelib.api.core.request import FullAccessOrSystemRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters import events as present
from chalicelib.api.schemas.events import ClinicEvent
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import Invalid
from chalicelib.credit.events import KEPT_FOR, position_of

routes = Routes()


class EventQuery(msgspec.Struct, forbid_unknown_fields=True):
    after: Annotated[str, Meta(max_length=64, description="The id of the last event that the caller has")] = ""
    limit: Annotated[int, Meta(ge=1, le=100, description="Events per page")] = 20


@routes.get("/v1/clinic/events")
def events(request: FullAccessOrSystemRequest, query: EventQuery, services: Services) -> Ok[Page[ClinicEvent]]:
    """List the events of the last thirty days, oldest first. `next_cursor` is the `after` of the next page."""
    after = event_position(request.clinic_id, query.after) if query.after else 0
    since = services.clock.now() - KEPT_FOR
    found = services.events.events(request.clinic_id, after, query.limit + 1, since)
    shown = [present.event(each) for each in found[: query.limit]]
    return Ok(Page(shown, shown[-1].id if len(found) > query.limit else None))


def event_position(clinic_id: str, event_id: str) -> int:
    """The position of one of the clinic's events. Raises Invalid."""
    position = position_of(clinic_id, event_id)
    if position is None:
        raise Invalid.field("after", "must be the id of one of the clinic's events")
    return position
