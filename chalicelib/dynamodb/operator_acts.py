"""The record of operators' acts: a partition per clinic, whose items are written once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from chalicelib.credit.identity import Actor, request_hash
from chalicelib.credit.operator_acts import ActChange, ActKind, OperatorAct
from chalicelib.dynamodb.actors import actor_data
from chalicelib.dynamodb.changes import altered_key
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso


def acts_pk(clinic_id: str) -> str:
    return f"acts#{clinic_id}"


class OperatorActItem(ClinicItem, discriminator="operator_act"):
    at = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute()
    act = UnicodeAttribute()
    changes: JSONAttribute = JSONAttribute()
    reason = UnicodeAttribute(null=True)

    @classmethod
    def from_domain(cls, act: OperatorAct) -> OperatorActItem:
        return cls(
            acts_pk(act.clinic_id),
            f"{to_iso(act.at)}#{request_hash(act)[:12]}",
            at=to_iso(act.at),
            by=actor_data(act.by),
            act=act.kind,
            changes=[[each.field, each.before, each.after] for each in act.changes],
            reason=act.reason,
        )

    def to_act(self) -> OperatorAct:
        return OperatorAct(
            clinic_id=self.pk.removeprefix("acts#"),
            at=from_iso(self.at),
            by=Actor(*self.by),
            kind=ActKind(self.act),
            changes=tuple(ActChange(*each) for each in self.changes),
            reason=self.reason,
        )


def changed_act_in(change: Mapping[str, Any]) -> str | None:
    """Return the key of an act that a change from the table's stream altered or removed, or None."""
    return altered_key(change, "operator_act")
