from __future__ import annotations

from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import FullAccessOrSystemRequest
from chalicelib.api.core.responses import Created
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters.common import actor
from chalicelib.api.schemas.merges import PatientMerge, PatientMergeCreate
from chalicelib.bootstrap import Services
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.text import LONGEST_REASON, require_text

routes = Routes()


@routes.post(
    "/v1/clinic/patient-merges",
    error_codes=("already_merged", "patient_forgotten", "same_invoice_id"),
)
def merge_patients(
    request: FullAccessOrSystemRequest, idempotency_key: IdempotencyKey, body: PatientMergeCreate, services: Services
) -> Created[PatientMerge]:
    """Merge a patient into another one. Requests for the old id are redirected from then on."""
    made = services.merge_patients(
        MergeRequest(
            patient=request.patient(body.merged),
            into=request.patient(body.into),
            reason=require_text("reason", body.reason, LONGEST_REASON),
            actor=request.actor,
            idempotency_key=idempotency_key,
        )
    )
    merged = made.patient.patient_id
    return Created(PatientMerge(made.id, merged, made.into_id, made.reason, made.at, actor(made.by)))
