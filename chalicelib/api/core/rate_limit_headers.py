"""Limits as headers (draft-ietf-httpapi-ratelimit-headers): how many starts in how many seconds, and when again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.credit.rate_limits import LIMITS, STARTS_PER_HOUR, Scope

if TYPE_CHECKING:
    from chalicelib.credit.errors import TooMany


def policy(scope: Scope) -> str:
    """The limit on starting top-ups, in any hour for a patient and in each hour of the clock for the others."""
    quota = STARTS_PER_HOUR if scope is Scope.PATIENT else LIMITS[scope].starts
    return f'"{scope}";q={quota};w=3600'


def limit_headers(refusal: TooMany) -> dict[str, str]:
    scope, wait = Scope(refusal.scope), refusal.retry_after_s
    return {
        "Retry-After": str(wait),
        "RateLimit-Policy": policy(scope),
        "RateLimit": f'"{scope}";r=0;t={wait}',
    }
