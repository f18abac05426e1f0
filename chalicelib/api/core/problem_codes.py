"""The problem codes of the API, each with its status and meaning. Clients rely on them: none may change its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """A `code` of problem+json. `meaning` is for developers; the problem's own `detail` is for people."""

    status: HTTPStatus
    meaning: str


_BY_STATUS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.PERMANENT_REDIRECT: {
        "patient_merged": "The patient was merged into another one: `Location` is the same resource of that patient."
    },
    HTTPStatus.BAD_REQUEST: {
        "invalid_request": "A field, parameter or id is invalid; `errors` names each one.",
        "invalid_json": "The body is not valid JSON or contains duplicate keys.",
        "invalid_body": "The body does not match Content-Encoding/base64.",
        "idempotency_key_required": "The Idempotency-Key header is missing.",
        "idempotency_key_invalid": "The Idempotency-Key is not 1 to 255 visible ASCII characters.",
        "amount_out_of_range": "The amount is outside the limits in the clinic's billing settings.",
        "import_refused": "A line of the file is refused: nothing is imported; `errors` has each line and field.",
        "webhook_url_refused": "The address is not https, or resolves to an address that is not public.",
        "invalid_signature": "The Stripe-Signature header is missing, expired or does not match the body.",
        "invalid_event": "The body is signed but is not a Stripe event.",
    },
    HTTPStatus.UNAUTHORIZED: {
        "unauthenticated": "The bearer token is missing.",
        "invalid_token": "The bearer token is expired, forged or issued for another service.",
    },
    HTTPStatus.FORBIDDEN: {"forbidden": "The caller's role does not allow this operation."},
    HTTPStatus.NOT_FOUND: {"not_found": "The resource does not exist or is not visible to the caller."},
    HTTPStatus.CONFLICT: {
        "top_ups_unavailable": "The clinic does not accept top-ups now; see `reason`.",
        "top_up_closed": "The top-up of this Idempotency-Key expired before a PaymentIntent was created.",
        "location_inactive": "The location is closed.",
        "balance_maximum_exceeded": "The patient's balance would exceed the clinic's maximum.",
        "not_allowed": "The state of the clinic or its account forbids it; `detail` tells why.",
        "account_not_eligible": "The payments account cannot be primary; see `reason`.",
        "account_has_no_link": "The payments account is the platform's own: it is completed in Stripe's dashboard.",
        "clinic_closed": "The clinic's operator closed it: it takes no new credit.",
        "clinic_not_supported": "Account credit is for clinics in the United States and Canada.",
        "no_primary_account": "The clinic has no primary payments account.",
        "primary_account_not_eligible": "The primary payments account cannot accept payments now.",
        "insufficient_credit": "The unapplied credit is less than the requested amount.",
        "exceeds_invoice": "The amount is more than is left of the invoice; `errors` names the most.",
        "invoice_void": "The invoice is void and accepts no credit.",
        "invoice_unknown": "The clinic applies credit to known invoices only, and the patient has none of this id.",
        "stale_revision": "A higher revision of the invoice is stored.",
        "revision_conflict": "The same revision of the invoice was sent with another body.",
        "patients_may_not_apply": "The clinic applies credit to invoices itself; see billing settings.",
        "not_refundable": "The credit was given by the clinic: there is no money to refund.",
        "outside_refund_required": "No card paid the payment: `outside` must state how the money was given back.",
        "refundable_to_card": "The card that paid can still be refunded: leave `outside` out.",
        "not_voidable": "The payment is Stripe's, partly used, or void already.",
        "memo_limit_exceeded": "The amount exceeds what is left of the clinic's limits on memos.",
        "payment_held": "The payment is on hold: it can be refunded or released, and not applied.",
        "disputed": "The payment is disputed and cannot be refunded.",
        "too_many_payments": "The amount spans more payments than one request can apply.",
        "too_many_lines": "The payment or invoice has reached its maximum number of applications.",
        "too_many_endpoints": "The clinic has as many webhook endpoints as it can have.",
        "already_merged": "The patient was merged into another one before.",
        "patient_forgotten": "Personal data under this id was removed: it takes nothing new. Use a new id.",
        "same_invoice_id": "Both patients have an open invoice of one id: `errors` names them. Void one of each first.",
        "not_paid": "The receipt is available once the payment has succeeded.",
        "refund_not_complete": "The receipt is available once the refund has succeeded.",
        "refused_by_stripe": "Stripe refused the request. Nothing was charged.",
        "not_written_yet": "The referenced payment has not been recorded yet; retry.",
    },
    HTTPStatus.PRECONDITION_FAILED: {"stale_version": "The resource has changed since its ETag was read."},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"body_too_large": "The body exceeds the operation's size limit."},
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {
        "unsupported_media_type": "The body is not uncompressed application/json in UTF-8, or text/csv for a file."
    },
    HTTPStatus.UNPROCESSABLE_ENTITY: {
        "idempotency_key_reused": "The Idempotency-Key was used with another body; nothing was changed."
    },
    HTTPStatus.PRECONDITION_REQUIRED: {"precondition_required": "The If-Match header is missing."},
    HTTPStatus.TOO_MANY_REQUESTS: {"too_many_requests": "Rate limit exceeded; see Retry-After."},
    HTTPStatus.INTERNAL_SERVER_ERROR: {"internal_error": "Unexpected server error."},
    HTTPStatus.SERVICE_UNAVAILABLE: {
        "read_only": "The service or the clinic is read-only for maintenance; nothing was changed. Retry later.",
        "temporarily_unavailable": "A dependency is unavailable; retry after Retry-After seconds.",
    },
}
CODES: Mapping[str, ProblemCode] = {
    code: ProblemCode(status, meaning) for status, codes in _BY_STATUS.items() for code, meaning in codes.items()
}


def status_of(code: str) -> HTTPStatus:
    """The status of a code; 500 for one that is not in the table."""
    return CODES[code].status if code in CODES else HTTPStatus.INTERNAL_SERVER_ERROR


def by_status(codes: Iterable[str]) -> Mapping[HTTPStatus, list[str]]:
    """The codes grouped by status, both in order. Raises KeyError for a code that is not in the table."""
    found: dict[HTTPStatus, list[str]] = {}
    for code in sorted(set(codes), key=lambda each: (CODES[each].status, each)):
        found.setdefault(CODES[code].status, []).append(code)
    return found
