"""Operations of operators on clinics, and the record of them."""

from __future__ import annotations

from typing import Protocol

from chalicelib.credit.clinic import Clinic, ClinicProfile
from chalicelib.credit.operator_acts import OperatorAct
from chalicelib.services.pagination import Page, PageRequest


class ClinicOperations(Protocol):
    """Writes of a clinic with the act that they are part of: both, or neither."""

    def provision(self, clinic: Clinic, act: OperatorAct | None = None) -> None:
        """Write a whole clinic, for its operator. Existing settings and locations stay.

        With an act, the profile must be at the version that was read: raises Conflict. Raises NotAllowed, and writes
        nothing, when an account belongs to another clinic, or when the identity provider would be the one claim too
        many of its issuer.
        """

    def save_profile(self, profile: ClinicProfile, act: OperatorAct) -> None:
        """Write the profile that was read at its version. Raises Conflict when another one is stored."""

    def record_act(self, act: OperatorAct) -> None:
        """Write an act that changes nothing of the clinic."""

    def acts(self, clinic_id: str, page: PageRequest) -> Page[OperatorAct]:
        """The acts on a clinic, newest first."""
