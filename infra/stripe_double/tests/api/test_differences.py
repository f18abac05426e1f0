"""Every exception made for the document's age is in the SDK that our service runs on."""

import typing

import stripe
from stripe.params import PaymentIntentConfirmParams, PaymentIntentCreateParams, PaymentIntentUpdateParams

from infra.stripe_double.tests.support.differences import ADDED_PARAMETERS, ADDED_PROPERTIES, REMOVED_PARAMETERS

OBJECTS = {
    "charge": stripe.Charge,
    "dispute": stripe.Dispute,
    "payment_intent": stripe.PaymentIntent,
    "refund": stripe.Refund,
}
PARAMETERS: dict[str, type] = {
    "PostPaymentIntents": PaymentIntentCreateParams,
    "PostPaymentIntentsIntent": PaymentIntentUpdateParams,
    "PostPaymentIntentsIntentConfirm": PaymentIntentConfirmParams,
}


def names(kind: type) -> set[str]:
    return set(typing.cast("dict[str, object]", kind.__annotations__))


def test_a_property_we_added_to_stripes_document_is_one_the_sdk_knows() -> None:
    unknown = {name: set(added) - names(OBJECTS[name]) for name, added in ADDED_PROPERTIES.items()}
    assert not any(unknown.values()), unknown


def test_a_parameter_we_added_or_took_away_is_so_in_the_sdk() -> None:
    for operation, kind in PARAMETERS.items():
        assert set(ADDED_PARAMETERS[operation]) <= names(kind)
        assert not REMOVED_PARAMETERS[operation] & names(kind)
