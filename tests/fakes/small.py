"""The small ports: a clock that tests move, counters that can be read, receipt files in a dictionary."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.errors import NotFound
from chalicelib.credit.payment import Payment

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """Stand still until it is told to move; sleeping moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.pass_time(timedelta(seconds=seconds))

    def pass_time(self, span: timedelta) -> None:
        moved = self.at + span
        self.at = moved.replace(microsecond=moved.microsecond // 1000 * 1000)


class FakeCounters:
    """See services.ports.Metrics."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count(self, name: str, value: int = 1) -> None:
        self.counts[name] += value


class FakeReceipts:
    """See services.ports.Receipts. `writes` counts every file written, the repeated ones included."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.writes = 0

    def keep(self, payment: Payment, pdf: bytes, *, duplicate: bool) -> None:
        self.files[_key(payment, duplicate)] = pdf
        self.writes += 1

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int, inline: bool = False) -> str:
        shown = "&inline" if inline else ""
        return f"https://receipts.example/{_key(payment, duplicate)}?X-Amz-Expires={valid_s}{shown}"

    def forget(self, payment: Payment) -> int:
        keys = {_key(payment, duplicate) for duplicate in (False, True)}
        return sum(self.files.pop(key, None) is not None for key in keys)

    def download(self, url: str) -> bytes:
        """Return the file that a browser would get. Raises NotFound."""
        key = url.removeprefix("https://receipts.example/").split("?")[0]
        if key not in self.files:
            raise NotFound("receipt")
        return self.files[key]


def _key(payment: Payment, duplicate: bool) -> str:
    patient = payment.holders[0]
    return f"{patient.clinic_id}/{patient.patient_id}/{payment.id}{'-duplicate' if duplicate else ''}.pdf"


class FakePublicDocuments:
    """See services.ports.Documents. `published` is what stands at each address; the others don't respond."""

    def __init__(self) -> None:
        self.published: dict[str, bytes] = {}
        self.reads: list[str] = []

    def read(self, url: str) -> bytes:
        self.reads.append(url)
        if url not in self.published:
            raise OSError("no response")
        return self.published[url]


class FakeEventEndpoints:
    """See services.ports.EventEndpoints."""

    def __init__(self) -> None:
        self.number_disabled = 0

    def disabled(self) -> int:
        return self.number_disabled


class FakeCursors:
    """See services.ports.Cursors."""

    def __init__(self) -> None:
        self.kept: dict[str, Cursor] = {}

    def cursor(self, name: str) -> Cursor | None:
        return self.kept.get(name)

    def advance(self, name: str, to: Cursor) -> None:
        if to.at >= self.kept.get(name, to).at:
            self.kept[name] = to
