"""The agreements of clinics with the platform: fees, who bears those of disputes, and whose Stripe account they use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.fees import FeeBearer
from tests.fakes.examples import account, maple


@dataclass(frozen=True, slots=True)
class Terms:
    """A clinic as it is provisioned, and whether it bears the fees of its disputes."""

    clinic: Clinic
    bears_dispute_fees: bool = False


def agreed(random: Random) -> Terms:
    """One of the agreements there are."""
    bears = random.random() < 0.3
    clinic = maple()
    profile = replace(
        clinic.profile,
        application_fee_basis_points=random.choice((0, 0, 100, 290)),
        application_fee_fixed=random.choice((0, 0, 30)),
        dispute_fees_borne_by=FeeBearer.CLINIC if bears else FeeBearer.PLATFORM,
    )
    clinic = replace(clinic, profile=profile)
    if random.random() < 0.2:
        own = account("acct_main", is_platform=True)
        clinic = replace(clinic, accounts=(own, *clinic.accounts[1:]))
    return Terms(clinic, bears)
