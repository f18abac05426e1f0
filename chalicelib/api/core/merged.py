"""Requests for a patient who was merged into another one: staff are redirected, a patient's own act as the other."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from chalicelib.api.core.problems import Redirected
from chalicelib.api.core.request import ApiRequest, PatientRequest, StaffRequest
from chalicelib.bootstrap import Services
from chalicelib.credit.identity import PatientKey

PATIENT = "{patient_id}"


def was_amid_a_merge(request: ApiRequest, path: Mapping[str, str], services: Services) -> bool:
    """Whether the request's patient was being merged. All has moved by now: ask again before asking for the other.

    Raises Unavailable while it can't move.
    """
    patient = _patient_of(request, path)
    return patient is not None and services.finish_open_merge(patient)


def as_merged(request: ApiRequest, template: str, path: Mapping[str, str], services: Services) -> ApiRequest | None:
    """Return the request of a merged patient as the other one's; None for a patient who was not merged.

    Raises Redirected for a request of staff.
    """
    patient = _patient_of(request, path)
    into = services.find_patient(patient).patient if patient else None
    if into is None or into == patient:
        return None
    if isinstance(request, PatientRequest):
        return request.acting_as(into)
    raise Redirected(_location(template, path, into, urlencode(request.http.query, doseq=True)))


def _patient_of(request: ApiRequest, path: Mapping[str, str]) -> PatientKey | None:
    if isinstance(request, PatientRequest):
        return request.patient
    if isinstance(request, StaffRequest) and "patient_id" in path:
        return request.patient(path["patient_id"])
    return None


def _location(template: str, path: Mapping[str, str], into: PatientKey, query: str) -> str:
    """The same resource of the other patient, relative to this one: the API may be under a stage's path."""
    rest = template.split(PATIENT, 1)[1]
    for name, value in path.items():
        rest = rest.replace(f"{{{name}}}", value)
    up = "../" * rest.count("/")
    return f"{up}{into.patient_id}{rest}{f'?{query}' if query else ''}"
