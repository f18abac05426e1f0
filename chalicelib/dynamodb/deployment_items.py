"""Items of the clinics table by which clinics are found, and those of the whole deployment."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.read_only import ReadOnly
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

OWNER_SK = "clinic"
ROSTER_PK = "clinics"
ROUND_PK, ROUND_SK = "rounds", "accounts"
READ_ONLY_PK, READ_ONLY_SK = "switches", "read_only"
OWN_PROVIDERS_PK, OWN_PROVIDERS_SK = "identity_providers", "own_providers"


def portal_origin_pk(origin: str) -> str:
    return f"portal_origin#{origin}"


def issuer_pk(issuer: str) -> str:
    return f"issuer#{issuer}"


class AccountOwnerItem(ClinicItem, discriminator="owner"):
    """Which clinic a payments account belongs to: Stripe's reports name the account alone."""

    clinic_id = UnicodeAttribute()


class PortalOriginItem(ClinicItem, discriminator="portal_origin"):
    """An origin of a clinic's portal, whose id is the sort key: a browser's preflight names the origin alone."""

    @classmethod
    def of(cls, origin: str, clinic_id: str) -> PortalOriginItem:
        return cls(portal_origin_pk(origin), clinic_id)


class IssuerItem(ClinicItem, discriminator="issuer"):
    """A claim, which is the sort key, in which tokens of an issuer name their clinic. It is only where to look: which
    clinics the issuer speaks for is in their profiles, so an item that stays behind admits no token."""

    @classmethod
    def of(cls, provider: IdentityProvider) -> IssuerItem:
        return cls(issuer_pk(provider.issuer), provider.claim_clinic)


class OwnProvidersItem(ClinicItem, discriminator="own_providers"):
    """There since the first clinic named an identity provider of its own: one item per deployment, never removed."""

    @classmethod
    def there(cls) -> OwnProvidersItem:
        return cls(OWN_PROVIDERS_PK, OWN_PROVIDERS_SK)


class AccountRoundItem(ClinicItem, discriminator="account_round"):
    """How far the daily round over all payments accounts has come: one item per deployment, written once per run."""

    version = NumberAttribute()
    started_at = UnicodeAttribute()
    last_clinic_id = UnicodeAttribute(null=True)
    is_complete = BooleanAttribute()

    @classmethod
    def from_domain(cls, found: AccountRound) -> AccountRoundItem:
        return cls(
            ROUND_PK,
            ROUND_SK,
            version=found.version,
            started_at=to_iso(found.started_at),
            last_clinic_id=found.last_clinic_id or None,
            is_complete=found.is_complete,
        )

    def to_round(self) -> AccountRound:
        return AccountRound(
            started_at=from_iso(self.started_at),
            last_clinic_id=self.last_clinic_id or "",
            is_complete=bool(self.is_complete),
            version=int(self.version),
        )


class RosterItem(ClinicItem, discriminator="roster"):
    """One line per clinic, so that the clinics of a deployment are listed without a scan. Written by provisioning."""


class ReadOnlyItem(ClinicItem, discriminator="read_only"):
    """The read-only switch while it is on: one item per deployment. Without `clinic_ids`, for all of it."""

    since = UnicodeAttribute()
    by = UnicodeAttribute()
    reason = UnicodeAttribute()
    clinic_ids: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, switch: ReadOnly) -> ReadOnlyItem:
        return cls(
            READ_ONLY_PK,
            READ_ONLY_SK,
            since=to_iso(switch.since),
            by=switch.by,
            reason=switch.reason,
            clinic_ids=sorted(switch.clinic_ids),
        )

    def to_switch(self) -> ReadOnly:
        return ReadOnly(
            since=from_iso(self.since), by=self.by, reason=self.reason, clinic_ids=frozenset(self.clinic_ids)
        )
