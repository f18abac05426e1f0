"""Adding many clinics from one file: all checked before the first is written, each written by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.credit.clinic_plan import ClinicPlan
from chalicelib.credit.clinic_rows import ClinicRow, RowFault
from chalicelib.credit.errors import CreditError, NotFound, Unavailable
from chalicelib.credit.identity import Actor
from chalicelib.services.clinics.provision_plan import ProvisionPlan
from chalicelib.services.ports import ClinicReader


@dataclass(frozen=True, slots=True)
class Onboarded:
    """The result of a line: written now, there already as the line has it, or refused with a `sentence`."""

    row: ClinicRow
    written: bool
    sentence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardClinics:
    clinics: ClinicReader
    provision_plan: ProvisionPlan

    def taken_accounts(self, rows: Sequence[ClinicRow]) -> Iterator[RowFault]:
        """The accounts in the file that belong to a clinic that is no line's own."""
        for row in rows:
            for account in row.plan.accounts:
                owner = self.clinics.clinic_of_account(account.id)
                if owner not in (None, row.plan.profile.id):
                    yield RowFault(row.line, "accounts", f"{account.id} belongs to the clinic {owner}")

    def __call__(self, rows: Sequence[ClinicRow], by: Actor) -> Iterator[Onboarded]:
        """Write each clinic that is not there as its line has it; a run that stopped is run again.

        A line that Stripe or another operator's act makes impossible is refused, and the next one goes on. Raises
        Unavailable, for the run to stop.
        """
        for row in rows:
            if self._is_there(row.plan):
                yield Onboarded(row, written=False)
                continue
            try:
                self.provision_plan(row.plan, by)
            except Unavailable:
                raise
            except CreditError as error:
                yield Onboarded(row, written=False, sentence=error.detail)
            else:
                yield Onboarded(row, written=True)

    def _is_there(self, plan: ClinicPlan) -> bool:
        """Whether a run has written all of it; locations that staff renamed or closed since are theirs."""
        try:
            known = self.clinics.get(plan.profile.id)
        except NotFound:
            return False
        return (
            plan.is_profile_of(known.profile)
            and {place.id for place in plan.locations} <= {each.id for each in known.locations}
            and {account.id for account in plan.accounts} <= {each.id for each in known.accounts}
        )
