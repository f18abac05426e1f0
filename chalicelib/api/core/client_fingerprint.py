"""Where a request came from, as a fingerprint: enough to count by, not enough to find anybody."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from chalice.app import Request

IPV6_SUBNET_BITS = 64
"""One IPv6 household has 2^64 addresses; it is counted as one."""


def client_fingerprint(request: Request, secret: str, deployment: str) -> str | None:
    """A keyed hash of the address that API Gateway saw; nothing for the same machine, where there is no gateway.

    Never of a header: whoever calls writes X-Forwarded-For. Without the key nobody can try all addresses.
    """
    source = str((request.context.get("identity") or {}).get("sourceIp") or "")
    try:
        address = ip_address(source)
    except ValueError:
        return None
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        source = str(int(address) >> (128 - IPV6_SUBNET_BITS))
    key = f"address of {deployment}: {secret}".encode()
    return hmac.new(key, source.encode(), hashlib.sha256).hexdigest()[:24]
