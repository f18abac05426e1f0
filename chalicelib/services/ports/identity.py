"""Identity providers of clinics, and the documents that they publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chalicelib.credit.identity_provider import IdentityProvider


class IdentityProviders(Protocol):
    def identity_provider(self, clinic_id: str) -> IdentityProvider | None:
        """The provider that the clinic names, or None: it names none, or there is no such clinic."""

    def has_own_providers(self) -> bool:
        """Whether any clinic ever named a provider; it stays so, also when none names one any more."""

    def clinic_claims(self, issuer: str) -> Sequence[str]:
        """The claims in which the tokens of this issuer name their clinic; empty if no clinic ever named it."""


class Documents(Protocol):
    def read(self, url: str) -> bytes:
        """The start of what is published at a public address. Raises OSError."""
