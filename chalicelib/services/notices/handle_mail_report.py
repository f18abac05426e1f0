"""Handling the mail system's reports: a notice was taken, bounced, or was reported as spam by its reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import MailReport, Notice, NoticeStatus
from chalicelib.services.patients.merge_patients import FindPatient
from chalicelib.services.ports import Clinics, Clock, Metrics, NoticeStore, PeopleReader
from chalicelib.services.retry import retry_on_conflict


class ReportLedger(NoticeStore, PeopleReader, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleMailReport:
    ledger: ReportLedger
    clinics: Clinics
    find_patient: FindPatient
    clock: Clock
    metrics: Metrics

    def __call__(self, report: MailReport) -> None:
        """Mark the notice as sent, and switch off an address that can't be reached or doesn't want ours. Repeatable.

        Reports come out of order and more than once. Raises Unavailable, and NotFound for an unknown clinic.
        """
        notice = self.ledger.notice(report.owner, report.notice_id)
        if notice is None:
            return
        retry_on_conflict(partial(self._confirm, notice), self.clock)
        if report.problem:
            retry_on_conflict(partial(self._switch_off, notice, report.problem), self.clock)

    def _confirm(self, notice: Notice) -> None:
        """The mail system had it, so it is not sent again, whatever became of it."""
        current = self.ledger.notice(notice.owner, notice.id)
        if current and current.next_check_at:
            self.ledger.save_notice(current.ended(NoticeStatus.SENT))

    def _switch_off(self, notice: Notice, problem: AddressProblem) -> None:
        if notice.topic.switch is None:
            self._switch_off_clinic(notice.owner.clinic_id, problem)
        else:
            self._switch_off_patient(self.find_patient(notice.owner).patient, problem)

    def _switch_off_clinic(self, clinic_id: str, problem: AddressProblem) -> None:
        clinic = self.clinics.get(clinic_id)
        if clinic.notice_problem is None and problem.concerns(clinic.settings.notice_email):
            self.clinics.save_notice_problem(clinic_id, problem)
            self.metrics.count("NoticeAddressesSwitchedOff")

    def _switch_off_patient(self, patient: PatientKey, problem: AddressProblem) -> None:
        """An address that was replaced in the meantime is left as it is."""
        preferences, person = self.ledger.notice_preferences(patient), self.ledger.person(patient)
        if problem.concerns(preferences.address(person)) and not preferences.problem_of(person):
            self.ledger.save_notice_preferences(preferences.undeliverable(problem))
            self.metrics.count("NoticeAddressesSwitchedOff")
