"""A card as it was typed in: the checks Stripe makes before any bank is asked."""

from datetime import UTC, datetime

from infra.stripe_double.cards.catalogue import Card, by_number
from infra.stripe_double.cards.declines import DECLINES
from infra.stripe_double.core.errors import StripeError, unreadable
from infra.stripe_double.core.types import Json, Params


def typed_card(entry: Params) -> tuple[Card, Json]:
    """Return the test card and its expiry; raises a `card_error` that names the field at fault."""
    for name in ("number", "exp_month", "exp_year"):
        if name not in entry:
            raise unreadable(f"Missing required param: card[{name}].", f"card[{name}]", "parameter_missing")
    number = entry["number"].replace(" ", "").replace("-", "")
    if not _passes_luhn(number):
        raise _card_error("Your card number is incorrect.", "incorrect_number", "number")
    _check_expiry(entry["exp_month"], entry["exp_year"])
    card = by_number(number)
    _check_cvc(entry.get("cvc"), card)
    if card is None:
        decline = DECLINES["test_mode_live_card"]
        raise _card_error(decline.message, decline.code, "number", decline.decline_code)
    return card, {"exp_month": entry["exp_month"], "exp_year": _full_year(entry["exp_year"])}


def _passes_luhn(number: str) -> bool:
    if not number.isascii() or not number.isdigit() or not 12 <= len(number) <= 19:
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(sum(divmod(2 * digit, 10)) if odd % 2 else digit for odd, digit in enumerate(digits)) % 10 == 0


def _full_year(year: int) -> int:
    return year + 2000 if year < 100 else year


def _check_expiry(month: int, year: int) -> None:
    if not 1 <= month <= 12:
        raise _card_error("Your card's expiration month is invalid.", "invalid_expiry_month", "exp_month")
    today = datetime.now(UTC)
    year = _full_year(year)
    if (year, month) < (today.year, today.month) or year > today.year + 50:
        raise _card_error("Your card's expiration year is invalid.", "invalid_expiry_year", "exp_year")


def _check_cvc(cvc: str | None, card: Card | None) -> None:
    if cvc is None:
        return
    length = 4 if card is not None and card.brand == "amex" else 3
    if not cvc.isascii() or not cvc.isdigit() or len(cvc) not in (length, 3):
        raise _card_error("Your card's security code is invalid.", "invalid_cvc", "cvc")


def _card_error(message: str, code: str, param: str, decline_code: str | None = None) -> StripeError:
    extra = {"decline_code": decline_code} if decline_code else {}
    return StripeError(402, message, kind="card_error", code=code, param=param, extra=extra)
