"""Lists, newest first, with cursors: https://docs.stripe.com/api/pagination."""

from infra.stripe_double.core.errors import missing
from infra.stripe_double.core.parameters import PAGE, Moment, Table
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.storage.session import NAMES, Session
from infra.stripe_double.storage.store import load

DEFAULT_LIMIT = 10
LISTED: Table = {**PAGE, "created": Moment()}
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    session: Session,
    kind: str,
    params: Params,
    url: str,
    hidden: dict[str, str | None] | None = None,
    **fields: str | list[str] | None,
) -> Json:
    """Return one page of this scope's `kind` whose `fields` have these values (or one of them); None doesn't filter.

    `hidden` are fields that the objects don't show.
    """
    tests, values = _tests(session, kind, params)
    for path, wanted in (hidden or {}).items():
        if wanted is not None:
            tests.append(f"json_extract(hidden, '$.{path}') = ?")
            values.append(wanted)
    for path, value in fields.items():
        if value is not None:
            choices = [value] if isinstance(value, str) else value
            tests.append(f"json_extract(body, '$.{path}') IN ({', '.join('?' * len(choices))})")
            values.extend(choices)
    return _page(session, params, url, tests, values)


def _tests(session: Session, kind: str, params: Params) -> tuple[list[str], list[object]]:
    tests = ["account = ?", "kind = ?"]
    values: list[object] = [session.account, kind]
    for name, moment in params.get("created", {}).items():
        tests.append(f"created {_COMPARISONS[name]} ?")
        values.append(moment)
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        if params.get(name):
            tests.append(f"seq {sign} ?")
            values.append(_position(session, kind, params[name], name))
    return tests, values


def _page(session: Session, params: Params, url: str, tests: list[str], values: list[object]) -> Json:
    limit = params.get("limit", DEFAULT_LIMIT)
    backwards = bool(params.get("ending_before"))
    order = "ASC" if backwards else "DESC"
    sql = f"SELECT body FROM objects WHERE {' AND '.join(tests)} ORDER BY seq {order} LIMIT ?"
    rows = session.store.rows(sql, *values, limit + 1)
    data = [load(row["body"]) for row in rows[:limit]]
    return listed(data[::-1] if backwards else data, url, has_more=len(rows) > limit)


def _position(session: Session, kind: str, identifier: str, param: str) -> int:
    row = session.store.row(
        "SELECT seq FROM objects WHERE id = ? AND kind = ? AND account = ?", identifier, kind, session.account
    )
    if row is None:
        raise missing(NAMES.get(kind, kind), identifier, param, status=400)
    return int(row["seq"])


def listed(data: list[Json], url: str, has_more: bool = False) -> Json:
    """Wrap objects as Stripe's `list`."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
