from __future__ import annotations

from chalicelib.api.schemas import operator_acts as wire
from chalicelib.api.schemas.common import Actor
from chalicelib.credit import operator_acts as acts
from chalicelib.credit.clinic import Clinic, ClinicProfile


def summary(profile: ClinicProfile) -> wire.ClinicSummary:
    return wire.ClinicSummary(profile.id, profile.name, profile.closed.at if profile.closed else None)


def clinic(found: Clinic) -> wire.OperatorClinic:
    closed = found.profile.closed
    return wire.OperatorClinic(
        id=found.profile.id,
        profile={change.field: change.after for change in acts.profile_changes(None, found.profile)},
        accounts=[
            wire.AccountStanding(account.id, account.name, found.ineligible(account)) for account in found.accounts
        ],
        locations=[location.id for location in found.locations],
        closed_at=closed.at if closed else None,
        closed_because=closed.reason if closed else None,
    )


def act(found: acts.OperatorAct) -> wire.OperatorAct:
    changes = [wire.ActChange(change.field, change.before, change.after) for change in found.changes]
    return wire.OperatorAct(found.at, Actor(found.by.kind, found.by.id), found.kind, changes, found.reason)
