"""The address of a caller as a fingerprint: enough to count requests by, not enough to identify a person."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from chalicelib.credit.rate_limits import FINGERPRINT_LENGTH, SITE_LENGTH, SITE_MARK

IPV6_SUBNET_BITS = 64
"""One household's IPv6 subnet has 2^64 addresses; it is counted as one."""
IPV6_SITE_BITS = 48
"""One site can have 2^16 of them, at no cost (RFC 6177); they are counted together as well."""


def client_fingerprint(source_ip: str, secret: str, deployment: str) -> str | None:
    """A keyed hash of the caller's address, or None for this machine, where there is no gateway.

    An IPv6 address's has two parts: its site's, which RequestSource knows by `SITE_MARK`, and its subnet's.

    Never pass an address from a header that callers write themselves, such as X-Forwarded-For. The key keeps others
    from trying all addresses.
    """
    try:
        address = ip_address(source_ip)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    key = f"address of {deployment}: {secret}".encode()
    if isinstance(address, IPv6Address):
        site, subnet = (_network(key, address, bits) for bits in (IPV6_SITE_BITS, IPV6_SUBNET_BITS))
        return SITE_MARK + site[: SITE_LENGTH - 1] + subnet[: FINGERPRINT_LENGTH - SITE_LENGTH]
    return _hash(key, str(address))[:FINGERPRINT_LENGTH]


def _network(key: bytes, address: IPv6Address, bits: int) -> str:
    return _hash(key, f"{int(address) >> (128 - bits)}/{bits}")


def _hash(key: bytes, source: str) -> str:
    return hmac.new(key, source.encode(), hashlib.sha256).hexdigest()
