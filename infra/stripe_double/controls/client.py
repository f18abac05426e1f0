"""A client of the test controls over HTTP, with the standard library alone."""

import json
import time
import urllib.request
from dataclasses import dataclass

from infra.stripe_double.core.types import Json

TIMEOUT_S = 90.0
SETTLES_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Controls:
    """`url` is where the double is, without a path."""

    url: str

    def get(self, path: str) -> Json:
        """GET a control, such as `/deliveries?status=failed`."""
        return self._ask("GET", path, None)

    def post(self, path: str, **payload: object) -> Json:
        """POST to a control, such as `/webhook_rules`."""
        return self._ask("POST", path, payload)

    def delete(self, path: str) -> Json:
        """DELETE a control's collection, such as `/rules`."""
        return self._ask("DELETE", path, None)

    def calls(self, operation: str = "*") -> list[Json]:
        """Return the API calls made of an operation, such as `payment_intents.create`."""
        found: list[Json] = self.get(f"/calls?operation={operation}")["data"]
        return found

    def settle(self) -> None:
        """Wait until nothing is waiting to be delivered or to happen; raises TimeoutError."""
        until = time.monotonic() + SETTLES_WITHIN_S
        while time.monotonic() < until:
            state = self.get("/state")
            if not state["deliveries"].get("pending") and not state["jobs"]:
                return
            time.sleep(0.02)
        raise TimeoutError(f"The double still has something to do: {state}")

    def _ask(self, method: str, path: str, payload: Json | None) -> Json:
        body = None if payload is None else json.dumps(payload).encode()
        request = urllib.request.Request(f"{self.url}/_double{path}", body, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            answer: Json = json.load(response)
            return answer
