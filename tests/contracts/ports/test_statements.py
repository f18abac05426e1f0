"""Stripe's statement names the payment of each movement, on the platform and on the account; on the double."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind
from chalicelib.credit.identity import SERVICE, derived_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.statements import StripeStatements
from infra.stripe_double.settings import Settings
from tests.contracts.ports.stripe_benches import EDITED, DoubleBench, charged
from tests.contracts.ports.stripe_in_process import URL, stripe_in_process
from tests.effort import effort
from tests.fakes.examples import account
from tests.fakes.small import FakeClock
from tests.figures import Figure

AMOUNT = 5_000


@dataclass
class Reading:
    bench: DoubleBench
    statements: StripeStatements

    def of(self, payment: Payment) -> list[BalanceTransaction]:
        """The payment's lines, oldest first on the platform and then on its account."""
        until = datetime.now(UTC) + timedelta(minutes=1)
        read = self.statements.statement(None, until, [payment.account_id or ""])
        return [line for line in read.transactions if line.payment and line.payment.payment_id == payment.id]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with stripe_in_process(tmp_path_factory.mktemp("stripe"), FakeClock()) as (payments, transport):
        bench = DoubleBench(payments, transport)
        bench.has_account(account())
        client = FixedClient(new_client(Settings.secret_key, transport, URL))
        yield Reading(bench, StripeStatements(client, "test"))


def shown(lines: list[BalanceTransaction]) -> list[tuple[MoneyKind, str, int]]:
    return [(line.kind, line.subject, line.amount) for line in lines if line.kind is not MoneyKind.OTHER]


def on_account(lines: list[BalanceTransaction]) -> int:
    return sum(line.net for line in lines if line.account_id)


def refund(of: Payment, amount: int) -> Refund:
    return Refund(
        id=derived_id("ref", of.id),
        patient=of.patient,
        payment_id=of.id,
        amount=amount,
        currency=of.currency,
        reason="",
        request_hash="",
        requested_at=of.created_at,
        requested_by=SERVICE,
    )


def test_a_charge_is_the_payments_and_its_transfer_the_accounts(reading: Reading, fresh: Payment) -> None:
    lines = reading.of(charged(reading.bench, replace(fresh, amount=AMOUNT)))
    assert (MoneyKind.CHARGE, fresh.id, AMOUNT) in shown(lines)
    assert on_account(lines) == AMOUNT
    assert {line.fee for line in lines if line.kind is MoneyKind.CHARGE} != {0}


def test_a_refund_is_named_by_its_record(reading: Reading, fresh: Payment) -> None:
    made = charged(reading.bench, replace(fresh, amount=AMOUNT))
    reading.bench.payments.refund(made, refund(made, 2_000))
    lines = reading.of(made)
    assert (MoneyKind.REFUND, refund(made, 2_000).id, -2_000) in shown(lines)
    assert on_account(lines) == AMOUNT - 2_000


def test_a_refund_in_the_dashboard_is_found_by_way_of_its_charge(reading: Reading, fresh: Payment) -> None:
    made = charged(reading.bench, replace(fresh, amount=AMOUNT))
    answer = reading.bench.ask("POST", "/v1/refunds", charge=made.charge_id or "", amount="1500")
    lines = reading.of(made)
    assert (MoneyKind.REFUND, derived_id("ref", answer.json()["id"]), -1_500) in shown(lines)
    assert on_account(lines) == AMOUNT


@pytest.mark.parametrize("edited", EDITED)
def test_a_charge_whose_metadata_was_edited_is_the_payments_all_the_same(
    edited: dict[str, str], reading: Reading, fresh: Payment
) -> None:
    made = charged(reading.bench, replace(fresh, amount=AMOUNT))
    reading.bench.edit_metadata(made, edited)
    assert (MoneyKind.CHARGE, made.id, AMOUNT) in shown(reading.of(made))
    assert on_account(reading.of(made)) == AMOUNT


def test_a_dispute_is_found_by_way_of_its_charge(reading: Reading, fresh: Payment) -> None:
    made = charged(reading.bench, replace(fresh, amount=AMOUNT))
    answer = reading.bench.transport.double.post(
        f"{URL}/_double/disputes", json={"charge": made.charge_id, "reason": "fraudulent"}
    )
    assert answer.status_code == 200, answer.text
    assert (MoneyKind.DISPUTE, answer.json()["id"], -AMOUNT) in shown(reading.of(made))


def test_a_later_nights_lines_are_attributed_without_the_charge_in_sight(reading: Reading, fresh: Payment) -> None:
    made = charged(reading.bench, replace(fresh, amount=AMOUNT))
    reading.bench.ask("POST", "/v1/refunds", charge=made.charge_id or "", amount="700", reverse_transfer="true")
    everything = reading.of(made)
    last = [line for line in everything if line.amount in (-700, 700)]
    lookup_afresh = reading.statements.statement(
        min(line.created for line in last), datetime.now(UTC) + timedelta(minutes=1), ["acct_main"]
    )
    found = {line.id for line in lookup_afresh.transactions if line.payment and line.payment.payment_id == made.id}
    assert last and {line.id for line in last} <= found


def test_a_transaction_of_another_product_has_no_payment(reading: Reading) -> None:
    answer = reading.bench.ask(
        "POST",
        "/v1/payment_intents",
        amount="900",
        currency="cad",
        payment_method="pm_card_visa",
        confirm="true",
        **{"allowed_payment_method_types[]": "card"},
    )
    assert answer.status_code == 200, answer.text
    read = reading.statements.statement(None, datetime.now(UTC) + timedelta(minutes=1), [])
    assert {line.payment for line in read.transactions if line.amount == 900} == {None}


def test_an_account_that_cannot_be_read_is_named(reading: Reading) -> None:
    read = reading.statements.statement(None, datetime.now(UTC), ["acct_of_nobody"])
    assert read.unreadable == {"acct_of_nobody"}


def test_lines_outside_the_span_are_left_out(reading: Reading, fresh: Payment) -> None:
    charged(reading.bench, fresh)
    past = datetime.now(UTC) - timedelta(days=1)
    assert reading.statements.statement(None, past, ["acct_main"]).transactions == ()


def test_a_payout_of_the_platform_names_the_payments_in_it(reading: Reading, fresh: Payment) -> None:
    charged(reading.bench, replace(fresh, amount=90_000, account_id=None))
    answer = reading.bench.transport.double.post(
        f"{URL}/_double/payouts", json={"account": "", "include_pending": True}
    )
    assert answer.status_code == 200, answer.text
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert reading.statements.statement(None, later, []).payouts == ()
    read = reading.statements.statement(None, later, [], platform_payouts=True)
    (payout,) = read.payouts
    assert payout.account_id is None and payout.is_over
    assert PaymentRef(fresh.patient, fresh.id) in payout.payments
    again = reading.statements.statement(later, later, [], [f"/{payout.id}"], platform_payouts=True)
    assert again.payouts == (payout,)


def test_a_payout_is_the_sum_of_its_balance_transactions(reading: Reading, fresh: Payment) -> None:
    charged(reading.bench, replace(fresh, amount=AMOUNT))
    answer = reading.bench.transport.double.post(
        f"{URL}/_double/payouts", json={"account": "acct_main", "include_pending": True}
    )
    assert answer.status_code == 200, answer.text
    read = reading.statements.statement(None, datetime.now(UTC) + timedelta(minutes=1), ["acct_main"])
    (payout,) = read.payouts
    assert payout.is_over and payout.amount == payout.transactions_net >= AMOUNT
    assert PaymentRef(fresh.patient, fresh.id) in payout.payments
    later = datetime.now(UTC) + timedelta(seconds=30)
    again = reading.statements.statement(later, later, ["acct_main"], [f"acct_main/{payout.id}"])
    assert again.payouts == (payout,)
    assert reading.statements.payout("acct_main", payout.id) == replace(payout, payments=())


@pytest.mark.parametrize("account_id", ["acct_main", "acct_of_nobody"])
def test_a_payout_that_is_not_there_or_not_readable_is_none(reading: Reading, account_id: str) -> None:
    assert reading.statements.payout(account_id, "po_missing") is None


def test_the_platforms_fee_never_reaches_the_account(reading: Reading, fresh: Payment) -> None:
    lines = reading.of(charged(reading.bench, replace(fresh, amount=AMOUNT, application_fee=150)))
    assert on_account(lines) == AMOUNT - 150


class Canned(stripe.HTTPClient):
    """Pages of one balance transaction of a charge, again and again."""

    name = "canned"

    def __init__(self, line: dict[str, Any], pages: int) -> None:
        super().__init__()
        self._body = {"object": "list", "url": "/v1/balance_transactions", "data": [line] * 100}
        self._left = pages

    def request(self, *_: object, **__: object) -> tuple[str, int, Mapping[str, str]]:
        self._left -= 1
        return json.dumps({**self._body, "has_more": self._left > 0}), 200, {}


def test_lines_are_read_a_hundred_at_a_time(reading: Reading, fresh: Payment, figure: Figure) -> None:
    made = charged(reading.bench, fresh)
    listed = reading.bench.ask("GET", f"/v1/balance_transactions?source={made.charge_id}&expand[]=data.source").json()
    transport = Canned(listed["data"][0], pages=10)
    statements = StripeStatements(FixedClient(new_client(Settings.secret_key, transport, URL)), "test")
    spent = effort(lambda: statements.statement(None, datetime.now(UTC) + timedelta(minutes=1), []))
    read = spent.value.transactions
    assert len(read) == 1_000 and {line.payment for line in read} != {None}
    figure(f"reading 1,000 balance transactions, 100 per page, without the network: {spent}")
    assert spent.loops < 1_500
