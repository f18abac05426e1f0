from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate, slice_page
from chalicelib.api.core.request import FullAccessRequest, StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import current_clinic
from chalicelib.api.presenters import locations as presenters
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.locations import Location, LocationUpdate
from chalicelib.bootstrap import Services
from chalicelib.credit import clinic
from chalicelib.credit.text import LONGEST_LOCATION_NAME, require_text

routes = Routes()


class LocationPath(msgspec.Struct):
    location_id: Id


@routes.get("/v1/clinic/locations")
def locations(request: StaffRequest, query: PageQuery, services: Services) -> Ok[Page[Location]]:
    """List the clinic's locations."""
    found = current_clinic(request, services).locations
    return Ok(paginate(slice_page(found, query.page, lambda location: location.id), presenters.location))


@routes.put("/v1/clinic/locations/{location_id}")
def put_location(
    request: FullAccessRequest, path: LocationPath, body: LocationUpdate, services: Services
) -> Ok[Location]:
    """Add, rename, open or close a location."""
    name = require_text("name", body.name, LONGEST_LOCATION_NAME)
    location = clinic.Location(path.location_id, name, body.active)
    services.save_location(current_clinic(request, services).profile.id, location, request.actor)
    return Ok(presenters.location(location))
