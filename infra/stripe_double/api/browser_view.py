"""Fields for a publishable key: https://docs.stripe.com/api/payment_intents/object, the fields marked so."""

from infra.stripe_double.core.types import Json

_FIELDS = {
    "payment_intent": {
        "id", "object", "amount", "amount_details", "automatic_payment_methods", "canceled_at", "cancellation_reason",
        "capture_method", "client_secret", "confirmation_method", "created", "currency", "description",
        "last_payment_error", "livemode", "next_action", "payment_method", "payment_method_configuration_details",
        "payment_method_types", "processing", "receipt_email", "setup_future_usage", "shipping", "status",
    },
    "payment_method": {
        "id", "object", "allow_redisplay", "billing_details", "card", "created", "customer", "livemode", "type",
    },
}  # fmt: skip


def browser_view(body: Json) -> Json:
    """Return `body`, or the error in it, without what only a secret key may see."""
    shown = _FIELDS.get(str(body.get("object")))
    kept = body if shown is None else {name: value for name, value in body.items() if name in shown}
    return {name: browser_view(value) if isinstance(value, dict) else value for name, value in kept.items()}
