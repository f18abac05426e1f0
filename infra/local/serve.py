"""`chalice local` for many callers at once: its server lets five wait, and resets the connections of the rest."""

from __future__ import annotations

from socketserver import TCPServer

from chalice.cli import main

from chalicelib import wiring
from chalicelib.credit.identity import PatientKey

WAITING_CALLERS = 256


def warm_up() -> None:
    """Builds the clients before anybody calls: threads that came first together would each build their own."""
    wiring.ledger().credit(PatientKey("nobody", "nobody"))
    wiring.payments()


if __name__ == "__main__":
    TCPServer.request_queue_size = WAITING_CALLERS
    warm_up()
    main()
