"""Responses that endpoints return: each is a status with the type of its body. And the headers that all share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar, Generic, TypeVar

from chalicelib.credit.errors import TooMany
from chalicelib.credit.rate_limits import LIMITS, STARTS_PER_HOUR, STRIPE_CALLS_PER_MINUTE, Scope

T_co = TypeVar("T_co", covariant=True)

Headers = dict[str, str | list[str]]
"""As Chalice takes them."""

JSON: Mapping[str, str] = {"Content-Type": "application/json"}
CSV: Mapping[str, str] = {"Content-Type": "text/csv; charset=utf-8; header=present"}
COMMON: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class _WithBody(Generic[T_co]):
    status: ClassVar[HTTPStatus]
    body: T_co
    headers: Mapping[str, str] = field(default_factory=dict, kw_only=True)


class Ok(_WithBody[T_co]):
    __slots__ = ()
    status = HTTPStatus.OK


class Created(_WithBody[T_co]):
    __slots__ = ()
    status = HTTPStatus.CREATED


class Accepted(_WithBody[T_co]):
    __slots__ = ()
    status = HTTPStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class NoContent:
    status: ClassVar[HTTPStatus] = HTTPStatus.NO_CONTENT


ApiResponse = Ok[Any] | Created[Any] | Accepted[Any] | NoContent
RESPONSE_TYPES = (Ok, Created, Accepted, NoContent)


def etag_of(body: str) -> str:
    """The ETag of a body: the same bytes have the same tag."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'


def matches(etag: str, if_none_match: str) -> bool:
    """Whether an If-None-Match header lists `etag` (RFC 9110, 13.1.2: a weak comparison)."""
    listed = (each.strip().removeprefix("W/") for each in if_none_match[:2_000].split(","))
    return any(each in (etag, "*") for each in listed)


def rate_limit_policy(scope: Scope) -> str:
    """The limit on starting top-ups: per rolling hour for a patient, per hour of the clock for the other scopes.

    The scope `requests` is a patient's limit on requests that make Stripe be asked, per minute of the clock.
    """
    if scope is Scope.REQUESTS:
        return f'"{scope}";q={STRIPE_CALLS_PER_MINUTE};w=60'
    quota = STARTS_PER_HOUR if scope is Scope.PATIENT else LIMITS[scope].starts
    return f'"{scope}";q={quota};w=3600'


def rate_limit_headers(refusal: TooMany) -> dict[str, str]:
    """Headers of draft-ietf-httpapi-ratelimit-headers for a request beyond the limit."""
    scope, wait = Scope(refusal.scope), refusal.retry_after_s
    return {
        "Retry-After": str(wait),
        "RateLimit-Policy": rate_limit_policy(scope),
        "RateLimit": f'"{scope}";r=0;t={wait}',
    }
