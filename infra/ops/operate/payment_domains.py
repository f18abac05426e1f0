"""The domains on which Stripe's Elements offer Apple Pay and Google Pay.

They are registered on the platform's own account, never on a connected one: a domain belongs to the account that
charges (support.stripe.com/questions/register-domains-for-payment-methods), and a top-up is a charge of the platform
with `transfer_data`, paid in a form that has the platform's publishable key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe

from chalicelib.credit.origins import ORIGIN
from chalicelib.services.ports import Clinics
from infra.ops.operate.environment import StageEnvironment

WALLETS = {"apple_pay": "Apple Pay", "google_pay": "Google Pay"}
ACTIVE = "active"
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


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


@dataclass(frozen=True, slots=True)
class PaymentDomains:
    """The platform's registered domains. `names` are those that this deployment needs."""

    client: stripe.StripeClient
    names: tuple[str, ...]
    report: Callable[[str], None] = print

    def find(self, name: str) -> PaymentDomain | None:
        found = self.client.v1.payment_method_domains.list({"domain_name": name, "limit": 1}).data
        return _described(found[0]) if found else None

    def register(self) -> None:
        """Register what is missing, enable what is disabled, have the inactive checked again, and report each."""
        for name in self.names:
            now = self._put_right(name)
            self.report(f"{name}: {', '.join(f'{wallet} {status}' for wallet, status in now.statuses.items())}")

    def _put_right(self, name: str) -> PaymentDomain:
        domains = self.client.v1.payment_method_domains
        known = self.find(name) or _described(domains.create({"domain_name": name}))
        if not known.enabled:
            known = _described(domains.update(known.id, {"enabled": True}))
        return _described(domains.validate(known.id)) if known.faults else known


def payment_domains(deployed: StageEnvironment, clinics: Clinics) -> PaymentDomains:
    """Return the domains of the pages, of the portals that frame them, and of clinics' own portals. Raises NotThere."""
    framing = filter(ORIGIN.fullmatch, deployed.stage.parameters.get("FrameAncestors", "").split())
    portals = [origin for clinic in clinics.clinic_ids() for origin in clinics.profile(clinic).portal_origins]
    return PaymentDomains(deployed.stripe, hosts([deployed.site_url, *framing, *portals]))


def hosts(origins: Iterable[str]) -> tuple[str, ...]:
    """Return each host once, without those of this machine, which Stripe can't register."""
    found = [urlsplit(origin).hostname or "" for origin in origins]
    return tuple(dict.fromkeys(host for host in found if host and host not in LOOPBACK))


def _described(found: stripe.PaymentMethodDomain) -> PaymentDomain:
    held = found.to_dict()
    statuses = {name: _status(held[wallet]) for wallet, name in WALLETS.items()}
    return PaymentDomain(found.id, found.domain_name, found.enabled, statuses)


def _status(held: dict[str, Any]) -> str:
    """`active`, or `inactive` with Stripe's reason."""
    reason = (held.get("status_details") or {}).get("error_message")
    return f"{held['status']} ({reason})" if reason else str(held["status"])
