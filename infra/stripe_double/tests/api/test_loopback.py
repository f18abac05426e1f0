"""A page of another site must not be able to use the double of a developer who happens to visit it."""

import json
import stat
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from infra.stripe_double.testing import Running, running_double

JSON = {"Content-Type": "application/json"}
EVENT = json.dumps({"type": "account.updated", "object": "acct_main"}).encode()


def status(double: Running, path: str, body: bytes | None, **headers: str) -> int:
    request = urllib.request.Request(double.url + path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=90) as response:
            found: int = response.status
            return found
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "[::1", "10.0.0.1"])
def test_a_rebound_host_name_is_refused(double: Running, host: str) -> None:
    assert status(double, "/_double/events", EVENT, Host=host, **JSON) == 403
    assert status(double, "/v1/customers", None, Host=host) == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_page_of_another_site_is_refused(double: Running, origin: str) -> None:
    assert status(double, "/_double/events", EVENT, Origin=origin, **JSON) == 403
    assert status(double, "/v1/customers", b"", Origin=origin, Authorization=f"Bearer {double.secret_key}") == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_test_control_takes_nothing_that_a_form_could_send(double: Running, kind: str) -> None:
    assert status(double, "/_double/events", EVENT, Content_Type=kind) == 415


def test_pages_of_this_machine_are_served(double: Running) -> None:
    assert status(double, "/v3/", None, Origin="http://localhost:8000") == 200
    assert status(double, "/_double/events", EVENT, Host="localhost", **JSON) == 200


def test_the_state_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    with running_double(tmp_path / "state"):
        made = [tmp_path / "state", *(tmp_path / "state").iterdir()]
        assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made} == {0}
