"""Which addresses may be called: https to public ones. Everything inside a private network is refused.

An address is judged as the network it reaches: IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4,
Teredo, ISATAP) by that one as well.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.credit.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST_URL = 500
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?", re.IGNORECASE)
PRINTABLE = re.compile(r"[!-~]+")
REFUSED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
"""IANA's IPv4 special-purpose registry; 224.0.0.0/3 is multicast, reserved and broadcast."""
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
REFUSED_6 = tuple(ipaddress.ip_network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Of the global unicast space: IETF protocols (Teredo, ORCHID), documentation, 6to4."""
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
ISATAP = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of an address that is called. `host` is what the certificate and the Host header name."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


def target_of(url: str, *, allow_loopback: bool) -> Target:
    """Take an address apart. Raises Invalid unless it is https, without user, fragment or odd characters.

    `allow_loopback`, on one machine, takes http as well; which hosts is judged by their addresses.
    """
    if len(url) > LONGEST_URL or not PRINTABLE.fullmatch(url) or "\\" in url:
        raise _refused(f"must be an https address of at most {LONGEST_URL} printable ASCII characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("must be an https address") from None
    if port == 0:
        raise _refused("must be an https address with a port that can be called")
    if parts.scheme not in (("https", "http") if allow_loopback else ("https",)):
        raise _refused("must be an https address")
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None or parts.fragment or not _is_host(host):
        raise _refused("must name a host, without user, password or fragment")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def is_allowed(text: str, *, allow_loopback: bool) -> bool:
    """Whether this resolved address may be called."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address in (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")):
        return allow_loopback
    return all(_is_public(each) for each in _reached(address))


def _reached(address: Address) -> Iterator[Address]:
    """The address, and the IPv4 addresses that a gateway would reach by it."""
    yield address
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    low = int(address) & 0xFFFFFFFF
    if any(address in network for network in NAT64) or (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        yield ipaddress.IPv4Address(low)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in REFUSED)
    return (
        address in GLOBAL_UNICAST and not any(address in network for network in REFUSED_6) and address.scope_id is None
    )


def _is_host(host: str) -> bool:
    """A name or an address; names of numbers alone, which resolvers read as addresses, are left to the resolver."""
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return "%" not in host
    return HOST.fullmatch(host) is not None and ".." not in host


def _refused(message: str) -> Invalid:
    return Invalid.field("url", message, code="webhook_url_refused")


def refuse_private() -> Invalid:
    """The error of a host that has a private address, or none."""
    return _refused("must resolve to public addresses only")
