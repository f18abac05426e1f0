"""`chalice local` with the pages beside the API, for many callers at once and browsers that keep their connections.

Its own server lets five callers wait and resets the rest; and it sends an answer in two pieces, the second of which
Nagle's algorithm holds back until the browser has acknowledged the first: 40 ms per request.
"""

from __future__ import annotations

from socketserver import StreamRequestHandler, TCPServer

from chalice.cli import main

from app import app, services
from chalicelib.credit.identity import PatientKey
from infra.site.build import site
from infra.site.pages import Pages

WAITING_CALLERS = 256


def warm_up() -> None:
    """Import the app, which builds its clients, and make its first call before the first request."""
    services.credit.credit(PatientKey("warm_up", "warm_up"))


if __name__ == "__main__":
    TCPServer.request_queue_size = WAITING_CALLERS
    StreamRequestHandler.disable_nagle_algorithm = True
    Pages(services.settings, site()).register(app)
    warm_up()
    main()
