"""An image of the tables' streams asks for something by its kind, and an image of anything else for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.records import Position
from chalicelib.dynamodb.documents import DocumentItem, document_due_in
from chalicelib.dynamodb.entry_items import EntryItem, changed_entry_in
from chalicelib.dynamodb.invoice_items import InvoiceItem, invoice_due_in
from chalicelib.dynamodb.operator_acts import OperatorActItem, changed_act_in
from chalicelib.dynamodb.payment_items import PaymentItem, payment_in
from chalicelib.dynamodb.position_items import PositionItem, position_due_in
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.work_items import due_in, work_item_of
from chalicelib.services.ports import DueItem, WorkItem
from tests.deploy.items_of_today import PAID
from tests.dynamodb.full_tables import ACT, ANA, DOCUMENT, ENTRY, INVOICE, made
from tests.fakes.small import NOON

Image = Mapping[str, Any]
POSITION = made(Position, patient=ANA, id="position")
DUE: Mapping[str, tuple[Callable[[Image | None], WorkItem | None], CreditItem, CreditItem, WorkItem]] = {
    "document": (
        document_due_in,
        DocumentItem.from_domain(DOCUMENT),
        DocumentItem.from_domain(replace(DOCUMENT, next_check_at=None)),
        WorkItem.of_document(ANA, DOCUMENT.id),
    ),
    "invoice": (
        invoice_due_in,
        InvoiceItem.from_domain(INVOICE),
        InvoiceItem.from_domain(replace(INVOICE, next_check_at=None)),
        WorkItem.of_invoice(ANA, INVOICE.id),
    ),
    "position": (
        position_due_in,
        PositionItem.from_domain(POSITION),
        PositionItem.from_domain(replace(POSITION, next_check_at=None)),
        WorkItem(ANA, POSITION.payment_id, "position"),
    ),
}
NOTHING: tuple[Image | None, ...] = (None, {}, {"pk": {"S": "a#b"}}, {"kind": {}}, {"kind": {"S": "person"}})


@pytest.mark.parametrize("kind", DUE)
def test_what_is_due_is_found_by_its_kind(kind: str) -> None:
    read, due, done, item = DUE[kind]
    assert read(due.serialize()) == item and read(done.serialize()) is None
    others = [other.serialize() for name, (_, other, _, _) in DUE.items() if name != kind]
    assert [read(image) for image in (*NOTHING, *others)] == [None] * (len(NOTHING) + len(others))


def test_a_payment_is_read_from_its_image_alone() -> None:
    assert payment_in(PaymentItem.from_domain(PAID).serialize()) == PAID
    assert [payment_in(image) for image in NOTHING] == [None] * len(NOTHING)


def changed(before: Image | None, after: Image | None) -> Image:
    images = {"OldImage": before, "NewImage": after}
    return {name: image for name, image in images.items() if image is not None}


ALTERED = (
    (changed_entry_in, EntryItem.from_domain(ENTRY), "#entries#clinic_demo#pat_ana/entry#000000000020"),
    (changed_act_in, OperatorActItem.from_domain(ACT), f"acts#clinic_demo/{OperatorActItem.from_domain(ACT).sk}"),
)


@pytest.mark.parametrize(("read", "item", "key"), ALTERED)
def test_a_line_that_was_altered_or_removed_is_named(read: Callable[[Image], str | None], item: Any, key: str) -> None:
    before = item.serialize()
    other = {**before, "reason": {"S": "other"}}
    assert read(changed(before, None)) == read(changed(before, other)) == key
    assert read(changed(before, before)) is read(changed(None, before)) is None
    for image in NOTHING:
        assert read(changed(image, None)) is None


def test_an_entry_keeps_its_place_in_the_clinics_list() -> None:
    before, after = (EntryItem.from_domain(ENTRY, is_listed=each).serialize() for each in (False, True))
    assert changed_entry_in(changed(before, after)) == f"{before['pk']['S']}/{before['sk']['S']}"


KEYS: Mapping[str, WorkItem] = {
    "credit": WorkItem.of_erasure(ANA),
    "merge": WorkItem.of_merge(ANA),
    "notice#ntc_1": WorkItem.of_notice(ANA, "ntc_1"),
    "document#doc_1": WorkItem.of_document(ANA, "doc_1"),
    "invoice#inv_1": WorkItem.of_invoice(ANA, "inv_1"),
    "payment#pay_1": WorkItem(ANA, "pay_1"),
    "record#pay_1#ref_1": WorkItem(ANA, "pay_1", "ref_1"),
}


@pytest.mark.parametrize("sk", KEYS)
def test_a_work_item_is_named_by_its_key(sk: str) -> None:
    assert work_item_of("clinic_demo#pat_ana", sk) == KEYS[sk]


def test_an_item_is_due_when_its_time_changes() -> None:
    key = {"pk": {"S": "clinic_demo#pat_ana"}, "sk": {"S": "payment#pay_1"}}
    soon, later = ({**key, "todo_at": {"S": f"2026-11-23T12:00:0{second}.000Z"}} for second in (0, 1))
    item = WorkItem(ANA, "pay_1")
    assert due_in(changed(None, soon)) == due_in(changed(key, soon)) == DueItem(item, NOON)
    assert due_in(changed(soon, later)) == DueItem(item, NOON + timedelta(seconds=1))
    for before, after in ((soon, soon), (soon, key), (soon, None), (None, key), (None, None)):
        assert due_in(changed(before, after)) is None
