from __future__ import annotations

import msgspec


class CardOnFile(msgspec.Struct):
    """A card with a `wallet` is one that a wallet paid with: it can be removed, and the wallet pays again by itself."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    wallet: str | None
