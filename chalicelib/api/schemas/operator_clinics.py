from __future__ import annotations

import msgspec

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.clinic_plan import ClinicPlan, NamedId
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.identity_provider import IdentityProvider


class Place(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str


class ClaimNames(msgspec.Struct, forbid_unknown_fields=True):
    """The claims in which a provider's tokens say what, by name or by path."""

    audience: str = "aud"
    clinic: str = "clinic"
    role: str = "role"
    patient: str = "patient"
    name: str = "name"


class ProviderPut(msgspec.Struct, forbid_unknown_fields=True):
    """A clinic's own OpenID Connect provider. `roles` are its names of our roles."""

    issuer: str
    audience: str
    jwks_url: str
    claims: ClaimNames = msgspec.field(default_factory=ClaimNames)
    token_use: str | None = None
    roles: dict[str, str] = {}

    def to_domain(self) -> IdentityProvider:
        return IdentityProvider(
            issuer=self.issuer,
            audience=self.audience,
            jwks_url=self.jwks_url,
            token_use=self.token_use,
            roles=tuple(sorted(self.roles.items())),
            **{f"claim_{name}": value for name, value in msgspec.structs.asdict(self.claims).items()},
        )


class ClinicPut(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A clinic as its operator describes it. Accounts are named by id alone: the rest is read from Stripe."""

    name: str
    address: list[str]
    country: str
    currency: str
    time_zone: str
    language: str
    locations: list[Place]
    accounts: list[Place]
    logo: str | None = None
    colours: list[str] = []
    application_fee_basis_points: int = 0
    application_fee_fixed: int = 0
    dispute_fees_borne_by: FeeBearer = FeeBearer.PLATFORM
    portal_origins: list[str] = []
    frame_origins: list[str] = []
    identity_provider: ProviderPut | None = None

    def plan(self, clinic_id: str) -> ClinicPlan:
        """The plan of the clinic with this id. It is not checked yet."""
        profile = ClinicProfile(
            id=clinic_id,
            name=self.name.strip(),
            address=tuple(line.strip() for line in self.address),
            country=self.country,
            currency=self.currency,
            time_zone=self.time_zone,
            language=self.language,
            logo=self.logo,
            colours=tuple(self.colours),
            application_fee_basis_points=self.application_fee_basis_points,
            application_fee_fixed=self.application_fee_fixed,
            dispute_fees_borne_by=self.dispute_fees_borne_by,
            portal_origins=tuple(self.portal_origins),
            frame_origins=tuple(self.frame_origins),
            identity_provider=self.identity_provider.to_domain() if self.identity_provider else None,
        )
        return ClinicPlan(
            profile=profile,
            locations=tuple(NamedId(place.id, place.name.strip()) for place in self.locations),
            accounts=tuple(NamedId(place.id, place.name.strip()) for place in self.accounts),
        )
