"""The product's table of roles, as data of its own: opening a route to another role must fail against it.

Written from the contract in the product description, not from the code.
"""

from __future__ import annotations

PUBLIC: frozenset[str] = frozenset()
PATIENT = frozenset({"patient"})
STAFF = frozenset({"staff", "full_access"})
FULL_ACCESS = frozenset({"full_access"})
SYSTEM = frozenset({"system"})

_PATIENT = "/v1/clinic/patients/{patient_id}"
_ENDPOINT = "/v1/clinic/webhook-endpoints/{endpoint_id}"
_PAYMENT = _PATIENT + "/payments/{id}"

ROLES: dict[str, frozenset[str]] = {
    "GET /v1/health": PUBLIC,
    "GET /v1/openapi.json": PUBLIC,
    "POST /v1/stripe/events": PUBLIC,
    "GET /v1/me/credit": PATIENT,
    "GET /v1/me/credit/history": PATIENT,
    "GET /v1/me/cards": PATIENT,
    "DELETE /v1/me/cards/{card_id}": PATIENT,
    "GET /v1/me/notices": PATIENT,
    "PUT /v1/me/notices": PATIENT,
    "POST /v1/me/top-ups": PATIENT,
    "POST /v1/me/top-ups/{id}/settle": PATIENT,
    "GET /v1/me/top-ups": PATIENT,
    "GET /v1/me/top-ups/{id}": PATIENT,
    "GET /v1/me/top-ups/{id}/receipt": PATIENT,
    "GET /v1/me/top-ups/{id}/refunds/{refund_id}/receipt": PATIENT,
    "GET /v1/me/credit/statement": PATIENT,
    "GET /v1/clinic/payment-accounts": FULL_ACCESS,
    "POST /v1/clinic/payment-accounts/{account_id}/make-primary": FULL_ACCESS,
    "POST /v1/clinic/payment-accounts/{account_id}/link": FULL_ACCESS,
    "GET /v1/clinic/billing-settings": STAFF,
    "PATCH /v1/clinic/billing-settings": FULL_ACCESS,
    "GET /v1/clinic/billing-settings/changes": FULL_ACCESS,
    "GET /v1/clinic/locations": STAFF,
    "PUT /v1/clinic/locations/{location_id}": FULL_ACCESS,
    "GET /v1/clinic/patients": STAFF | SYSTEM,
    f"GET {_PATIENT}": STAFF | SYSTEM,
    f"PUT {_PATIENT}": FULL_ACCESS | SYSTEM,
    "POST /v1/clinic/patient-merges": FULL_ACCESS | SYSTEM,
    f"GET {_PATIENT}/credit": STAFF,
    f"GET {_PATIENT}/credit/history": STAFF,
    f"GET {_PATIENT}/payments": STAFF,
    f"POST {_PATIENT}/payments": STAFF,
    f"POST {_PAYMENT}/void": FULL_ACCESS,
    "POST /v1/clinic/imports/opening-balances": FULL_ACCESS | SYSTEM,
    f"POST {_PAYMENT}/transfers": FULL_ACCESS,
    "GET /v1/clinic/payments": STAFF,
    f"GET {_PAYMENT}": STAFF,
    f"POST {_PAYMENT}/applications": STAFF,
    f"POST {_PATIENT}/applications": STAFF,
    f"DELETE {_PAYMENT}/applications/{{application_id}}": STAFF,
    f"POST {_PAYMENT}/refunds": FULL_ACCESS,
    f"POST {_PAYMENT}/release-hold": FULL_ACCESS,
    f"GET {_PAYMENT}/receipt": STAFF,
    f"GET {_PAYMENT}/refunds/{{refund_id}}/receipt": STAFF,
    f"GET {_PATIENT}/credit/statement": STAFF,
    f"PUT {_PATIENT}/invoices/{{invoice_id}}": FULL_ACCESS | SYSTEM,
    f"GET {_PATIENT}/invoices": STAFF | SYSTEM,
    f"GET {_PATIENT}/invoices/{{invoice_id}}": STAFF | SYSTEM,
    "GET /v1/me/invoices": PATIENT,
    "POST /v1/me/invoices/{invoice_id}/applications": PATIENT,
    "GET /v1/clinic/disputes": STAFF,
    "GET /v1/clinic/overview": STAFF,
    "GET /v1/clinic/reports/unapplied-credit": STAFF,
    "GET /v1/clinic/reports/credit-movement": STAFF,
    "GET /v1/clinic/reports/liability": STAFF,
    "GET /v1/clinic/reports/takings": STAFF,
    "GET /v1/clinic/events": FULL_ACCESS | SYSTEM,
    "GET /v1/clinic/webhook-endpoints": FULL_ACCESS | SYSTEM,
    "POST /v1/clinic/webhook-endpoints": FULL_ACCESS | SYSTEM,
    f"PATCH {_ENDPOINT}": FULL_ACCESS | SYSTEM,
    f"DELETE {_ENDPOINT}": FULL_ACCESS | SYSTEM,
    f"POST {_ENDPOINT}/test": FULL_ACCESS | SYSTEM,
    f"POST {_ENDPOINT}/secret": FULL_ACCESS | SYSTEM,
    f"POST {_ENDPOINT}/resend": FULL_ACCESS | SYSTEM,
    f"GET {_ENDPOINT}/deliveries": FULL_ACCESS | SYSTEM,
    "GET /v1/clinic/proofs": FULL_ACCESS,
    "GET /v1/clinic/proofs/{date}": FULL_ACCESS,
}
