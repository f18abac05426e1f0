from __future__ import annotations

import datetime

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.request import FullAccessRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters import proofs as present
from chalicelib.api.schemas.proofs import Proof
from chalicelib.bootstrap import Services

routes = Routes()


class ProofPath(msgspec.Struct):
    date: datetime.date


@routes.get("/v1/clinic/proofs")
def proofs(request: FullAccessRequest, query: PageQuery, services: Services) -> Ok[Page[Proof]]:
    """List the nightly proofs of the ledger against Stripe, newest first."""
    return Ok(paginate(services.list_proofs(request.clinic_id, query.page), present.proof))


@routes.get("/v1/clinic/proofs/{date}")
def proof(request: FullAccessRequest, path: ProofPath, services: Services) -> Ok[Proof]:
    """Return one night's proof, with a link to its signed file, which works for a minute."""
    return Ok(present.proof(services.read_proof(request.clinic_id, path.date)))
