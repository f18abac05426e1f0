"""The currencies the double takes, and the amounts Stripe takes in them: https://docs.stripe.com/currencies."""

from infra.stripe_double.core.errors import invalid

_ZERO = "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf"
ZERO_DECIMAL = frozenset(_ZERO.split())
_OTHERS = "aud brl cad chf cny czk dkk eur gbp hkd huf ils inr mxn myr nok nzd pln ron sek sgd thb try twd usd zar"
CURRENCIES = ZERO_DECIMAL | frozenset(_OTHERS.split())
LARGEST = 99_999_999
_SMALLEST = {"gbp": 30, "mxn": 1000, "hkd": 400, "jpy": 50, "krw": 100}


def check_currency(code: str) -> str:
    """Return the currency in lower case; raises for one that Stripe doesn't know."""
    currency = code.lower()
    if currency not in CURRENCIES:
        raise invalid(
            f"Invalid currency: {code}. Stripe currently supports these currencies: {', '.join(sorted(CURRENCIES))}",
            "currency",
        )
    return currency


def check_amount(amount: int, currency: str) -> int:
    """Return `amount` (minor units); raises when Stripe wouldn't charge that little or that much."""
    if amount > LARGEST:
        raise invalid(f"Amount must be no more than {money(LARGEST, currency)}", "amount", "amount_too_large")
    smallest = _SMALLEST.get(currency, 50)
    if amount < smallest:
        raise invalid(f"Amount must be at least {money(smallest, currency)}", "amount", "amount_too_small")
    return amount


def money(amount: int, currency: str) -> str:
    """Return an amount of minor units as Stripe's messages print it: `$50.00 cad`."""
    if currency in ZERO_DECIMAL:
        return f"{amount:,} {currency}"
    return f"${amount // 100:,}.{amount % 100:02d} {currency}"
