"""Stripe's lists name every dispute, refund and fraud warning since an instant; the adapter on the double."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.credit.payment import Payment
from chalicelib.credit.stripe_report import DisputeFacts, FraudWarningFacts, UnresolvedReport
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.movements import PAGE, StripeMovements
from infra.stripe_double.settings import Settings
from tests.contracts.ports.stripe_benches import DoubleBench, charged
from tests.contracts.ports.stripe_in_process import URL, stripe_in_process
from tests.fakes.examples import account
from tests.fakes.small import FakeClock


@dataclass
class Lists:
    bench: DoubleBench
    movements: StripeMovements

    def warnings(self, since: timedelta) -> dict[str, tuple[datetime, FraudWarningFacts]]:
        """The fraud warnings made at or after `since` from now, by id."""
        found = list(self.movements.movements(datetime.now(UTC) + since))
        assert len({each.source_id for each in found}) == len(found)
        reports = ((each, each.report) for each in found)
        facts = ((each, report.facts) for each, report in reports if isinstance(report, UnresolvedReport))
        return {each.source_id: (each.at, fact) for each, fact in facts if isinstance(fact, FraudWarningFacts)}

    def disputes(self, since: timedelta) -> list[DisputeFacts]:
        """The disputes made, or with money moved, at or after `since` from now."""
        reports = (each.report for each in self.movements.movements(datetime.now(UTC) + since))
        facts = (report.facts for report in reports if isinstance(report, UnresolvedReport))
        return [each for each in facts if isinstance(each, DisputeFacts)]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    with stripe_in_process(tmp_path_factory.mktemp("stripe"), FakeClock()) as (payments, transport):
        bench = DoubleBench(payments, transport)
        bench.has_account(account())
        client = FixedClient(new_client(Settings.secret_key, transport, URL))
        yield Lists(bench, StripeMovements(client, "test"))


def test_every_fraud_warning_since_an_instant_is_listed_past_the_first_page(lists: Lists, fresh: Payment) -> None:
    paid = charged(lists.bench, fresh)
    made = {lists.bench.warn(paid) for _ in range(PAGE + 1)}
    found = lists.warnings(timedelta(minutes=-1))
    assert set(found) == made and len(made) == PAGE + 1
    at, facts = found[min(made)]
    assert facts.payment_intent_id == paid.payment_intent_id and abs(at - datetime.now(UTC)) < timedelta(minutes=1)
    assert lists.warnings(timedelta(minutes=1)) == {}


@pytest.mark.parametrize("inquiry", [True, False])
def test_every_new_dispute_is_listed_once_whether_it_took_money_or_not(
    lists: Lists, fresh: Payment, inquiry: bool
) -> None:
    paid = charged(lists.bench, fresh)
    lists.bench.control("/disputes", payment_intent=paid.payment_intent_id, inquiry=inquiry)
    found = lists.disputes(timedelta(minutes=-1))
    (opened,) = (each for each in found if each.payment_intent_id == paid.payment_intent_id)
    assert (opened.withdrawn, opened.due_by is not None) == (0 if inquiry else opened.amount, True)
    assert opened.dispute_id in {each.source_id for each in lists.movements.movements(datetime.min.replace(tzinfo=UTC))}
    assert lists.disputes(timedelta(minutes=1)) == []
