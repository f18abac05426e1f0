"""A clinic as its operator describes it: a JSON file, checked to the last field before anything is written."""

from __future__ import annotations

from pathlib import Path

import msgspec

from chalicelib.api.schemas.operator_clinics import ClinicPut, Place
from chalicelib.credit.clinic_plan import ClinicPlan, plan_faults
from infra.ops.text_file import Unreadable, read_json

__all__ = ["ClinicFile", "NotAClinic", "Place", "read_clinic"]


class ClinicFile(ClinicPut, kw_only=True):
    """See docs in docs/operating/README.md."""

    id: str

    @property
    def described(self) -> ClinicPlan:
        """The clinic that the file describes."""
        return self.plan(self.id)


class NotAClinic(Exception):
    """An invalid clinic file; the message names every invalid field."""


def read_clinic(path: Path) -> ClinicFile:
    """Return the checked clinic. Raises NotAClinic, naming each fault."""
    try:
        clinic = msgspec.convert(read_json(path), ClinicFile)
    except Unreadable as error:
        raise NotAClinic(str(error)) from None
    except msgspec.ValidationError as error:
        raise NotAClinic(f"{path.name}: {error}") from None
    faults = list(plan_faults(clinic.described))
    if faults:
        raise NotAClinic("\n".join(f"{path.name}: {fault.field} {fault.message}" for fault in faults))
    return clinic
