"""Addressing a notice: the recipient as of now, the language, and the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.email_address import is_mailable
from chalicelib.credit.notice import Notice
from chalicelib.credit.notice_words import body_of, words_of
from chalicelib.services.patients.merge_patients import FindPatient
from chalicelib.services.ports import ClinicReader, NoticeStore, PeopleReader
from chalicelib.services.ports.notices import Mail

CLINIC, OWNER, NOTICE = "clinic", "owner", "notice"
"""The tags of a mail, by which a report of it finds its notice."""


class Recipients(NoticeStore, PeopleReader, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressNotice:
    ledger: Recipients
    clinics: ClinicReader
    find_patient: FindPatient
    pages_url: str

    def __call__(self, notice: Notice) -> Mail | None:
        """Return the mail, or None when no one wants it or can get it. Raises NotFound for an unknown clinic."""
        clinic = self.clinics.get(notice.owner.clinic_id)
        if notice.topic.switch is None:
            return self._to_clinic(notice, clinic)
        patient = self.find_patient(notice.owner).patient
        person = self.ledger.person(patient)
        preferences = self.ledger.notice_preferences(patient)
        to = preferences.recipient(notice.topic.switch, person)
        language = (person and person.language) or preferences.language or clinic.profile.language
        sign_in = f"{self.pages_url}/account"
        return self._mail(notice, to, language, sign_in, choices=f"{sign_in}#/notices")

    def _to_clinic(self, notice: Notice, clinic: Clinic) -> Mail | None:
        to, problem = clinic.settings.notice_email, clinic.notice_problem
        wanted = to and is_mailable(to) and not (problem and problem.concerns(to))
        sign_in = f"{self.pages_url}/clinic"
        return self._mail(notice, to if wanted else None, clinic.profile.language, sign_in)

    def _mail(
        self, notice: Notice, to: str | None, language: str, sign_in: str, choices: str | None = None
    ) -> Mail | None:
        if to is None:
            return None
        unsubscribe = {"List-Unsubscribe": f"<{choices}>"} if choices else {}
        return Mail(
            to=to,
            subject=words_of(notice.topic, language).subject,
            text=body_of(notice.topic, language, sign_in=sign_in, choices=choices),
            headers={"Auto-Submitted": "auto-generated", **unsubscribe},
            tags={CLINIC: notice.owner.clinic_id, OWNER: notice.owner.patient_id, NOTICE: notice.id},
        )
