"""A patient's choices about notices: which, and the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import NoticePreferences, Switch
from chalicelib.credit.person import Person
from chalicelib.services.ports import Clock, CreditReader, NoticeStore, PeopleReader
from chalicelib.services.retry import retry_on_conflict


class ChoicesLedger(NoticeStore, PeopleReader, CreditReader, Protocol): ...


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """The choices as they count now. `problem` is why nothing is sent to the address, if so."""

    email: str | None
    off: frozenset[Switch]
    problem: AddressProblem | None

    @classmethod
    def of(cls, preferences: NoticePreferences, person: Person | None) -> NoticeChoices:
        return cls(preferences.address(person), preferences.off, preferences.problem_of(person))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNoticeChoices:
    ledger: ChoicesLedger

    def __call__(self, patient: PatientKey) -> NoticeChoices:
        """Raises PatientMerged."""
        owner = self.ledger.credit(patient).patient
        return NoticeChoices.of(self.ledger.notice_preferences(owner), self.ledger.person(owner))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseNotices:
    ledger: ChoicesLedger
    clock: Clock

    def __call__(
        self, patient: PatientKey, email: str | None, off: frozenset[Switch], language: str | None = None
    ) -> NoticeChoices:
        """Store the choices, and the language they were made in.

        An address that is switched off stays so until another one is stored, or none.
        Raises Invalid for what is no address, NotAllowed `patient_forgotten`, and PatientMerged.
        """
        owner = unforgotten(self.ledger.credit(patient)).patient
        return retry_on_conflict(lambda: self._choose(owner, email, off, language), self.clock)

    def _choose(
        self, patient: PatientKey, email: str | None, off: frozenset[Switch], language: str | None
    ) -> NoticeChoices:
        before, person = self.ledger.notice_preferences(patient), self.ledger.person(patient)
        chosen = before.chosen(email, off, person, language)
        self.ledger.save_notice_preferences(chosen)
        return NoticeChoices.of(chosen, person)
