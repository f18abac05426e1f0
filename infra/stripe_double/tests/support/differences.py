"""Differences of API version 2026-10-28.endive, which stripe 16.1.0 pins, from the document's 2026-05-27.dahlia.

Each entry is in the SDK's own types (`stripe/_charge.py`, `stripe/params/...`), and `test_differences.py` checks that.
"""

from typing import Any

_TEXT = {"type": "string"}
_TEXT_OR_NOTHING = {"anyOf": [_TEXT, {"type": "null"}]}
_TEXTS = {"type": "array", "items": _TEXT}

ADDED_PROPERTIES: dict[str, dict[str, Any]] = {
    "payment_intent": {
        "allowed_payment_method_types": {"anyOf": [_TEXTS, {"type": "null"}]},
        "payment_record": _TEXT_OR_NOTHING,
    },
    "charge": {"authorization_code": _TEXT_OR_NOTHING},
    "refund": {
        "customer": _TEXT_OR_NOTHING,
        "customer_account": _TEXT_OR_NOTHING,
        "payment_method": _TEXT_OR_NOTHING,
    },
    "dispute": {"intended_submission_method": _TEXT_OR_NOTHING, "network_reason_code": _TEXT_OR_NOTHING},
}
"""Properties by the schema they were added to."""

ADDED_PARAMETERS: dict[str, dict[str, Any]] = {
    "PostPaymentIntents": {"allowed_payment_method_types": _TEXTS},
    "PostPaymentIntentsIntent": {"allowed_payment_method_types": _TEXTS},
    "PostPaymentIntentsIntentConfirm": {"allowed_payment_method_types": _TEXTS},
}
"""Parameters by the operation they were added to: they take the place of those in REMOVED_PARAMETERS."""

SENT_BY_STRIPE_JS = {
    "payment_method_data[type] can't be {'card'}",
    "payment_method_data[card] is unknown to Stripe",
}
"""Parameters missing from the document because only Stripe.js sends it, with a publishable key."""

REMOVED_PARAMETERS = {name: frozenset({"payment_method_types"}) for name in ADDED_PARAMETERS}
"""Parameters that this version refuses as unknown."""
