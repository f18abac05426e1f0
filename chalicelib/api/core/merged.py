"""Requests for a patient who was merged into another one: staff are redirected, a patient's own act as the other."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from chalicelib.api.core.problems import Redirected
from chalicelib.api.core.request import ApiRequest, PatientRequest, StaffRequest
from chalicelib.bootstrap import Services
from chalicelib.credit.identity import PatientKey

PATIENT = "{patient_id}"


def as_merged(request: ApiRequest, template: str, path: Mapping[str, str], services: Services) -> ApiRequest | None:
    """Return the request of a merged patient as the other one's; None for a patient who was not merged.

    Raises Redirected for a request of staff.
    """
    if isinstance(request, PatientRequest):
        into = services.find_patient(request.patient).patient
        return None if into == request.patient else request.acting_as(into)
    if isinstance(request, StaffRequest) and "patient_id" in path:
        into = services.find_patient(request.patient(path["patient_id"])).patient
        if into.patient_id != path["patient_id"]:
            raise Redirected(_location(template, path, into, urlencode(request.http.query, doseq=True)))
    return None


def _location(template: str, path: Mapping[str, str], into: PatientKey, query: str) -> str:
    """The same resource of the other patient, relative to this one: the API may be under a stage's path."""
    rest = template.split(PATIENT, 1)[1]
    for name, value in path.items():
        rest = rest.replace(f"{{{name}}}", value)
    up = "../" * rest.count("/")
    return f"{up}{into.patient_id}{rest}{f'?{query}' if query else ''}"
