"""Addresses that may be called: public ones over https. Every form that reaches inside is refused."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.webhooks.addresses import Target, is_allowed, target_of
from chalicelib.webhooks.caller import WebhookCaller
from tests.figures import Figure

PRIVATE = {
    "loopback": ["127.0.0.1", "127.1.2.3", "::1"],
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "link-local and metadata": ["169.254.169.254", "169.254.170.2", "169.254.0.1", "fe80::1", "fd00:ec2::254"],
    "shared (CGNAT) and its metadata": ["100.64.0.1", "100.127.255.255", "100.100.100.200"],
    "IETF, documentation, benchmarks": [
        *("192.0.0.170", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "198.19.255.255"),
        *("2001:db8::1", "3fff::1", "2001:2::1"),
    ],
    "6to4 relay, multicast, reserved, broadcast": [
        *("192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "ff02::1"),
    ],
    "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe"],
    "IPv4-compatible and translated": ["::127.0.0.1", "::ffff:0:127.0.0.1", "::10.0.0.1"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::10.0.0.1"],
    "6to4": ["2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:0a00:0001::1"],
    "Teredo and ISATAP": [
        "2001:0:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2600::5efe:10.0.0.1",
        "2600::200:5efe:10.0.0.1",
    ],
    "with a zone": ["fe80::1%eth0", "2600::1%1"],
    "no address": ["", "localhost", "127.0.0.1.", "0x7f000001", "2130706433"],
}
PUBLIC = [
    *("93.184.216.34", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "2a00:1450::1"),
    *("2600::127.0.0.1", "2600::5efe:93.184.216.34", "2600::200:5efe:8.8.8.8"),
]
PRINTABLE = "url: must be an https address of at most 500 printable ASCII characters"
HTTPS = "url: must be an https address"
NAMES_A_HOST = "url: must name a host, without user, password or fragment"
REFUSED_URLS = {
    "http://ehr.example/hook": HTTPS,
    "ftp://ehr.example/": HTTPS,
    "file:///etc/passwd": HTTPS,
    "gopher://ehr.example/": HTTPS,
    "//ehr.example/": HTTPS,
    "https://": NAMES_A_HOST,
    "https:///hook": NAMES_A_HOST,
    "https://user:" + "secret@ehr.example/": NAMES_A_HOST,
    "https://user@ehr.example/": NAMES_A_HOST,
    "https://:" + "secret@ehr.example/": NAMES_A_HOST,
    "https://ehr.example/#fragment": NAMES_A_HOST,
    "https://ehr.example\\@169.254.169.254/": PRINTABLE,
    "https://ehr.example/\r\nX-Injected: 1": PRINTABLE,
    "https://ehr.example/a b": PRINTABLE,
    "https://ehr.example:99999/": HTTPS,
    "https://ehr.example:0/": "url: must be an https address with a port that can be called",
    "https://ehr.example:port/": HTTPS,
    "https://ehr..example/": NAMES_A_HOST,
    "https://ehr_example/": NAMES_A_HOST,
    "https://-ehr.example/": NAMES_A_HOST,
    "https://[fe80::1%25eth0]/": NAMES_A_HOST,
    "https://[fe80::1%eth0]/": NAMES_A_HOST,
    "https://[v1.a:b]/": NAMES_A_HOST,
    "https://[::1": HTTPS,
    "https://éhr.example/": PRINTABLE,
    "https://①②⑦.⓪.⓪.①/": PRINTABLE,
    "https://ehr.example/" + "a" * 481: PRINTABLE,
}
NUMBERS = ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001", "017700000001", "127.0.0.1."]
"""Forms of 127.0.0.1 that the system's resolver takes for it: they are judged by what it returns."""


@pytest.mark.parametrize("address", [each for group in PRIVATE.values() for each in group])
def test_no_address_inside_may_be_called(address: str) -> None:
    assert not is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert is_allowed(address, allow_loopback=False)


def test_one_machine_may_call_itself_and_nothing_else_inside() -> None:
    allowed = [each for group in PRIVATE.values() for each in group if is_allowed(each, allow_loopback=True)]
    assert allowed == ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("url", "allow_loopback"),
    [(url, here) for url in REFUSED_URLS for here in (False, True) if not (here and url.startswith("http:"))],
)
def test_anything_but_a_plain_https_address_is_refused(url: str, allow_loopback: bool) -> None:
    with pytest.raises(Invalid) as refused:
        target_of(url, allow_loopback=allow_loopback)
    assert [error.field for error in refused.value.errors] == ["url"]
    assert (refused.value.code, refused.value.detail) == ("webhook_url_refused", REFUSED_URLS[url])


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://ehr.example", Target("https", "ehr.example", 443, "/"), "ehr.example"),
        ("https://EHR.example:443/a?b=c&d", Target("https", "ehr.example", 443, "/a?b=c&d"), "ehr.example"),
        ("https://ehr.example.:8443?b", Target("https", "ehr.example.", 8443, "/?b"), "ehr.example.:8443"),
        ("https://ehr.example:80/", Target("https", "ehr.example", 80, "/"), "ehr.example:80"),
        ("https://ehr.example:1/", Target("https", "ehr.example", 1, "/"), "ehr.example:1"),
        ("https://[2606:2800:220:1::1]/", Target("https", "2606:2800:220:1::1", 443, "/"), "[2606:2800:220:1::1]"),
        ("https://[2606::1]:8443/", Target("https", "2606::1", 8443, "/"), "[2606::1]:8443"),
        ("https://x/" + "a" * 490, Target("https", "x", 443, "/" + "a" * 490), "x"),
    ],
)
def test_an_https_address_is_called_as_it_was_written(url: str, target: Target, authority: str) -> None:
    for allow_loopback in (False, True):
        found = target_of(url, allow_loopback=allow_loopback)
        assert (found, found.authority) == (target, authority)


@pytest.mark.parametrize(
    ("url", "port", "authority"),
    [
        ("http://127.0.0.1/", 80, "127.0.0.1"),
        ("http://127.0.0.1:443/", 443, "127.0.0.1:443"),
        ("http://[::1]:8000/", 8000, "[::1]:8000"),
    ],
)
def test_one_machine_may_call_itself_over_plain_http(url: str, port: int, authority: str) -> None:
    found = target_of(url, allow_loopback=True)
    assert (found.scheme, found.port, found.authority) == ("http", port, authority)


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("http://ehr.example/", ["93.184.216.34"]),
        ("http://ehr.example/", ["127.0.0.1", "93.184.216.34"]),
        ("http://ehr.example/", []),
        ("https://ehr.example/", []),
        ("https://ehr.example/", ["127.0.0.1", "10.0.0.1"]),
    ],
)
def test_plain_http_is_for_this_machine_and_a_host_without_addresses_is_refused(url: str, resolved: list[str]) -> None:
    found = WebhookCaller(allow_loopback=True, resolve=lambda host, port: resolved)
    with pytest.raises(Invalid) as refused:
        found.check(url)
    assert (refused.value.code, refused.value.detail) == (
        "webhook_url_refused",
        "url: must resolve to public addresses only",
    )
    assert found.call(url, b"{}", ()).error == "address_refused"


def test_one_machine_may_still_check_other_software_s_addresses() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return ["93.184.216.34", "127.0.0.1"]

    for url in ("https://ehr.example:8443/", "http://127.0.0.1/"):
        WebhookCaller(allow_loopback=True, resolve=lambda host, port: ["127.0.0.1", "::1"]).check(url)
    WebhookCaller(allow_loopback=True, resolve=resolve).check("https://ehr.example:8443/")
    assert asked == [("ehr.example", 8443)]


def test_a_host_that_no_resolver_can_ask_for_is_refused() -> None:
    with pytest.raises(Invalid, match="must resolve to public addresses only"):
        WebhookCaller(resolve=lambda host, port: [host.encode("idna").decode()]).check(f"https://{'a' * 64}.example/")


def caller(*resolved: Sequence[str]) -> WebhookCaller:
    """A caller whose resolver gives these addresses in turn, the last one always."""
    left = list(resolved)

    def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return WebhookCaller(resolve=resolve)


@pytest.mark.parametrize("address", [each for group in PRIVATE.values() for each in group])
def test_a_host_that_resolves_inside_is_refused_when_made_and_when_called(address: str) -> None:
    found = caller(["93.184.216.34", address])
    with pytest.raises(Invalid, match="must resolve to public addresses only"):
        found.check("https://ehr.example/hook")
    answer = found.call("https://ehr.example/hook", b"{}", ())
    assert (answer.http_status, answer.error) == (None, "address_refused")


def test_a_host_that_resolves_inside_only_later_is_refused_when_called() -> None:
    rebinding = caller(["93.184.216.34"], ["169.254.169.254"])
    rebinding.check("https://rebinding.example/")
    assert rebinding.call("https://rebinding.example/", b"{}", ()).error == "address_refused"


@pytest.mark.parametrize("host", NUMBERS)
def test_other_ways_to_write_loopback_are_refused(host: str) -> None:
    found = WebhookCaller(resolve=lambda name, port: [socket.inet_ntoa(socket.inet_aton(name.rstrip(".")))])
    with pytest.raises(Invalid):
        found.check(f"https://{host}/")


def test_a_host_without_an_address_is_refused() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror

    with pytest.raises(Invalid):
        WebhookCaller(resolve=unknown).check("https://nowhere.example/")
    assert WebhookCaller(resolve=unknown).call("https://nowhere.example/", b"{}", ()).error == "connection_failed"


def test_the_number_of_forms_that_were_tried(figure: Figure) -> None:
    forms = sum(len(group) for group in PRIVATE.values()) + len(REFUSED_URLS) + len(NUMBERS)
    assert forms > 80
    figure(
        f"webhook addresses: {forms} forms refused, of {len(PRIVATE)} kinds of network, and {len(REFUSED_URLS)} URLs"
    )
