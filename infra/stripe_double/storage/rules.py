"""Misbehavior asked for by a test: each rule applies to what it matches, `count` times or until it is removed."""

from fnmatch import fnmatchcase

from infra.stripe_double.core.types import Json
from infra.stripe_double.storage.store import Store, dump, load


def add_rule(store: Store, kind: str, rule: Json, count: int | None) -> Json:
    """Store a rule of `kind` (`api` or `webhook`); `count` None means without end."""
    seq = store.insert("rules", kind=kind, rule=dump(rule), remaining=count)
    return {"id": seq, "kind": kind, "remaining": count} | rule


def take_rule(store: Store, kind: str, subject: str, about: str = "") -> Json | None:
    """Return the oldest rule whose pattern matches `subject` and whose `of` is in `about`, and use it up once."""
    for row in store.rows("SELECT * FROM rules WHERE kind = ? ORDER BY seq", kind):
        rule = load(row["rule"])
        if rule.get("of", "") in about and any(fnmatchcase(subject, pattern) for pattern in rule["match"]):
            _use(store, row["seq"], row["remaining"])
            return rule
    return None


def _use(store: Store, seq: int, remaining: int | None) -> None:
    if remaining is None:
        return
    if remaining <= 1:
        store.change("DELETE FROM rules WHERE seq = ?", seq)
    else:
        store.change("UPDATE rules SET remaining = remaining - 1 WHERE seq = ?", seq)


def all_rules(store: Store) -> list[Json]:
    """Return every rule that is still in force."""
    rows = store.rows("SELECT * FROM rules ORDER BY seq")
    return [{"id": row["seq"], "kind": row["kind"], "remaining": row["remaining"]} | load(row["rule"]) for row in rows]
