"""Acts of the deployment's operators on clinics: who did what and when, and what was before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.credit.clinic import Clinic, ClinicProfile
from chalicelib.credit.identity import Actor

NOT_TOLD = frozenset({"id", "version", "closed"})
"""Fields of a profile that are no change of their own: the act's own clinic, kind and reason have them."""


class ActKind(StrEnum):
    ADDED = "clinic.added"
    CHANGED = "clinic.changed"
    CLOSED = "clinic.closed"
    REOPENED = "clinic.reopened"
    EXPORTED = "clinic.exported"


@dataclass(frozen=True, slots=True)
class ActChange:
    """One field of a clinic before and after an act, as JSON holds it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAct:
    """A line of the record of acts. It is written with the act itself, and never changed or removed."""

    clinic_id: str
    at: datetime
    by: Actor
    kind: ActKind
    changes: tuple[ActChange, ...] = ()
    reason: str | None = None


def operator(name: str) -> Actor:
    """An operator, by the name that AWS or the identity provider knows them by."""
    return Actor("operator", name)


def clinic_changes(before: Clinic | None, after: Clinic) -> tuple[ActChange, ...]:
    """The fields that differ, in order of their names; locations and accounts that are new are named by their ids."""
    found = [*profile_changes(before.profile if before else None, after.profile)]
    for name in ("accounts", "locations"):
        old = [each.id for each in getattr(before, name)] if before else []
        new = [each.id for each in getattr(after, name) if each.id not in old]
        if new:
            found.append(ActChange(name, old, sorted({*old, *new})))
    return tuple(sorted(found, key=lambda change: change.field))


def profile_changes(before: ClinicProfile | None, after: ClinicProfile) -> Iterator[ActChange]:
    """The fields of the profile that differ; of none before, all that have a value."""
    for each in fields(ClinicProfile):
        old, new = (_plain(getattr(profile, each.name)) if profile else None for profile in (before, after))
        if each.name not in NOT_TOLD and old != new:
            yield ActChange(each.name, old, new)


def _plain(value: Any) -> Any:
    """The value as JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(each) for name, each in asdict(value).items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value
