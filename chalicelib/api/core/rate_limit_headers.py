"""Rate limits as headers (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

from chalicelib.credit.errors import TooMany
from chalicelib.credit.rate_limits import LIMITS, STARTS_PER_HOUR, Scope


def policy(scope: Scope) -> str:
    """The limit on starting top-ups: per rolling hour for a patient, per hour of the clock for the other scopes."""
    quota = STARTS_PER_HOUR if scope is Scope.PATIENT else LIMITS[scope].starts
    return f'"{scope}";q={quota};w=3600'


def limit_headers(refusal: TooMany) -> dict[str, str]:
    scope, wait = Scope(refusal.scope), refusal.retry_after_s
    return {
        "Retry-After": str(wait),
        "RateLimit-Policy": policy(scope),
        "RateLimit": f'"{scope}";r=0;t={wait}',
    }
