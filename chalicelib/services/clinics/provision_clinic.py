"""Provisioning a clinic: the operator's part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.credit.clinic import Clinic, ClinicProfile
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.operator_acts import OperatorAct
from chalicelib.services.ports import Clinics, PageRequest, PaymentFilter, PaymentLists


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionClinic:
    clinics: Clinics
    ledger: PaymentLists

    def __call__(self, clinic: Clinic, act: OperatorAct | None = None) -> None:
        """Write the clinic's profile, accounts and locations, and its settings if it has none yet. Repeatable.

        With an act, both are written, or neither. A closed clinic stays closed.

        Raises NotAllowed when an account is another clinic's, and for another currency than that of existing credit.
        """
        known = self._known(clinic.profile.id)
        if known and known.currency != clinic.profile.currency and self._has_payments(known.id):
            raise NotAllowed(
                f"{known.id} holds credit in {known.currency}: its currency can't become {clinic.profile.currency}. "
                "Provision a new clinic for the other currency."
            )
        closed = known.closed if known else None
        self.clinics.provision(replace(clinic, profile=replace(clinic.profile, closed=closed)), act)

    def _known(self, clinic_id: str) -> ClinicProfile | None:
        try:
            return self.clinics.profile(clinic_id)
        except NotFound:
            return None

    def _has_payments(self, clinic_id: str) -> bool:
        return bool(self.ledger.clinic_payments(clinic_id, PageRequest(1), PaymentFilter()).items)
