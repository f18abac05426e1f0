"""Dropping a connection without an answer, which no HTTP framework offers."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Dropped(BaseException):
    """Raised by an endpoint that wants the caller to see a connection that broke.

    No mere Exception: Starlette would answer those with a 500.
    """


class DropsConnections:
    """Outermost: turns `Dropped` into a connection that closes before any byte of an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and when told to drop, abort uvicorn's transport and wait until it noticed."""
        try:
            await self._app(scope, receive, send)
        except Dropped:
            cycle = getattr(send, "__self__", None)
            cycle.transport.abort()  # type: ignore[union-attr]
            while (await receive())["type"] != "http.disconnect":
                pass
