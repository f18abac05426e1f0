"""A clinic's portal that draws its own page, on its own origin, with the code that docs/integrating shows."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from infra.devstack.stack import Stack
from tests.browser.conftest import Tab
from tests.browser.my_account import VISA
from tests.browser.patient import Patient

pytestmark = pytest.mark.slow
GUIDE = (Path(__file__).parents[2] / "docs" / "integrating" / "README.md").read_text("utf-8")
HTML = """<!doctype html><title>Portal</title><p id="balance"></p><div id="card"></div><button id="pay">Pay</button>
<p id="status"></p><script src="{stripe_js}"></script><script type="module">
async function accessToken() {{ return {token}; }}
{code}
Object.assign(window, {{ call, showCredit, topUp }});
</script>"""


class _Server(ThreadingHTTPServer):
    page = ""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Report nothing."""


@pytest.fixture
def portal(stack: Stack) -> Iterator[_Server]:
    """The demo clinic's own portal, where the stack expects it."""
    where = urlsplit(stack.settings.portal_origin)
    with _Server((str(where.hostname), int(where.port or 0)), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def page(portal: _Server, stack: Stack, patient: Patient, tab: Tab) -> Page:
    found = re.search(r"```js\n(.*?)```", GUIDE, re.DOTALL)
    assert found, "docs/integrating has the code of a portal"
    code = found[1].replace("https://credit.example", stack.settings.api_url)
    stripe_js = stack.environment["STRIPE_JS_URL"]
    portal.page = HTML.format(code=code, token=json.dumps(patient.token), stripe_js=stripe_js)
    page = tab(elsewhere=True)
    page.goto(stack.settings.portal_origin)
    return page


def test_a_portals_own_page_shows_the_balance_and_takes_a_top_up(page: Page, patient: Patient) -> None:
    page.evaluate("showCredit()")
    expect(page.locator("#balance")).to_have_text("0 cad")
    page.evaluate("topUp(5000, 'cad', 'loc_main', crypto.randomUUID())")
    form = page.frame_locator("iframe[name*='element']")
    form.locator("[name=number]").fill(VISA)
    form.locator("[name=expiry]").fill("12 / 34")
    form.locator("[name=cvc]").fill("123")
    page.locator("#pay").click()
    expect(page.locator("#status")).to_have_text("succeeded")
    expect(page.locator("#balance")).to_have_text("50 cad")
    assert (patient.charged, patient.available) == ([5000], 5000)


def test_a_portals_own_page_reads_what_was_wrong(page: Page) -> None:
    message = page.evaluate(
        "call('POST', '/v1/me/top-ups', { amount: 5 }, { 'Idempotency-Key': 'k' }).catch((e) => e.message)"
    )
    assert message.startswith("location_id: is missing")


@pytest.mark.parametrize("path", ["/v1/me/credit", "/v1/me/cards"])
def test_a_page_of_any_other_origin_reads_nothing(page: Page, stack: Stack, path: str) -> None:
    port = urlsplit(stack.settings.portal_origin).port
    page.goto(f"http://localhost:{port}")
    assert page.evaluate(f"call('GET', '{path}').then(() => 'read', () => 'refused')") == "refused"


def test_the_portal_cannot_call_as_staff(page: Page) -> None:
    assert page.evaluate("call('GET', '/v1/clinic/locations').then(() => 'read', () => 'refused')") == "refused"
