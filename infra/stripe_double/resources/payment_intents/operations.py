"""Parameters of the PaymentIntent operations."""

from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import (
    ADDRESS,
    AMOUNT,
    BOOLEAN,
    INTEGER,
    METADATA,
    STRING,
    Group,
    Integer,
    Many,
    Required,
    Table,
    Text,
)  # fmt: skip
from infra.stripe_double.resources.payment_intents import intents
from infra.stripe_double.resources.payment_methods import TYPED
from infra.stripe_double.storage.listing import LISTED

_FUTURE = ("off_session", "on_session")
_SHIPPING = Group({"address": Required(ADDRESS), "name": Required(STRING), "carrier": STRING, "phone": STRING})
_AUTOMATIC = Group({"enabled": Required(BOOLEAN), "allow_redirects": Text(("always", "never"))})
_DESCRIBED: Table = {
    "description": Text(limit=1000),
    "metadata": METADATA,
    "receipt_email": STRING,
    "setup_future_usage": Text(_FUTURE),
    "statement_descriptor": Text(limit=22),
    "statement_descriptor_suffix": Text(limit=22),
}
_ALLOWED: Table = {"allowed_payment_method_types": Many(Text(("card",)))}
_PAID_WITH: Table = {
    "payment_method": STRING,
    "return_url": STRING,
    "off_session": BOOLEAN,
    "error_on_requires_action": BOOLEAN,
    "use_stripe_sdk": BOOLEAN,
    **_ALLOWED,
}
_CREATE: Table = {
    **_DESCRIBED,
    **_PAID_WITH,
    "amount": Required(AMOUNT),
    "application_fee_amount": Integer(low=0),
    "currency": Required(STRING),
    "customer": STRING,
    "automatic_payment_methods": _AUTOMATIC,
    "capture_method": Text(("automatic", "automatic_async")),
    "confirm": BOOLEAN,
    "confirmation_method": Text(("automatic",)),
    "on_behalf_of": STRING,
    "shipping": _SHIPPING,
    "transfer_data": Group({"destination": Required(STRING), "amount": INTEGER}),
    "transfer_group": STRING,
}
_CONFIRM: Table = {
    **_PAID_WITH,
    "payment_method_data": Group(TYPED),
    "client_secret": STRING,
    "receipt_email": STRING,
    "setup_future_usage": Text(("", *_FUTURE)),
}
_CANCEL: Table = {
    "cancellation_reason": Text(("abandoned", "duplicate", "fraudulent", "requested_by_customer")),
}
_UPDATE: Table = {
    **_DESCRIBED,
    **_ALLOWED,
    "setup_future_usage": Text(("", *_FUTURE)),
    "amount": AMOUNT,
    "currency": STRING,
    "customer": STRING,
    "payment_method": STRING,
}
_ONE = "/v1/payment_intents/{id}"

OPERATIONS = (
    Operation("payment_intents.create", "POST", "/v1/payment_intents", intents.create, _CREATE),
    Operation("payment_intents.list", "GET", "/v1/payment_intents", intents.list_all, {**LISTED, "customer": STRING}),
    Operation("payment_intents.retrieve", "GET", _ONE, intents.retrieve, {"client_secret": STRING}, browser=True),
    Operation("payment_intents.update", "POST", _ONE, intents.update, _UPDATE),
    Operation("payment_intents.confirm", "POST", _ONE + "/confirm", intents.confirm, _CONFIRM, browser=True),
    Operation("payment_intents.cancel", "POST", _ONE + "/cancel", intents.cancel, _CANCEL),
)
