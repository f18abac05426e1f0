from __future__ import annotations

import msgspec


class CardOnFile(msgspec.Struct):
    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
