"""The address of a caller as a fingerprint: enough to count requests by, not enough to identify a person."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

IPV6_SUBNET_BITS = 64
"""One household's IPv6 subnet has 2^64 addresses; it is counted as one."""


def client_fingerprint(source_ip: str, secret: str, deployment: str) -> str | None:
    """A keyed hash of the address that API Gateway saw, or None for this machine, where there is no gateway.

    Never pass an address from a header: callers write X-Forwarded-For themselves. The key keeps others from trying
    all addresses.
    """
    try:
        address = ip_address(source_ip)
    except ValueError:
        return None
    if address.is_loopback:
        return None
    source = str(int(address) >> (128 - IPV6_SUBNET_BITS)) if isinstance(address, IPv6Address) else source_ip
    key = f"address of {deployment}: {secret}".encode()
    return hmac.new(key, source.encode(), hashlib.sha256).hexdigest()[:24]
