"""Authentication of a request, and its account: https://docs.stripe.com/api/authentication."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from infra.stripe_double.core.errors import StripeError, unauthorized
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.types import PLATFORM
from infra.stripe_double.settings import Settings
from infra.stripe_double.storage.store import Store


@dataclass(frozen=True, slots=True)
class Caller:
    """`by_browser` when the key was a publishable one."""

    account: str
    by_browser: bool


def authenticate(store: Store, settings: Settings, operation: Operation, headers: Mapping[str, str]) -> Caller:
    """Return who asks; raises 401 for a key we don't know or one that may not do this, 403 for another's account."""
    by_browser = _is_publishable(settings, _key(headers.get("authorization", "")))
    if by_browser and not operation.browser:
        raise unauthorized(
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
            "list of your API keys at https://dashboard.stripe.com/account/apikeys.",
            "secret_key_required",
        )
    return Caller(_scope(store, settings, headers.get("stripe-account")), by_browser)


def _key(header: str) -> str:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _is_publishable(settings: Settings, key: str) -> bool:
    if not key:
        raise unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if key not in (settings.secret_key, settings.publishable_key):
        raise unauthorized(f"Invalid API Key provided: {key[:7]}***{key[-4:]}")
    return key == settings.publishable_key


def _scope(store: Store, settings: Settings, account: str | None) -> str:
    if account is None or account == settings.platform_account:
        return PLATFORM
    if store.row("SELECT 1 FROM objects WHERE id = ? AND kind = 'account'", account) is None:
        raise StripeError(
            403,
            f"The provided key does not have access to account '{account}' (or that account does not exist). "
            "Application access may have been revoked.",
            code="account_invalid",
            executed=False,
        )
    return account
