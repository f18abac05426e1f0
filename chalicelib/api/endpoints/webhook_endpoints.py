from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate, slice_page
from chalicelib.api.core.request import FullAccessOrSystemRequest
from chalicelib.api.core.responses import Created, NoContent, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.events import event_position
from chalicelib.api.presenters import events as present
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.events import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEndpointCreate,
    WebhookEndpointUpdate,
    WebhookEndpointWithSecret,
    WebhookResend,
    WebhookResent,
    WebhookTest,
)
from chalicelib.bootstrap import Services
from chalicelib.credit.events import EventType

routes = Routes()
ADDRESS = "/v1/clinic/webhook-endpoints"
ONE = ADDRESS + "/{endpoint_id}"


class EndpointPath(msgspec.Struct):
    endpoint_id: Id


@routes.get(ADDRESS)
def webhook_endpoints(
    request: FullAccessOrSystemRequest, query: PageQuery, services: Services
) -> Ok[Page[WebhookEndpoint]]:
    """List the endpoints that events are sent to."""
    found = services.events.endpoints(request.clinic_id)
    return Ok(paginate(slice_page(found, query.page, lambda each: each.id), present.endpoint))


@routes.post(ADDRESS, error_codes=("too_many_endpoints", "webhook_url_refused"))
def create_webhook_endpoint(
    request: FullAccessOrSystemRequest, body: WebhookEndpointCreate, services: Services
) -> Created[WebhookEndpointWithSecret]:
    """Add an endpoint. Its secret, which signs every event, is in this response alone."""
    types = [EventType(each) for each in body.types]
    clinic_id = services.clinics.profile(request.clinic_id).id
    made = services.make_endpoint(clinic_id, body.url, types, request.actor)
    return Created(present.endpoint_with_secret(made))


@routes.patch(ONE)
def switch_webhook_endpoint(
    request: FullAccessOrSystemRequest, path: EndpointPath, body: WebhookEndpointUpdate, services: Services
) -> Ok[WebhookEndpoint]:
    """Switch an endpoint off, which drops what is queued for it, or on, for events from now on."""
    return Ok(present.endpoint(services.switch_endpoint(request.clinic_id, path.endpoint_id, enabled=body.enabled)))


@routes.delete(ONE)
def remove_webhook_endpoint(request: FullAccessOrSystemRequest, path: EndpointPath, services: Services) -> NoContent:
    """Remove an endpoint. What is queued for it is dropped."""
    found = services.find_endpoint(request.clinic_id, path.endpoint_id)
    services.events.remove_endpoint(found.clinic_id, found.id)
    return NoContent()


@routes.post(ONE + "/test")
def test_webhook_endpoint(
    request: FullAccessOrSystemRequest, path: EndpointPath, services: Services
) -> Ok[WebhookTest]:
    """Send the endpoint an event of type `endpoint.test` and return its answer."""
    return Ok(present.test_result(services.send_test_event(request.clinic_id, path.endpoint_id)))


@routes.post(ONE + "/secret")
def rotate_webhook_secret(
    request: FullAccessOrSystemRequest, path: EndpointPath, services: Services
) -> Created[WebhookEndpointWithSecret]:
    """Make a new secret. For a day, events are signed with the one before as well."""
    return Created(present.endpoint_with_secret(services.rotate_endpoint_secret(request.clinic_id, path.endpoint_id)))


@routes.post(ONE + "/resend")
def resend_webhook_events(
    request: FullAccessOrSystemRequest, path: EndpointPath, body: WebhookResend, services: Services
) -> Ok[WebhookResent]:
    """Enable the endpoint and send events of the last thirty days again, oldest first."""
    after = event_position(request.clinic_id, body.after) if body.after else None
    return Ok(present.resent(services.resend_events(request.clinic_id, path.endpoint_id, after, body.since)))


@routes.get(ONE + "/deliveries")
def webhook_deliveries(
    request: FullAccessOrSystemRequest, path: EndpointPath, query: PageQuery, services: Services
) -> Ok[Page[WebhookDelivery]]:
    """List the attempts to deliver events to the endpoint in the last thirty days, newest first."""
    page = query.page
    found = services.find_endpoint(request.clinic_id, path.endpoint_id)
    return Ok(paginate(services.events.attempts(found, page), present.delivery))
