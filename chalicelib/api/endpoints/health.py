from __future__ import annotations

from chalicelib.api.core.request import PublicRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.schemas.meta import Health

routes = Routes()


@routes.get("/v1/health", head=True)
def health(request: PublicRequest) -> Ok[Health]:
    """Return 200 while the service is up; no dependency is checked."""
    return Ok(Health("ok"))
