"""Actors as items hold them: a list of kind, id and, where there is one, name."""

from __future__ import annotations

from chalicelib.credit.identity import Actor


def actor_data(actor: Actor) -> list[str | None]:
    return [actor.kind, actor.id, actor.name] if actor.name else [actor.kind, actor.id]


def actor_data_or_none(actor: Actor | None) -> list[str | None] | None:
    return actor_data(actor) if actor else None
