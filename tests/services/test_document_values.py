"""Each document holds all that the clinic, the payment and the ledger have for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.credit.credit_statement import CreditStatement, StatementLine
from chalicelib.credit.document import Document, refund_number
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.outside_refund import CARDS_TAKE_REFUNDS_FOR
from chalicelib.credit.payment import Tender
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.services.documents.link_statement import StatementQuery
from tests.fakes.examples import ANA, maple
from tests.fakes.payments import VISA
from tests.fakes.small import NOON
from tests.fakes.world import Access, World
from tests.services.actions import apply, put_invoice, refund
from tests.services.test_outside_refunds import outside

PROFILE = maple().profile


@dataclass
class Drawn:
    """Keep what is to be drawn."""

    documents: list[Document] = field(default_factory=list)

    def __call__(self, document: Document, on_lost_letters: object = None) -> bytes:
        self.documents.append(document)
        return b"%PDF"

    def of(self, world: World) -> Access:
        return replace(world.open, render=self)


def test_a_receipt_holds_the_payment_as_it_was_paid(world: World) -> None:
    drawn = Drawn()
    paid = world.paid()
    drawn.of(world).services.issue_receipt(paid)
    receipt = world.now(paid).receipt
    assert receipt is not None and drawn.documents == [
        Receipt(
            number=receipt.number,
            clinic_name=PROFILE.name,
            clinic_address=PROFILE.address,
            patient_name="Ana Núñez",
            patient_id="pat_ana",
            location_name="Main Street",
            amount=5_000,
            currency="cad",
            card=VISA,
            paid_at=NOON,
            time_zone="America/Toronto",
            language="en",
        )
    ]


def test_a_receipt_of_a_recorded_payment_holds_its_day_and_form(world: World) -> None:
    drawn = Drawn()
    drawn.of(world).services.issue_receipt(world.recorded(tender=Tender.CHEQUE, received_on=date(2026, 11, 20)))
    (receipt,) = drawn.documents
    assert isinstance(receipt, Receipt)
    assert (receipt.card, receipt.tender, receipt.received_on) == (None, Tender.CHEQUE, date(2026, 11, 20))


def test_a_refund_s_receipt_holds_the_refund_and_the_payment_that_it_is_of(world: World) -> None:
    drawn = Drawn()
    paid = world.paid()
    world.services.issue_receipt(paid)
    world.clock.pass_time(timedelta(days=2))
    made = refund(world.open, world.now(paid), 2_000)
    world.services.link_refund_receipt(world.now(paid), made.id, "fr-CA")
    world.clock.pass_time(timedelta(hours=1))
    drawn.of(world).services.sweep()
    receipt = world.now(paid).receipt
    assert receipt is not None and drawn.documents == [
        RefundReceipt(
            number=refund_number(made.id),
            clinic_name=PROFILE.name,
            clinic_address=PROFILE.address,
            patient_name="Ana Núñez",
            patient_id="pat_ana",
            location_name="Main Street",
            amount=2_000,
            currency="cad",
            card=VISA,
            tender=None,
            refunded_at=NOON + timedelta(days=2),
            paid_on=date(2026, 11, 23),
            payment_number=receipt.number,
            time_zone="America/Toronto",
            language="fr-CA",
        )
    ]


def test_a_receipt_of_a_refund_outside_stripe_holds_its_form_and_no_card(world: World) -> None:
    drawn = Drawn()
    paid = world.recorded()
    made = outside(world.open, paid)
    world.services.link_refund_receipt(world.now(paid), made.id)
    drawn.of(world).services.sweep()
    (receipt,) = (each for each in drawn.documents if isinstance(each, RefundReceipt))
    assert made.outside is not None and (receipt.card, receipt.tender) == (None, made.outside.tender)


def test_a_receipt_of_money_given_back_by_hand_names_no_card_though_one_paid(world: World) -> None:
    drawn = Drawn()
    paid = world.paid()
    world.clock.pass_time(CARDS_TAKE_REFUNDS_FOR + timedelta(seconds=1))
    made = outside(world.open, paid)
    world.services.link_refund_receipt(world.now(paid), made.id)
    drawn.of(world).services.sweep()
    (receipt,) = (each for each in drawn.documents if isinstance(each, RefundReceipt))
    assert world.now(paid).card == VISA and (receipt.card, receipt.tender) == (None, Tender.CHEQUE)


def test_a_statement_holds_each_line_between_its_opening_and_its_closing(world: World) -> None:
    drawn = Drawn()
    world.recorded(amount=3_000)
    world.clock.pass_time(timedelta(days=1))
    paid = world.paid()
    put_invoice(world.open)
    apply(world.open, paid, 2_000, invoice_id="inv_1")
    day = date(2026, 11, 24)
    world.services.link_statement(ANA, StatementQuery(day, day, language="fr-CA"))
    drawn.of(world).services.sweep()
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    line = StatementLine(
        at=at,
        kind=EntryKind.TOP_UP,
        amount=5_000,
        balance=8_000,
        payment_id=paid.id,
        location_name="Main Street",
        invoice=None,
    )
    (statement,) = (each for each in drawn.documents if isinstance(each, CreditStatement))
    assert statement == CreditStatement(
        clinic_name=PROFILE.name,
        clinic_address=PROFILE.address,
        patient_name="Ana Núñez",
        patient_id="pat_ana",
        currency="cad",
        time_zone="America/Toronto",
        language="fr-CA",
        first=day,
        last=day,
        opening=3_000,
        lines=(line, replace(line, kind=EntryKind.APPLIED, amount=-2_000, balance=6_000, invoice="INV-1001")),
    )
