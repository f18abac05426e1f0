"""A probe of a component's HTTP port."""

import http.client
from urllib.parse import urlsplit


def responds(url: str, timeout_s: float = 2.0) -> bool:
    """Return whether GET `url` responds with a 2xx. No configured proxy is used."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.request("GET", parts.path)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
