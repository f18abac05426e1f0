"""Reading a clinic's proofs, each with a link to its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chalicelib.credit.errors import NotFound
from chalicelib.credit.proof_document import StoredProof, read_proof
from chalicelib.services.pagination import Page, PageRequest
from chalicelib.services.ports.proofs import ProofStore

VALID_S = 60


@dataclass(frozen=True, slots=True)
class LinkedProof:
    """A proof, and a URL of its file that works for a minute."""

    stored: StoredProof
    url: str


@dataclass(frozen=True, slots=True)
class ReadProof:
    """One night's proof. Raises NotFound."""

    proofs: ProofStore

    def __call__(self, clinic_id: str, day: date) -> LinkedProof:
        content = self.proofs.read(clinic_id, day)
        if content is None:
            raise NotFound("proof")
        return LinkedProof(read_proof(content), self.proofs.link(clinic_id, day, valid_s=VALID_S))


@dataclass(frozen=True, slots=True)
class ListProofs:
    """A clinic's proofs, newest first."""

    proofs: ProofStore
    read: ReadProof

    def __call__(self, clinic_id: str, page: PageRequest) -> Page[LinkedProof]:
        days = [day for day in self.proofs.dates(clinic_id) if page.cursor is None or day.isoformat() < page.cursor]
        shown = days[: page.limit]
        more = shown[-1].isoformat() if len(days) > page.limit else None
        return Page(tuple(self.read(clinic_id, day) for day in shown), more)
