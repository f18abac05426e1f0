"""Read-only: an operator stops what writes, for a stage or for single clinics, as before a move or a restore."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.errors import Unavailable

ALL_CLINICS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOnly:
    """The switch while it is on. `clinic_ids` are the clinics that it is for; none named, the whole stage."""

    since: datetime
    by: str
    reason: str
    clinic_ids: frozenset[str] = ALL_CLINICS

    @property
    def is_whole_stage(self) -> bool:
        return not self.clinic_ids

    def covers(self, clinic_id: str | None) -> bool:
        """Whether requests of the clinic may not write; None is what belongs to no single clinic."""
        return self.is_whole_stage or clinic_id in self.clinic_ids


class NotWritable(Unavailable):
    """A request that would write, while the stage or its clinic is read-only."""

    code = "read_only"

    def __init__(self) -> None:
        super().__init__("Read-only for maintenance. Nothing was changed; try again later.", retry_after_s=60)
