"""Errors as Stripe words them: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes."""

from infra.stripe_double.core.types import Json

DOCS = "https://docs.stripe.com/error-codes/"


class StripeError(Exception):
    """An answer that is not a success.

    `keeps_changes` means that what the request did before failing must stay (a declined charge does exist), and
    `executed` that the operation began, so that its answer belongs to the request's idempotency key.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        extra: Json | None = None,
        keeps_changes: bool = False,
        executed: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps_changes = keeps_changes
        self.executed = executed
        self.error: Json = {"type": kind, "message": message} | (extra or {})
        if code is not None:
            self.error |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
        if param is not None:
            self.error["param"] = param

    def body(self) -> Json:
        """Return the JSON document Stripe sends."""
        return {"error": self.error}


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    """A request that makes sense as a request and not in the state things are in (400)."""
    return StripeError(400, message, param=param, code=code)


def unreadable(message: str, param: str, code: str | None = None) -> StripeError:
    """A parameter that was refused before the operation began, so that no idempotent answer is kept (400)."""
    return StripeError(400, message, param=param, code=code, executed=False)


def missing(kind: str, identifier: str, param: str, status: int = 404) -> StripeError:
    """An object that isn't there, or isn't this account's: Stripe doesn't say which."""
    return StripeError(status, f"No such {kind}: '{identifier}'", code="resource_missing", param=param)


def unauthorized(message: str, code: str | None = None) -> StripeError:
    """No key, or a key that Stripe doesn't know (401)."""
    return StripeError(401, message, code=code, executed=False)
