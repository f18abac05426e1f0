"""The sources of credit: what each may do, and how the parts of a payment make its amount."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import PATIENT, Payment, PaymentStatus, Source
from chalicelib.credit.sources import RULES, has_receipt, rules_of
from tests.fakes.examples import payment
from tests.fakes.small import NOON

SUCCEEDED = PaymentStatus.SUCCEEDED
AMOUNTS = st.integers(min_value=0, max_value=10_000)


def of(source: Source, erased_at: datetime | None = None) -> Payment:
    return payment(source=source, status=SUCCEEDED, erased_at=erased_at)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_parts_of_a_payment_make_its_amount(one: int, two: int, three: int, four: int, five: int) -> None:
    paid = payment(status=SUCCEEDED, applied=one, refunded=two, disputed=three, transferred=four, voided=five)
    assert one + two + three + four + five + paid.unapplied == paid.amount


def test_a_payment_is_of_a_card_that_the_patient_used_unless_it_is_told_otherwise() -> None:
    assert (payment().source, payment().collected_by) == (Source.CARD_ONLINE, PATIENT)


def test_every_source_has_rules_and_an_entry_of_its_own() -> None:
    assert set(RULES) == set(Source)
    kinds = [rules.entry_kind for rules in RULES.values()]
    assert len(set(kinds)) == len(kinds) and all(isinstance(kind, EntryKind) for kind in kinds)


@pytest.mark.parametrize("source", [Source.MEMO, Source.OPENING_BALANCE, Source.TRANSFER])
def test_only_money_that_arrived_at_the_clinic_is_takings_and_has_a_receipt(source: Source) -> None:
    assert not has_receipt(of(source)) and not rules_of(of(source)).is_takings


@pytest.mark.parametrize("source", [Source.CARD_ONLINE, Source.RECORDED])
def test_an_erased_or_unpaid_payment_has_no_receipt(source: Source) -> None:
    assert has_receipt(of(source)) and rules_of(of(source)).is_takings
    assert not has_receipt(of(source, erased_at=NOON))
    assert not has_receipt(payment(source=source))


def test_a_memo_is_never_refunded_and_stripes_money_never_voided() -> None:
    memo, card = RULES[Source.MEMO], RULES[Source.CARD_ONLINE]
    assert not memo.refundable_to_card and not memo.refundable_outside and memo.voidable
    assert card.refundable_to_card and not card.voidable
