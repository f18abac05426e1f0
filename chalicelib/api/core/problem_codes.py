"""Every problem code there is: its status, and what it means. Programs depend on them, so none changes its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Code:
    """A `code` of problem+json. `meaning` is for whoever writes a caller; the problem's own `detail` is for people."""

    status: HTTPStatus
    meaning: str


CODES: Mapping[str, Code] = {
    code: Code(status, meaning)
    for status, codes in {
        HTTPStatus.BAD_REQUEST: {
            "invalid_request": "A field, parameter or id is not what it must be; `errors` names each.",
            "invalid_json": "The body is not JSON, or says the same field twice.",
            "invalid_body": "The body is not what its encoding says.",
            "idempotency_key_required": "The Idempotency-Key header is missing.",
            "idempotency_key_invalid": "The Idempotency-Key is not 1 to 255 visible ASCII characters.",
            "amount_out_of_range": "The amount is outside the limits in the clinic's billing settings.",
            "invalid_signature": "The Stripe-Signature header is missing, old, or does not fit the body.",
            "invalid_event": "The body is signed, but is no event that Stripe sends.",
        },
        HTTPStatus.UNAUTHORIZED: {
            "unauthenticated": "There is no bearer token.",
            "invalid_token": "The bearer token is expired, forged, or meant for somebody else.",
        },
        HTTPStatus.FORBIDDEN: {"forbidden": "The caller's role does not allow this."},
        HTTPStatus.NOT_FOUND: {"not_found": "There is no such thing, or it is not the caller's: both answer alike."},
        HTTPStatus.CONFLICT: {
            "top_ups_unavailable": "The clinic takes no top-ups now; `reason` says why.",
            "top_up_closed": "The top-up of this Idempotency-Key was given up before Stripe knew of it.",
            "location_inactive": "The location is closed.",
            "balance_maximum_exceeded": "The patient's balance would exceed what the clinic allows.",
            "account_not_eligible": "The payments account cannot be primary; `reason` says why.",
            "clinic_not_supported": "Account credit is for clinics in the United States and Canada.",
            "no_primary_account": "The clinic has no primary payments account yet.",
            "primary_account_not_eligible": "The primary payments account takes no payments now.",
            "insufficient_credit": "There is less unapplied credit than that.",
            "disputed": "The payment is disputed, so Stripe does not refund it.",
            "too_many_payments": "The amount spreads over more payments than fit one request.",
            "too_many_lines": "The payment was applied and unapplied too often to be applied again.",
            "not_paid": "A receipt is there once the payment succeeded.",
            "refused_by_stripe": "Stripe refused what was asked of it. Nothing was charged.",
            "not_written_yet": "The event is about something that is not in the books yet: send it again later.",
        },
        HTTPStatus.PRECONDITION_FAILED: {"stale_version": "Somebody changed it since the ETag was read."},
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"body_too_large": "The body is larger than this route reads."},
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {"unsupported_media_type": "The body is not plain UTF-8 application/json."},
        HTTPStatus.UNPROCESSABLE_ENTITY: {
            "idempotency_key_reused": "The Idempotency-Key was used with another body; nothing was done."
        },
        HTTPStatus.PRECONDITION_REQUIRED: {"precondition_required": "The If-Match header is missing."},
        HTTPStatus.TOO_MANY_REQUESTS: {
            "too_many_requests": "A limit on how often was reached. Retry-After says when to come again."
        },
        HTTPStatus.INTERNAL_SERVER_ERROR: {"internal_error": "A fault of ours that nobody foresaw. Nothing was lost."},
        HTTPStatus.SERVICE_UNAVAILABLE: {
            "temporarily_unavailable": "A part that is needed does not answer. Retry-After says when to come again."
        },
    }.items()
    for code, meaning in codes.items()
}


def by_status(codes: Iterable[str]) -> Mapping[HTTPStatus, list[str]]:
    """The codes under their statuses, both in order. Raises KeyError for one that is not in the registry."""
    found: dict[HTTPStatus, list[str]] = {}
    for code in sorted(set(codes), key=lambda each: (CODES[each].status, each)):
        found.setdefault(CODES[code].status, []).append(code)
    return found
