"""Checking a file of opening balances against the clinic and what is recorded already. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.credit.balance_import import ImportRequest, chunks_of
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.opening_balances import OpeningBalance, Refusal, check_line, read_file
from chalicelib.credit.recording import clinics_day
from chalicelib.services.ports import ClinicReader, Clock, PeopleReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file's lines: `read` are all that can be read, `new` those of them that can be recorded now.

    `count` are the lines of the file, `already_there` those that were recorded before.
    """

    count: int
    read: tuple[OpeningBalance, ...]
    new: tuple[OpeningBalance, ...]
    already_there: int
    refused: tuple[Refusal, ...]
    currency: str

    @property
    def total(self) -> int:
        """The sum of the new lines, minor units."""
        return sum(line.amount for line in self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBalances:
    ledger: PeopleReader
    clinics: ClinicReader
    clock: Clock

    def __call__(self, request: ImportRequest) -> CheckedFile:
        """Return what an import of the file would do.

        Raises NotAllowed for a closed clinic, and Invalid for a file that cannot be read at all.
        """
        clinic = self.clinics.get(request.clinic_id)
        clinic.require_open()
        file = read_file(request.content, clinic.profile.currency)
        new, there, refused = list[OpeningBalance](), 0, list(file.refused)
        for lines in chunks_of(file.lines):
            accepted, known, wrong = self._check(lines, request, clinic)
            new, there, refused = new + accepted, there + known, refused + wrong
        return CheckedFile(
            count=file.count,
            read=file.lines,
            new=tuple(new),
            already_there=there,
            refused=tuple(sorted(refused, key=lambda each: each.line)),
            currency=clinic.profile.currency,
        )

    def currency(self, request: ImportRequest) -> str:
        return self.clinics.profile(request.clinic_id).currency

    def _check(
        self, lines: Sequence[OpeningBalance], request: ImportRequest, clinic: Clinic
    ) -> tuple[list[OpeningBalance], int, list[Refusal]]:
        today = clinics_day(clinic, self.clock.now())
        asked = [(line, line.request(request.clinic_id, request.actor)) for line in lines]
        known = self.ledger.payments_credits_and_people([(each.patient, each.payment_id) for _, each in asked])
        new, there, refused = list[OpeningBalance](), 0, list[Refusal]()
        for line, each in asked:
            payment, credit, _ = known[each.patient]
            wrong = list(check_line(line, each, payment, credit, clinic, today))
            refused += wrong
            there += payment is not None and not wrong
            if payment is None and not wrong:
                new.append(line)
        return new, there, refused
