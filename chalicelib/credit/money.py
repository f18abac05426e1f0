"""Money: integers of the currency's minor unit, never floats."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_AMOUNT = 99_999_999
"""Stripe takes at most eight digits of minor units in one charge (docs.stripe.com/currencies)."""

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency's way of counting and writing: `exponent` digits follow the decimal sign (ISO 4217)."""

    code: str
    exponent: int
    symbol: str


CURRENCIES = {
    "cad": Currency("cad", 2, "$"),
    "usd": Currency("usd", 2, "$"),
}


def format_money(amount: int, currency: str, language: str) -> str:
    """Write `amount` (minor units, may be negative) as readers of `language` (`en`, `fr-CA`) expect it.

    Both dollars are written `$`, so the currency's code follows: `$50.00 CAD`, `50,00 $ CAD`.
    """
    return f"{format_amount(amount, currency, language)}{NO_BREAK_SPACE}{CURRENCIES[currency].code.upper()}"


def format_amount(amount: int, currency: str, language: str) -> str:
    """As `format_money`, where the currency is named beside it: `$50.00`, `50,00 $`."""
    unit = CURRENCIES[currency]
    whole, part = divmod(abs(amount), 10**unit.exponent)
    sign = "\u2212" if amount < 0 else ""
    if language == "fr-CA":
        grouped = f"{whole:,}".replace(",", NO_BREAK_SPACE)
        return f"{sign}{grouped},{part:0{unit.exponent}d}{NO_BREAK_SPACE}{unit.symbol}"
    return f"{sign}{unit.symbol}{whole:,}.{part:0{unit.exponent}d}"
