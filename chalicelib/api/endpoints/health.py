from __future__ import annotations

from chalicelib.api.core.request import PublicRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.schemas.meta import Health

routes = Routes()


@routes.get("/v1/health", answers_head=True)
def health(request: PublicRequest) -> Ok[Health]:
    """Returns that the service is up. Touches nothing."""
    return Ok(Health("ok"))
