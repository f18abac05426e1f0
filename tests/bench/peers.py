"""Others who credit a balance once with a ledger entry: hf-nostro and django-hordak, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.table import Row


def rows(rounds: int) -> Iterator[Row]:
    """Says so where there is no server."""
    for name in ("hf-nostro", "django-hordak", "psycopg alone"):
        yield Row(part="peers", name=name, ours="not measured", note="no PostgreSQL server here")
