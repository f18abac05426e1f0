from __future__ import annotations

from chalicelib.api.schemas import cards as wire
from chalicelib.services.ports import CardOnFile


def card_on_file(found: CardOnFile) -> wire.CardOnFile:
    card = found.card
    return wire.CardOnFile(found.id, card.brand, card.last4, found.exp_month, found.exp_year, card.wallet)
