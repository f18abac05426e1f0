"""Registering the domains on which Stripe's Elements offer Apple Pay and Google Pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import stripe

from chalicelib.services.clinics.form_origins import every_form_origin, framing_portals
from chalicelib.services.ports import Clinics
from chalicelib.stripe_gateway.payment_domains import PaymentDomain, described, hosts
from infra.ops.operate.environment import StageEnvironment


@dataclass(frozen=True, slots=True)
class PaymentDomains:
    """The platform's registered domains. `names` are those that this deployment needs."""

    client: stripe.StripeClient
    names: tuple[str, ...]
    report: Callable[[str], None] = print

    def find(self, name: str) -> PaymentDomain | None:
        found = self.client.v1.payment_method_domains.list({"domain_name": name, "limit": 1}).data
        return described(found[0]) if found else None

    def register(self) -> None:
        """Register what is missing, enable what is disabled, have the inactive checked again, and report each."""
        for name in self.names:
            now = self._put_right(name)
            self.report(f"{name}: {', '.join(f'{wallet} {status}' for wallet, status in now.statuses.items())}")

    def _put_right(self, name: str) -> PaymentDomain:
        domains = self.client.v1.payment_method_domains
        known = self.find(name) or described(domains.create({"domain_name": name}))
        if not known.enabled:
            known = described(domains.update(known.id, {"enabled": True}))
        return described(domains.validate(known.id)) if known.faults else known


def payment_domains(deployed: StageEnvironment, clinics: Clinics) -> PaymentDomains:
    """Return the domains that this deployment needs. Raises NotThere."""
    return PaymentDomains(deployed.stripe, hosts(origins(deployed, clinics)))


def origins(deployed: StageEnvironment, clinics: Clinics) -> Iterator[str]:
    """Return the origins of the pages, of the portals that frame them, and of clinics' own. Raises NotThere."""
    framing = framing_portals(deployed.stage.parameters.get("FrameAncestors", ""))
    return every_form_origin(deployed.site_url, framing, clinics)
