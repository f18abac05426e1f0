"""The promises of the documents' stores: one request, one file under opaque ids, gone with their patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.aws.document_files import document_key
from chalicelib.credit.document import DocumentFormat, DocumentRequest, RefundRef, StatementSpan
from chalicelib.credit.errors import Conflict
from chalicelib.credit.ledger import EntryKind
from chalicelib.dynamodb.documents import DocumentItem, document_due_in
from chalicelib.services.ports import DocumentFiles, Ledger, WorkItem
from tests.fakes.examples import ANA, BEN
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import apply
from tests.services.merges import merge

WANTED = DocumentRequest(
    id="doc_1",
    patient=ANA,
    subject=StatementSpan(date(2026, 1, 1), date(2026, 11, 23), 1, 2),
    format=DocumentFormat.PDF,
    language="fr-CA",
    next_check_at=NOON,
)
REFUND = replace(WANTED, id="doc_2", subject=RefundRef("pay_1", "ref_1"))


def test_a_request_is_stored_once_and_changed_by_version(ledger: Ledger) -> None:
    for wanted in (WANTED, REFUND):
        assert ledger.document(ANA, wanted.id) is None
        ledger.save_document(wanted)
        assert ledger.document(ANA, wanted.id) == wanted
        with pytest.raises(Conflict):
            ledger.save_document(wanted)
    ready = WANTED.changed(ready_at=NOON, next_check_at=None)
    ledger.save_document(ready)
    assert ledger.document(ANA, "doc_1") == ready
    with pytest.raises(Conflict):
        ledger.save_document(ready)


def test_a_request_is_due_until_it_is_drawn(ledger: Ledger) -> None:
    ledger.save_document(WANTED)
    assert ledger.due(NOON - timedelta(seconds=1), 10) == []
    assert ledger.due(NOON, 10) == [WorkItem.of_document(ANA, "doc_1")]
    ledger.save_document(WANTED.changed(ready_at=NOON, next_check_at=None))
    assert ledger.due(NOON, 10) == []


def test_a_patients_requests_are_forgotten_and_no_other(ledger: Ledger) -> None:
    theirs = replace(WANTED, patient=BEN)
    for wanted in (WANTED, REFUND, theirs):
        ledger.save_document(wanted)
    ledger.forget_documents(ANA)
    ledger.forget_documents(ANA)
    assert ledger.document(ANA, "doc_1") is None and ledger.document(BEN, "doc_1") == theirs


def test_lines_are_in_order_with_their_payments_wherever_those_are_now(ledger: Ledger) -> None:
    world = World(ledger=cast(FakeLedger, ledger))
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    paid = world.recorded()
    apply(world.open, paid, 2_000)

    def lines(first: int, last: int) -> list[tuple[EntryKind, str]]:
        return [(entry.kind, payment.location.name) for entry, payment in ledger.statement_lines(ANA, first, last)]

    assert lines(1, 2) == [(EntryKind.RECORDED, "Main Street"), (EntryKind.APPLIED, "Main Street")]
    assert lines(2, 2) == lines(1, 2)[1:] and lines(3, 2) == []
    merge(world.open)
    assert lines(1, 3) == [*lines(1, 2), (EntryKind.MERGED, "Main Street")]


def test_the_stream_tells_of_a_document_that_is_due() -> None:
    image = DocumentItem.from_domain(WANTED).serialize()
    assert document_due_in(image) == WorkItem.of_document(ANA, "doc_1")
    drawn = WANTED.changed(ready_at=NOON, next_check_at=None)
    assert document_due_in(DocumentItem.from_domain(drawn).serialize()) is None


def test_the_address_names_the_ids_and_how_long_it_is_good(documents: DocumentFiles) -> None:
    documents.keep(WANTED, b"%PDF")
    link = urlsplit(documents.link(WANTED, valid_s=60))
    assert link.path.endswith("clinic_demo/pat_ana/doc_1.pdf")
    assert parse_qs(link.query)["X-Amz-Expires"] == ["60"]
    assert document_key(replace(WANTED, format=DocumentFormat.CSV)) == "documents/clinic_demo/pat_ana/doc_1.csv"
    assert WANTED.file_name == "statement-2026-01-01-2026-11-23.pdf" and REFUND.file_name == "refund-1-.pdf"


def test_a_patients_files_are_forgotten_with_every_version_and_no_other(documents: DocumentFiles) -> None:
    others = replace(WANTED, patient=replace(ANA, patient_id="pat_ana2"))
    for wanted in (WANTED, REFUND, others, WANTED):
        documents.keep(wanted, b"%PDF")
    documents.remove(REFUND)
    assert documents.forget(ANA) == 1 and documents.forget(ANA) == 0
    assert documents.forget(others.patient) == 1
