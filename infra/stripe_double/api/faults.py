"""The API misbehaving on request: before or after the work is done, with an error, a delay or a dropped connection."""

from dataclasses import dataclass

from infra.stripe_double.core.errors import StripeError, invalid
from infra.stripe_double.core.types import Json
from infra.stripe_double.storage.rules import take_rule
from infra.stripe_double.storage.store import Store

_MODES = ("error", "close", "timeout", "slow")
_MESSAGES = {
    429: ("Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.",
          "invalid_request_error", "rate_limit"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`error` responds with `status`; `close` drops the connection; `timeout` waits `seconds` and then drops it; `slow`
    waits and then responds as usual. `after` means that the work was done first."""

    mode: str
    after: bool = False
    status: int = 500
    seconds: float = 0.0
    saved: bool = False
    """The error is kept under the request's idempotency key and repeated for a day, as Stripe does with a 500."""

    def error(self) -> StripeError:
        """Return the answer of mode `error`."""
        message, kind, code = _MESSAGES.get(self.status, ("An unknown error occurred.", "api_error", None))
        return StripeError(self.status, message, kind=kind, code=code, executed=False)


def fault_rule(given: Json) -> Json:
    """Check a test control's payload and return the rule to store; raises for a mode that doesn't exist."""
    mode, when = given.get("mode", "error"), given.get("when", "before")
    if mode not in _MODES:
        raise invalid(f"mode is one of {', '.join(_MODES)}", "mode")
    if when not in ("before", "after"):
        raise invalid("when is before or after", "when")
    return {
        "match": [str(given.get("operation", "*"))],
        "of": str(given.get("of", "")),
        "mode": mode,
        "after": when == "after",
        "status": int(given.get("status", 500)),
        "saved": bool(given.get("saved", False)),
        "seconds": float(given.get("seconds", 30.0 if mode == "timeout" else 1.0)),
    }


def take_fault(store: Store, operation: str, about: str) -> Fault | None:
    """Return what is to go wrong with this call, if anything, and use it up; `about` is all that the call names."""
    rule = take_rule(store, "api", operation, about)
    if rule is None:
        return None
    return Fault(rule["mode"], rule["after"], rule["status"], rule["seconds"], rule["saved"])
