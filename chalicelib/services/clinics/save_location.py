"""Adding, renaming, opening or closing a location of a clinic."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.clinic import Location
from chalicelib.credit.identity import Actor
from chalicelib.services.ports import Clinics, Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLocation:
    clinics: Clinics
    clock: Clock

    def __call__(self, clinic_id: str, location: Location, actor: Actor) -> None:
        """Store the location, and in the history of changes who stored it and when."""
        self.clinics.save_location(clinic_id, location, by=actor, at=self.clock.now())
