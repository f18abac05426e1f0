"""The domains on which Stripe's Elements offer Apple Pay and Google Pay.

They are registered on the platform's own account, never on a connected one: a domain belongs to the account that
charges (support.stripe.com/questions/register-domains-for-payment-methods), and a top-up is a charge of the platform
with `transfer_data`, paid in a form that has the platform's publishable key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe

from chalicelib.services.ports.checks import Finding
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import translate_errors

WALLETS = {"apple_pay": "Apple Pay", "google_pay": "Google Pay"}
ACTIVE = "active"
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
REGISTER = "python -m infra.ops.operate STAGE payment-domains"
PAGE = 100


@dataclass(frozen=True, slots=True)
class PaymentDomain:
    """A registered domain, as Stripe describes it. `statuses` are in words, one per wallet."""

    id: str
    name: str
    enabled: bool
    statuses: dict[str, str]

    @property
    def faults(self) -> list[str]:
        """Return what is wrong with it, as half sentences."""
        inactive = [f"{wallet} is {status}" for wallet, status in self.statuses.items() if status != ACTIVE]
        return inactive if self.enabled else ["it is disabled", *inactive]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDomainCheck:
    """`origins` are those of the pages, of the portals that frame them, and of clinics' own portals."""

    clients: ClientProvider
    origins: Callable[[], Iterable[str]]

    def __call__(self) -> Iterator[Finding]:
        """Check that Apple Pay and Google Pay are active on every domain that shows the payment form."""
        needed = hosts(self.origins())
        with translate_errors():
            try:
                registered = self._registered()
            except stripe.PermissionError as fault:
                yield Finding(
                    f"The key cannot read payment method domains: {fault.user_message}",
                    "Give the restricted key write access to payment method domains at Stripe",
                )
                return
        for name in needed:
            yield from _faults(name, registered.get(name))

    def _registered(self) -> Mapping[str, PaymentDomain]:
        """All of the platform's: one request per hundred, and not one for each portal."""
        found = self.clients.current().v1.payment_method_domains.list({"limit": PAGE}).auto_paging_iter()
        return {each.name: each for each in map(described, found)}


def _faults(name: str, found: PaymentDomain | None) -> Iterator[Finding]:
    if found is None:
        yield Finding(f"{name} is not registered at Stripe, so no wallet is offered there.", REGISTER)
        return
    for fault in found.faults:
        yield Finding(f"{name} at Stripe: {fault}.", REGISTER)


def hosts(origins: Iterable[str]) -> tuple[str, ...]:
    """Return each host once, without those of this machine, which Stripe can't register."""
    found = [urlsplit(origin).hostname or "" for origin in origins]
    return tuple(dict.fromkeys(host for host in found if host and host not in LOOPBACK))


def described(found: stripe.PaymentMethodDomain) -> PaymentDomain:
    held = found.to_dict()
    statuses = {name: _status(held[wallet]) for wallet, name in WALLETS.items()}
    return PaymentDomain(found.id, found.domain_name, found.enabled, statuses)


def _status(held: dict[str, Any]) -> str:
    """`active`, or `inactive` with Stripe's reason."""
    reason = (held.get("status_details") or {}).get("error_message")
    return f"{held['status']} ({reason})" if reason else str(held["status"])
