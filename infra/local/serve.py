"""`chalice local` for many callers at once: its server lets five wait, and resets the connections of the rest."""

from __future__ import annotations

from socketserver import TCPServer

from chalice.cli import main

WAITING_CALLERS = 256

if __name__ == "__main__":
    TCPServer.request_queue_size = WAITING_CALLERS
    main()
