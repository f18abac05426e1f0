"""Errors as RFC 9457 problems: a stable code for programs, a sentence for people, the fields that are wrong."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from chalice.app import Response

from chalicelib.api.core.headers import COMMON, Headers
from chalicelib.api.core.rate_limit_headers import limit_headers
from chalicelib.credit.errors import (
    AccountNotEligible,
    CreditError,
    IdempotencyKeyReused,
    Invalid,
    NotAllowed,
    NotFound,
    StaleVersion,
    TooMany,
    TopUpsUnavailable,
    Unavailable,
)


class HttpProblem(CreditError):
    """What is wrong with a request before the business sees it."""

    status = HTTPStatus.BAD_REQUEST


class Unauthenticated(HttpProblem):
    code = "unauthenticated"
    status = HTTPStatus.UNAUTHORIZED


class Forbidden(HttpProblem):
    code = "forbidden"
    status = HTTPStatus.FORBIDDEN


class TooLarge(HttpProblem):
    code = "body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class NotJson(HttpProblem):
    code = "unsupported_media_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class PreconditionRequired(HttpProblem):
    code = "precondition_required"
    status = HTTPStatus.PRECONDITION_REQUIRED


class NotWrittenYet(HttpProblem):
    """An event of ours about something that isn't in the books yet: Stripe must come again."""

    code = "not_written_yet"
    status = HTTPStatus.CONFLICT


class FieldProblem(msgspec.Struct):
    field: str
    message: str


class Problem(msgspec.Struct, omit_defaults=True):
    """application/problem+json. `code` is stable; `reason` says more about a code that has several."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reason: str | None = None
    errors: list[FieldProblem] = []


STATUSES: tuple[tuple[type[CreditError], HTTPStatus], ...] = (
    (Invalid, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.CONFLICT),
    (IdempotencyKeyReused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StaleVersion, HTTPStatus.PRECONDITION_FAILED),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
UNEXPECTED = CreditError("Something went wrong on our side. Nothing was lost; try again.", code="internal_error")


def problem(error: CreditError) -> Response:
    """The answer that says `error`."""
    status = _status(error)
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


def _status(error: CreditError) -> HTTPStatus:
    if isinstance(error, HttpProblem):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _headers(error: CreditError) -> dict[str, str]:
    match error:
        case Unauthenticated():
            return {"WWW-Authenticate": 'Bearer realm="clinic-credit"'}
        case TooMany():
            return limit_headers(error)
        case Unavailable():
            return {"Retry-After": str(error.retry_after_s)}
    return {}
