"""A page that takes a payment with the double's Stripe.js, served from an origin of its own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import FrameLocator, Page

HTML = b"""<!doctype html><html lang="en"><title>Pay</title>
<body><h1>Pay</h1><div id="element"></div><button id="pay">Pay</button><output id="answer"></output></body></html>"""
PAY = """([key, clientSecret, locale]) => {
  const stripe = (window.stripe = Stripe(key, {locale}));
  const elements = stripe.elements({clientSecret, locale, appearance: {variables: {colorPrimary: "#0a7d57"}}});
  const element = (window.element = elements.create("payment"));
  window.heard = [];
  for (const name of ["ready", "change"]) element.on(name, (event) => heard.push([name, event.complete ?? null]));
  element.mount("#element");
  document.getElementById("pay").onclick = async () => {
    const checked = await elements.submit();
    const answer = checked.error ? checked
      : await stripe.confirmPayment({elements, confirmParams: {}, redirect: "if_required"});
    document.getElementById("answer").textContent = JSON.stringify(answer);
  };
}"""


class Checkout:
    """The page as a patient would use it."""

    def __init__(self, page: Page, address: str, double_url: str) -> None:
        self.page = page
        self._address = address
        self._script = f"{double_url}/v3/"

    def open(self, key: str, client_secret: str, locale: str = "en") -> None:
        """Show the Payment Element for a PaymentIntent, and wait until it is ready."""
        self.page.goto(self._address)
        self.page.add_script_tag(url=self._script)
        self.page.evaluate(PAY, [key, client_secret, locale])
        self.page.wait_for_function("heard.some(([name]) => name === 'ready')")

    @property
    def card(self) -> FrameLocator:
        """Return the Payment Element's frame."""
        return self.page.frame_locator("#element iframe")

    def fill(
        self, number: str, labels: tuple[str, str, str] = ("Card number", "Expiration date", "Security code")
    ) -> None:
        """Type a card, finding each field by its label."""
        for label, text in zip(labels, (number, "12 / 34", "123"), strict=True):
            self.card.get_by_label(label).fill(text)

    def pay(self) -> None:
        """Press the page's button."""
        self.page.get_by_role("button", name="Pay", exact=True).click()

    def challenge(self, button: str) -> None:
        """Answer the bank's page."""
        self.page.frame_locator("iframe[title='3D Secure']").get_by_role("button", name=button).click()

    def answer(self) -> dict[str, Any]:
        """Return what Stripe.js answered."""
        self.page.wait_for_function("document.getElementById('answer').textContent")
        found: dict[str, Any] = json.loads(self.page.inner_text("#answer"))
        return found


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(HTML)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the page until the block ends; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
