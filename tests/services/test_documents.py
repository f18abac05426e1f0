"""Statements and refund receipts: the ledger's own lines, the same bytes each time, and nothing of staff."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.credit.document import KEPT, DocumentFormat, DocumentRequest
from chalicelib.credit.errors import CreditError, Invalid, NotAllowed, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import MergeRequest, PatientMerged
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.person import Person
from chalicelib.credit.records import RefundStatus
from chalicelib.services.documents.link_statement import StatementQuery
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import apply, put_invoice, refund
from tests.services.test_outside_refunds import outside

DAY = timedelta(days=1)
THIS_YEAR = StatementQuery()
MOST_CALLS = 12
"""More than a drawing makes."""


def drawn(world: World, patient: PatientKey = ANA, query: StatementQuery = THIS_YEAR) -> str:
    """The statement, as soon as the sweep has drawn it."""
    assert world.services.link_statement(patient, query) is None
    world.services.sweep()
    link = world.services.link_statement(patient, query)
    assert link is not None and f"Expires={60}" in link.url
    assert link.expires_at == world.clock.now() + timedelta(seconds=60)
    return world.documents.download(link.url).decode()


def test_a_statement_has_opening_each_line_with_invoice_and_location_and_closing(world: World) -> None:
    world.recorded(amount=3_000)
    world.clock.pass_time(DAY)
    first = world.clock.now().date()
    paid = world.paid()
    put_invoice(world.open)
    apply(world.open, paid, 2_000, invoice_id="inv_1")
    span = StatementQuery(first, first)
    head, *lines = drawn(world, query=span).splitlines()
    assert head == f"%PDF Ana Núñez {first}..{first} 3000..6000 en"
    assert lines == ["top_up 5000 None Main Street", "applied -2000 INV-1001 Main Street"]


def test_a_day_of_the_clinic_is_whole_and_no_longer(world: World) -> None:
    """Toronto is five hours behind: from 05:00 to 05:00."""
    for _ in range(3):
        world.recorded(amount=1_000)
        world.clock.pass_time(timedelta(hours=9))
    assert "0..2000" in drawn(world, query=StatementQuery(date(2026, 11, 23), date(2026, 11, 23)))
    assert "2000..3000" in drawn(world, query=StatementQuery(date(2026, 11, 24), date(2026, 11, 24)))


def test_the_same_statement_twice_is_the_same_bytes_and_drawn_once(world: World) -> None:
    world.recorded()
    first = drawn(world)
    world.services.sweep()
    link = world.services.link_statement(ANA, THIS_YEAR)
    assert link is not None and world.documents.download(link.url).decode() == first
    assert world.documents.writes == 1
    world.clock.pass_time(KEPT)
    span = StatementQuery(last=date(2026, 11, 23))
    assert drawn(world, query=span).splitlines()[1:] == first.splitlines()[1:]


def test_another_entry_is_another_statement(world: World) -> None:
    world.recorded()
    first = drawn(world)
    world.recorded()
    assert drawn(world) != first and len(world.documents.files) == 2


def test_a_statement_as_csv_follows_the_rules_of_reports(world: World) -> None:
    paid = world.recorded(amount=3_000)
    apply(world.open, paid, 1_250, invoice_id="=2+5")
    table = drawn(world, query=StatementQuery(format=DocumentFormat.CSV))
    assert table.startswith("\ufeffdate,at,kind,invoice,location,payment_id,amount,balance,currency\r\n")
    opening, recorded, applied, closing = table.splitlines()[1:]
    assert opening == "2026-01-01,,opening,,,,,0.00,CAD" and closing == "2026-11-23,,closing,,,,,17.50,CAD"
    assert recorded == f"2026-11-23,2026-11-23T07:00:00-05:00,recorded,,Main Street,{paid.id},30.00,30.00,CAD"
    assert "applied,'=2+5,Main Street," in applied and applied.endswith(",-12.50,17.50,CAD")


@pytest.mark.parametrize(
    ("first", "last", "field", "message"),
    [
        (date(2026, 2, 1), date(2026, 1, 31), "to", "must not be before `from`"),
        (None, date(2026, 11, 24), "to", "must not be after today"),
        (date(2026, 11, 24), None, "to", "must not be before `from`"),
        (date(1999, 12, 31), None, "from", "must be 2000-01-01 or later"),
        (None, date.min, "from", "must be 2000-01-01 or later"),
    ],
)
def test_a_span_that_is_none_is_refused_by_name(
    world: World, first: date | None, last: date | None, field: str, message: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.services.link_statement(ANA, StatementQuery(first, last))
    (error,) = refused.value.errors
    assert (error.field, error.message) == (field, message)


def test_a_document_has_the_same_id_in_every_release(world: World) -> None:
    """Another id is another file: all that was drawn before would be drawn again."""
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    world.services.link_statement(ANA, THIS_YEAR)
    world.services.link_refund_receipt(world.now(paid), made.id)
    assert [each.id for each in world.ledger.rows.all(DocumentRequest)] == [
        "doc_asw7rzebz3tpj333hlnyao76xl",
        "doc_klqwvvq2imienmtnv7mbro3pls",
    ]


def test_a_statement_goes_up_to_the_clinic_s_own_today(world: World) -> None:
    """Toronto's Monday ends at 05:00 UTC on Tuesday."""
    tuesday = StatementQuery(last=date(2026, 11, 24))
    world.clock.at = world.clock.at.replace(day=24, hour=4, minute=59)
    with pytest.raises(Invalid):
        world.services.link_statement(ANA, tuesday)
    world.clock.pass_time(timedelta(minutes=1))
    assert world.services.link_statement(ANA, tuesday) is None


def test_a_statement_has_no_more_lines_than_a_function_can_draw(world: World) -> None:
    for _ in range(3):
        world.recorded()
        world.clock.pass_time(DAY)
    link = replace(world.services.link_statement, most_lines=2)
    with pytest.raises(Invalid) as refused:
        link(ANA, THIS_YEAR)
    assert refused.value.errors[0].field == "from"
    assert link(ANA, StatementQuery(date(2026, 11, 24))) is None


def test_a_statement_is_in_the_language_the_patient_asks_for_or_has_on_file(world: World) -> None:
    world.recorded()
    assert " fr-CA\n" in drawn(world, query=StatementQuery(viewer_language="fr-CA"))
    world.services.save_person(Person(patient=ANA, name="Ana Núñez", language="fr-CA"))
    assert " fr-CA\n" in drawn(world, query=StatementQuery(viewer_language="en"))
    assert " en\n" in drawn(world, query=StatementQuery(language="en"))


def test_a_merged_patient_has_the_other_ones_statement(world: World) -> None:
    world.recorded(BEN)
    world.recorded()
    world.services.merge_patients(
        MergeRequest(patient=ANA, into=BEN, reason="registered twice", actor=SAM, idempotency_key="key-1")
    )
    with pytest.raises(PatientMerged):
        world.services.link_statement(ANA, THIS_YEAR)
    assert "merged 5000 None Main Street" in drawn(world, BEN)


@pytest.mark.parametrize("when", When)
def test_a_drawing_that_breaks_at_any_call_is_drawn_again(world: World, when: When) -> None:
    world.recorded()
    world.services.link_statement(ANA, THIS_YEAR)
    (due,) = world.ledger.due(world.clock.now(), 10)
    for at in range(MOST_CALLS):
        with suppress(CreditError):
            world.guarded(FaultPlan(at, when)).services.process_due_item(due)
    world.services.process_due_item(due)
    assert len(world.documents.files) == 1 and world.services.link_statement(ANA, THIS_YEAR) is not None


def test_an_erased_patients_documents_are_deleted(world: World) -> None:
    paid = world.paid()
    world.services.issue_receipt(paid)
    drawn(world)
    world.services.link_statement(ANA, StatementQuery(format=DocumentFormat.CSV))
    assert world.services.erase_patient(ANA).receipts == 2
    world.services.sweep()
    assert world.documents.files == {}


def refund_link(world: World, payment: Payment, refund_id: str) -> str | None:
    found = world.services.link_refund_receipt(world.now(payment), refund_id).document
    return world.documents.download(found.url).decode() if found else None


def test_a_refund_has_a_receipt_dated_by_the_refund(world: World) -> None:
    paid = world.paid()
    world.clock.pass_time(3 * DAY)
    made = refund(world.open, paid, 2_000)
    world.clock.pass_time(DAY)
    assert refund_link(world, paid, made.id) is None
    world.services.sweep()
    number = world.services.link_refund_receipt(world.now(paid), made.id).number
    assert refund_link(world, paid, made.id) == f"%PDF refund {number} 2000 4242 2026-11-26 en"


def test_a_refund_outside_stripe_has_a_receipt_with_its_form(world: World) -> None:
    paid = world.recorded(source=Source.RECORDED)
    made = outside(world.open, paid)
    assert refund_link(world, paid, made.id) is None
    world.services.sweep()
    assert f" {made.amount} cheque " in str(refund_link(world, paid, made.id))


def test_a_refund_under_way_has_no_receipt_yet(world: World) -> None:
    world.stripe.refunds_start_as = RefundStatus.PENDING
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    with pytest.raises(NotAllowed) as refused:
        world.services.link_refund_receipt(world.now(paid), made.id)
    assert (refused.value.code, refused.value.detail) == (
        "refund_not_complete",
        "There is a receipt once the refund succeeded.",
    )


def test_an_unknown_refund_has_no_receipt(world: World) -> None:
    with pytest.raises(NotFound):
        world.services.link_refund_receipt(world.paid(), "ref_missing")
