"""Importing a file of opening balances: all of its lines or none, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.credit.balance_import import BalanceImport, ImportRequest, ImportState, chunks_of
from chalicelib.credit.errors import FieldError, IdempotencyKeyReused, Invalid, Unavailable
from chalicelib.credit.opening_balances import Refusal
from chalicelib.services.imports.check_balances import CheckBalances, CheckedFile
from chalicelib.services.imports.post_import import PostImport
from chalicelib.services.ports import Clock, ImportStore
from chalicelib.services.retry import retry_on_conflict

POST_FOR = timedelta(seconds=15)
"""From the request on: with the check before it and one transaction after it, the answer is there in 28 s."""
MOST_REFUSALS = 100
"""Refused lines in a problem; a dry run lists all."""
RETRY_AFTER_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The effect of an import, made or only checked.

    `is_posted` is whether every accepted line is in its patient's credit by now.
    """

    lines: int
    accepted: int
    already_there: int
    total: int
    currency: str
    refused: tuple[Refusal, ...] = ()
    is_posted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBalances:
    ledger: ImportStore
    check: CheckBalances
    post_import: PostImport
    clock: Clock

    def __call__(self, request: ImportRequest) -> ImportResult:
        """Import the file. A repeated request returns the same and posts what was not posted yet.

        Once it returns, every accepted line is committed: this call posts as many as its time allows, and the schedule
        the others. Raises Invalid, by line and field, when one line is refused, and NotAllowed for a closed
        clinic: nothing is written then. Raises IdempotencyKeyReused, and Unavailable while another import of the clinic
        is under way.
        """
        until = self.clock.now() + POST_FOR
        return retry_on_conflict(lambda: self._import(request, until), self.clock)

    def _import(self, request: ImportRequest, until: datetime) -> ImportResult:
        known = self.ledger.committed_import(request.clinic_id, request.id)
        if known:
            return self._repeated(known, request, until)
        staged = self._own_or_none(request, until)
        checked = self.check(request)
        if checked.refused:
            raise _refused(checked)
        if not checked.new:
            known = self.ledger.committed_import(request.clinic_id, request.id)  # By a twin, while this one checked.
            return self._repeated(known, request, until) if known else result_of(checked, is_posted=True)
        committed = self._commit(request, staged, checked)
        return result_of(checked, is_posted=self._post(committed, until))

    def _repeated(self, known: BalanceImport, request: ImportRequest, until: datetime) -> ImportResult:
        _require_same(known, request)
        found = self.ledger.open_import(request.clinic_id)
        is_posted = found is None or found.id != known.id or self._post(found, until)
        return ImportResult(
            lines=known.lines,
            accepted=known.accepted,
            already_there=known.already_there,
            total=known.total,
            currency=self.check.currency(request),
            is_posted=is_posted,
        )

    def _post(self, committed: BalanceImport, until: datetime) -> bool:
        """Post what can be posted now. The import stands, whatever fails here: the schedule posts the rest."""
        try:
            return self.post_import(committed, until)
        except Unavailable:
            return False

    def _own_or_none(self, request: ImportRequest, until: datetime) -> BalanceImport | None:
        """The import that an earlier try of this request staged. Another one is finished or abandoned first."""
        found = self.ledger.open_import(request.clinic_id)
        if found is None:
            return None
        if found.id == request.id and found.state is ImportState.STAGED:
            _require_same(found, request)
            return found
        if found.state is ImportState.COMMITTED and self.post_import(found, until):
            return None
        if found.is_stale(self.clock.now()):
            abandon(found, self.ledger)
            return None
        raise under_way()

    def _commit(self, request: ImportRequest, staged: BalanceImport | None, checked: CheckedFile) -> BalanceImport:
        if staged is None:
            staged = begun(request, checked, self.clock.now())
            self.ledger.save_import(staged)
        for number, lines in enumerate(chunks_of(checked.read)):
            self.ledger.stage(staged, number, lines)
        committed = staged.changed(
            state=ImportState.COMMITTED,
            accepted=len(checked.new),
            already_there=checked.already_there,
            total=checked.total,
        )
        self.ledger.save_import(committed)
        return committed


def abandon(found: BalanceImport, ledger: ImportStore) -> None:
    """Undo an import that was not committed. Raises Conflict if it was, meanwhile."""
    abandoned = found
    if found.state is ImportState.STAGED:
        abandoned = found.changed(state=ImportState.ABANDONED)
        ledger.save_import(abandoned)
    ledger.close_import(abandoned)


def begun(request: ImportRequest, checked: CheckedFile, at: datetime) -> BalanceImport:
    return BalanceImport(
        id=request.id,
        clinic_id=request.clinic_id,
        request_hash=request.hash,
        actor=request.actor,
        at=at,
        lines=checked.count,
        accepted=len(checked.new),
        already_there=checked.already_there,
        total=checked.total,
    )


def result_of(checked: CheckedFile, *, is_posted: bool = False) -> ImportResult:
    return ImportResult(
        lines=checked.count,
        accepted=len(checked.new),
        already_there=checked.already_there,
        total=checked.total,
        currency=checked.currency,
        refused=checked.refused,
        is_posted=is_posted,
    )


def _refused(checked: CheckedFile) -> Invalid:
    lines = len({each.line for each in checked.refused})
    first = checked.refused[0]
    detail = f"Nothing was imported: {lines} of {checked.count} lines are refused. Line {first.line}, {first.field}: "
    errors = tuple(
        FieldError(f"lines[{each.line}].{each.field}", each.message) for each in checked.refused[:MOST_REFUSALS]
    )
    return Invalid(detail + first.message, code="import_refused", errors=errors)


def _require_same(found: BalanceImport, request: ImportRequest) -> None:
    if found.request_hash != request.hash:
        raise IdempotencyKeyReused


def under_way() -> Unavailable:
    return Unavailable("An import of this clinic is under way. Nothing was changed; try again.", RETRY_AFTER_S)
