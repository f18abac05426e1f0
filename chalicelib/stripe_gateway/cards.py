"""Cards on file, at Stripe. The same card entered twice is one card to the patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import stripe
from stripe import V1Services

from chalicelib.credit.payment import Card
from chalicelib.services.ports import CardOnFile
from chalicelib.stripe_gateway.errors import is_missing, read_object, translate_errors
from chalicelib.stripe_gateway.objects import PaymentMethod
from chalicelib.stripe_gateway.payment_reports import wallet_type

MOST = 100


def cards_on_file(v1: V1Services, customer_id: str) -> tuple[CardOnFile, ...]:
    """The customer's cards, each once: the copy that was stored last."""
    return tuple(map(_card_on_file, _distinct(_stored(v1, customer_id))))


def remove_card(v1: V1Services, customer_id: str, card_id: str) -> bool:
    """Take a card off file, with every copy of it; False when this customer has no such card."""
    stored = _stored(v1, customer_id)
    wanted = next((method for method in stored if method.id == card_id), None)
    if wanted is None:
        return False
    for copy in stored:
        if _identity(copy) == _identity(wanted):
            _detach(v1, copy.id)
    return True


def _stored(v1: V1Services, customer_id: str) -> Sequence[PaymentMethod]:
    """Nothing of a customer that was deleted: its cards are gone with it."""
    with translate_errors():
        try:
            found = v1.customers.payment_methods.list(customer_id, {"type": "card", "limit": MOST})
            return [read_object(method, PaymentMethod) for method in found.auto_paging_iter()]
        except stripe.InvalidRequestError as fault:
            if is_missing(fault):
                return ()
            raise


def _detach(v1: V1Services, card_id: str) -> None:
    with translate_errors():
        try:
            v1.payment_methods.detach(card_id)
        except stripe.InvalidRequestError as fault:
            if not is_missing(fault):
                raise


def _distinct(methods: Iterable[PaymentMethod]) -> Sequence[PaymentMethod]:
    """Stripe lists the newest first, so the first of each is kept."""
    seen: dict[tuple[object, ...], PaymentMethod] = {}
    for method in methods:
        seen.setdefault(_identity(method), method)
    return list(seen.values())


def _identity(method: PaymentMethod) -> tuple[object, ...]:
    """A fingerprint is the same for the same number (docs.stripe.com/api/payment_methods/object).

    Google Pay may hand over the card's own number, and a card in a wallet is still another way to pay than the card.
    """
    card = method.card
    if not card.fingerprint:
        return (method.id,)
    return (card.fingerprint, card.exp_month, card.exp_year, wallet_type(card.wallet))


def _card_on_file(method: PaymentMethod) -> CardOnFile:
    card = method.card
    held = Card(card.brand, card.last4, wallet_type(card.wallet))
    return CardOnFile(id=method.id, card=held, exp_month=card.exp_month, exp_year=card.exp_year)
