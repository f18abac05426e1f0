"""Amounts as people write them: `$1,234.50`, `1 234,50 $`, `1'234.50`, `٥٠`. The pages' rules, in typed-amount.js.

Text that could mean two amounts is refused, as is another currency. Read as text: no cent is lost to a float.
"""

from __future__ import annotations

import re
from enum import StrEnum
from unicodedata import category

from chalicelib.credit.money import CURRENCIES
from chalicelib.credit.typed_text import DASHES, plain_text

LARGEST = 10**12
LONGEST = 100
"""Characters: more are no amount."""


class AmountProblem(StrEnum):
    """A reason why a text is no amount, or more than one."""

    STRANGE = "strange"
    CURRENCY = "currency"
    NEGATIVE = "negative"
    DECIMALS = "decimals"
    UNCLEAR = "unclear"
    LARGE = "large"


class NotAnAmount(ValueError):
    def __init__(self, problem: AmountProblem) -> None:
        super().__init__(problem)
        self.problem = problem


_MARKS = str.maketrans({**dict.fromkeys("٬’‘ʼ＇`", "'"), "，": ",", "．": ".", "﹩": "$", "＄": "$", "￥": "¥"})
_OWN = {
    "cad": frozenset(
        [
            *("$", "CA", "CAD", "CA$", "$CA", "C$"),
            *("CAD$", "$CAD", "CDN", "CDN$", "$CDN", "CAN$"),
            *("$CAN", "DOLLAR", "DOLLARS", "DOLLARSCAN", "DOLLARSCDN", "CANADIAN"),
            *("$CANADIAN", "CANADIAN$", "CANADIANDOLLAR", "CANADIANDOLLARS", "DOLLARCANADIEN", "DOLLARSCANADIENS"),
            *("$CANADIEN", "$CANADIENS"),
        ]
    ),
    "usd": frozenset(
        [
            *("$", "US", "USD", "US$", "$US", "USD$"),
            *("$USD", "DOLLAR", "DOLLARS", "USDOLLAR", "USDOLLARS", "DOLLARUS"),
            *("DOLLARSUS", "AMERICANDOLLAR", "AMERICANDOLLARS", "DOLLARAMÉRICAIN", "DOLLARSAMÉRICAINS"),
        ]
    ),
}
_FOREIGN = frozenset.union(*_OWN.values()) | frozenset(
    [
        "A$",
        "AU$",
        "NZ$",
        "HK$",
        "S$",
        "R$",
        "MX$",
        "EURO",
        "EUROS",
        "PESO",
        "PESOS",
        "YEN",
        "AUD",
        "BRL",
        "CHF",
        "CNY",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "NOK",
        "NZD",
        "PLN",
        "SEK",
        "SGD",
        "ZAR",
    ]
)
_PARTS = re.compile(r"([^0-9]*?)([.,٫]?[0-9](?:[0-9.,'٫ ]*[0-9.,٫])?)([^0-9]*)")
_MINUS = re.compile(f"[{DASHES}(]")
_MINUS_AFTER = re.compile(f" ?[{DASHES}]")
_ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,' ][0-9]{3})+")


def read_amount(text: str, currency: str, language: str | None) -> int:
    """Return the amount in minor units. Raises NotAnAmount.

    `language` (`en`, `fr-CA`) decides what `1,000` means; with None it is unclear.
    """
    found = _PARTS.fullmatch(plain_text(text).translate(_MARKS)) if len(text) <= LONGEST else None
    if found is None:
        raise NotAnAmount(AmountProblem.STRANGE)
    before, number, after = found.groups()
    if before[-1:].isalpha() and not number[0].isdigit():
        raise NotAnAmount(AmountProblem.UNCLEAR)
    if number[-1].isdigit() and _MINUS_AFTER.fullmatch(after):
        before, after = f"-{before}", ""
    is_negative = bool(_MINUS.search(before))
    names = (_MINUS.sub("", before), after.replace(")", "", 1) if is_negative else after)
    signs = [_ABBREVIATED.sub("", name).replace(" ", "").upper() for name in names]
    strangers = [sign for sign in signs if sign and sign not in _OWN[currency]]
    if strangers:
        is_other = any(_is_foreign(sign) for sign in strangers)
        raise NotAnAmount(AmountProblem.CURRENCY if is_other else AmountProblem.STRANGE)
    if is_negative:
        raise NotAnAmount(AmountProblem.NEGATIVE)
    return _minor_units(number, CURRENCIES[currency].exponent, language)


def _is_foreign(sign: str) -> bool:
    """Of a $ with other signs alone, such as `$+`, no currency can be told."""
    if sign in _FOREIGN:
        return True
    signs = {each for each in sign if category(each) == "Sc"}
    return "¢" not in sign and bool(signs) and (signs != {"$"} or any(map(str.isalpha, sign)))


def _minor_units(number: str, places: int, language: str | None) -> int:
    whole, fraction = _split(number, places, language)
    if len(fraction) > places:
        raise NotAnAmount(AmountProblem.DECIMALS)
    amount = int(whole + fraction.ljust(places, "0"))
    if amount > LARGEST:
        raise NotAnAmount(AmountProblem.LARGE)
    return amount


def _split(number: str, places: int, language: str | None) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    used = [each for each in number if not each.isdigit()]
    if not used:
        return number, ""
    kinds, last = set(used), used[-1]
    is_decimal = last in ".,٫" and used.count(last) == 1
    if len(kinds) > 2 or (len(kinds) == 2 and not is_decimal):
        raise NotAnAmount(AmountProblem.STRANGE)
    whole, _, fraction = number.rpartition(last) if is_decimal else (number, "", "")
    if len(kinds) == 1 and is_decimal:
        return _with_one_mark(last, whole, fraction, places, language)
    if not _GROUPED.fullmatch(whole):
        raise NotAnAmount(AmountProblem.STRANGE)
    return re.sub(r"[^0-9]", "", whole), fraction


def _with_one_mark(mark: str, whole: str, fraction: str, places: int, language: str | None) -> tuple[str, str]:
    """A comma before three digits groups in English and means nothing in French, a period there the reverse."""
    is_group = mark != "٫" and len(fraction) == 3 and _GROUPED.fullmatch(f"{whole},{fraction}")
    if is_group and language is None:
        raise NotAnAmount(AmountProblem.UNCLEAR)
    usual = "." if language and language.startswith("en") else ","
    if is_group and mark == "," and usual == ".":
        return whole + fraction, ""
    if is_group and (mark != usual or places == 0):
        raise NotAnAmount(AmountProblem.UNCLEAR)
    return whole or "0", fraction
