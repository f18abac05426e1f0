"""Requesting a statement of a patient's credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.document import DocumentFormat, DocumentRequest, StatementSpan, document_id
from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.reports import day_end, day_start
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.documents.link_document import DocumentLink, LinkDocument
from chalicelib.services.payments.read_history import ReadHistory
from chalicelib.services.ports import ClinicReader, Clock, CreditReader, PeopleReader

MOST_LINES = 5_000
FIRST_DAY = date(2000, 1, 1)
"""Before any ledger of this service, and far from the calendar's end, where no zone can be reckoned with."""


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """Days of the clinic, both included; without them, this year so far.

    `language` is the patient's wish; without it and without one on file, the statement is in `viewer_language`.
    """

    first: date | None = None
    last: date | None = None
    format: DocumentFormat = DocumentFormat.PDF
    language: str | None = None
    viewer_language: str | None = None


class StatementLedger(CreditReader, PeopleReader, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatement:
    ledger: StatementLedger
    clinics: ClinicReader
    read_history: ReadHistory
    link_document: LinkDocument
    clock: Clock
    most_lines: int = MOST_LINES

    def __call__(self, patient: PatientKey, query: StatementQuery) -> DocumentLink | None:
        """Link the statement, or return None while it is being drawn.

        The same days with the same entries are the same file. Raises Invalid for a span that begins before 2000,
        ends before it begins or after today, or has more than `most_lines` entries, and PatientMerged.
        """
        profile = self.clinics.profile(patient.clinic_id)
        credit = self.ledger.credit(patient)
        person = self.ledger.person(patient)
        span = self._span(credit, query, profile)
        on_file = person.language if person else None
        language = query.language or on_file or query.viewer_language or profile.language
        shown = (person.name if person else "", profile.name, profile.address, profile.time_zone)
        return self.link_document(
            DocumentRequest(
                id=document_id(patient, "statement", span, query.format, language, *shown),
                patient=patient,
                subject=span,
                format=query.format,
                language=language,
                next_check_at=self.clock.now(),
            )
        )

    def _span(self, credit: PatientCredit, query: StatementQuery, profile: ClinicProfile) -> StatementSpan:
        zone = time_zone(profile.time_zone)
        today = self.clock.now().astimezone(zone).date()
        last = query.last or today
        first = query.first or last.replace(month=1, day=1)
        if last < first:
            raise Invalid.field("to", "must not be before `from`")
        if last > today:
            raise Invalid.field("to", "must not be after today")
        if first < FIRST_DAY:
            raise Invalid.field("from", f"must be {FIRST_DAY.isoformat()} or later")
        before = self.read_history.entries_before(credit, day_start(first, zone))
        span = StatementSpan(first, last, before + 1, self.read_history.entries_before(credit, day_end(last, zone)))
        if span.entries > self.most_lines:
            raise Invalid.field("from", f"must be later: a statement has at most {self.most_lines} lines")
        return span
