"""The test cards by number and by PaymentMethod id. No other number is a card here, as in Stripe's test mode."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """One test card.

    `declines_with` names an entry of DECLINES; With `declines_when_attached`, saving it also fails.
    `challenge` is when 3-D Secure is asked for: `never`, `unless_set_up` or `always`.
    `dispute` and `refund` are what becomes of a payment, or of its refund, after it succeeded.
    """

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    declines_with: str | None = None
    declines_when_attached: bool = True
    challenge: str = "never"
    dispute: str | None = None
    refund: str = "succeeds"
    warned: bool = False
    bypasses_pending: bool = False
    risk: str = "normal"


def _always(number: str, declines_with: str | None = None) -> Card:
    return Card(number, challenge="always", declines_with=declines_with, declines_when_attached=False)


CARDS = {
    "pm_card_visa": Card("4242424242424242"),
    "pm_card_visa_debit": Card("4000056655665556", funding="debit"),
    "pm_card_mastercard": Card("5555555555554444", "mastercard"),
    "pm_card_mastercard_2series": Card("2223003122003222", "mastercard"),
    "pm_card_mastercard_debit": Card("5200828282828210", "mastercard", "debit"),
    "pm_card_mastercard_prepaid": Card("5105105105105100", "mastercard", "prepaid"),
    "pm_card_amex": Card("378282246310005", "amex"),
    "pm_card_amex_2": Card("371449635398431", "amex"),
    "pm_card_discover": Card("6011111111111117", "discover"),
    "pm_card_diners": Card("3056930009020004", "diners"),
    "pm_card_jcb": Card("3566002020360505", "jcb", country="JP"),
    "pm_card_unionpay": Card("6200000000000005", "unionpay", country="CN"),
    "pm_card_us": Card("4242424242424242"),
    "pm_card_ca": Card("4000001240000000", country="CA"),
    "pm_card_mx": Card("4000004840008001", country="MX"),
    "pm_card_gb": Card("4000008260000000", country="GB"),
    "pm_card_bypassPending": Card("4000000000000077", bypasses_pending=True),
    "pm_card_visa_chargeDeclined": Card("4000000000000002", declines_with="generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card("4000000000009995", declines_with="insufficient_funds"),
    "pm_card_visa_chargeDeclinedLostCard": Card("4000000000009987", declines_with="lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": Card("4000000000009979", declines_with="stolen_card"),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": Card(
        "4000000000006975", declines_with="card_velocity_exceeded"
    ),
    "pm_card_chargeDeclinedExpiredCard": Card("4000000000000069", declines_with="expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": Card("4000000000000127", declines_with="incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": Card("4000000000000119", declines_with="processing_error"),
    "pm_card_chargeCustomerFail": Card(
        "4000000000000341", declines_with="generic_decline", declines_when_attached=False
    ),
    "pm_card_radarBlock": Card(
        "4100000000000019", declines_with="fraudulent", declines_when_attached=False, risk="highest"
    ),
    "pm_card_riskLevelElevated": Card("4000000000009235", risk="elevated"),
    "pm_card_threeDSecure2Required": _always("4000000000003220"),
    "pm_card_threeDSecureRequired": _always("4000000000003063"),
    "pm_card_threeDSecureRequiredChargeDeclined": _always("4000008400001629", "generic_decline"),
    "pm_card_threeDSecureOptional": Card("4000000000003055"),
    "pm_card_authenticationRequired": _always("4000002760003184"),
    "pm_card_authenticationRequiredOnSetup": Card("4000002500003155", challenge="unless_set_up"),
    "pm_card_authenticationRequiredSetupForOffSession": Card("4000003800000446", challenge="unless_set_up"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": _always(
        "4000008260003178", "insufficient_funds"
    ),
    "pm_card_createDispute": Card("4000000000000259", dispute="fraudulent"),
    "pm_card_createDisputeProductNotReceived": Card("4000000000002685", dispute="product_not_received"),
    "pm_card_createDisputeInquiry": Card("4000000000001976", dispute="inquiry"),
    "pm_card_createIssuerFraudRecord": Card("4000000000005423", warned=True),
    "pm_card_pendingRefund": Card("4000000000007726", refund="pending"),
    "pm_card_refundFail": Card("4000000000005126", refund="fails"),
}  # fmt: skip

_OLD_NAMES = {
    "pm_card_chargeDeclined": "pm_card_visa_chargeDeclined",
    "pm_card_chargeDeclinedInsufficientFunds": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "pm_card_chargeDeclinedLostCard": "pm_card_visa_chargeDeclinedLostCard",
    "pm_card_chargeDeclinedStolenCard": "pm_card_visa_chargeDeclinedStolenCard",
}
_BY_NUMBER = {card.number: card for card in CARDS.values()}


def by_payment_method(identifier: str) -> Card | None:
    """Return the card behind a test PaymentMethod's id, such as `pm_card_visa`."""
    return CARDS.get(_OLD_NAMES.get(identifier, identifier))


def by_number(number: str) -> Card | None:
    """Return the test card with this number."""
    return _BY_NUMBER.get(number)
