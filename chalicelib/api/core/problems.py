"""Errors as RFC 9457 problems: a stable code for programs, a sentence for people, the fields that are invalid.

An error names its code, and the table of problem codes gives the status.
"""

from __future__ import annotations

import msgspec
from chalice.app import Response

from chalicelib.api.core.problem_codes import CODES, status_of
from chalicelib.api.core.responses import COMMON, Headers, rate_limit_headers
from chalicelib.credit.errors import AccountNotEligible, CreditError, TooMany, TopUpsUnavailable, Unavailable


class Unauthenticated(CreditError):
    """A caller without a valid token. `cause` is for the operator's log alone."""

    code = "unauthenticated"

    def __init__(self, detail: str, *, code: str | None = None, cause: str = "no token") -> None:
        super().__init__(detail, code=code)
        self.cause = cause


class Forbidden(CreditError):
    code = "forbidden"


class BodyTooLarge(CreditError):
    code = "body_too_large"

    def __init__(self, largest: int) -> None:
        super().__init__(f"The body is larger than {largest} bytes.")


class UnsupportedMediaType(CreditError):
    code = "unsupported_media_type"


class PreconditionRequired(CreditError):
    code = "precondition_required"


class NotRecordedYet(CreditError):
    """An event about a payment that this service has not recorded yet: Stripe must retry it."""

    code = "not_written_yet"


class Redirected(CreditError):
    """A resource that is another patient's since a merge, found at `location`."""

    code = "patient_merged"

    def __init__(self, location: str) -> None:
        super().__init__("This patient was merged into another one.")
        self.location = location


class FieldProblem(msgspec.Struct):
    field: str
    message: str


class Problem(msgspec.Struct, omit_defaults=True):
    """application/problem+json. `code` is stable; `reason` adds detail to codes that have several causes."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reason: str | None = None
    errors: list[FieldProblem] = []


UNEXPECTED = CreditError("Internal error. The request was not applied; retry safely.", code="internal_error")


def problem_response(error: CreditError) -> Response:
    """The problem+json response for `error`. A code that is not in the table is reported as an internal error."""
    if error.code not in CODES:
        error = UNEXPECTED
    status = status_of(error.code)
    body = Problem(
        type="about:blank",
        title=status.phrase,
        status=status,
        code=error.code,
        detail=error.detail,
        reason=error.reason if isinstance(error, TopUpsUnavailable | AccountNotEligible) else None,
        errors=[FieldProblem(fault.field, fault.message) for fault in error.errors],
    )
    headers: Headers = {"Content-Type": "application/problem+json", **COMMON, **_headers(error)}
    return Response(body=msgspec.json.encode(body).decode(), status_code=status, headers=headers)


def _headers(error: CreditError) -> dict[str, str]:
    match error:
        case Unauthenticated():
            return {"WWW-Authenticate": 'Bearer realm="account-credit"'}
        case Redirected():
            return {"Location": error.location}
        case TooMany():
            return rate_limit_headers(error)
        case Unavailable():
            return {"Retry-After": str(error.retry_after_s)}
    return {}
