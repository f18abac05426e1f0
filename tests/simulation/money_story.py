"""One payment of 100.00 told as a story: the real services, the simulated Stripe, and the figures of both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.records import Refund
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.fakes.examples import ANA, SAM, maple
from tests.simulation import flows, machines
from tests.simulation.day import Day, new_day
from tests.simulation.ledger_facts import Facts, patients, read_ledger, unapplied
from tests.simulation.service import CREDIT
from tests.simulation.stripe import balances, dashboard
from tests.simulation.stripe.world import Json, StripeWorld
from tests.simulation.virtual_time import DAY_S, HOUR_S, MINUTE_S

AMOUNT = 10_000
CARD_FEE = balances.card_fee(AMOUNT)
DISPUTE_FEE = balances.DISPUTE_FEE
MAIN, NORTH = "acct_main", "acct_north"
A_MONTH = (6 * MINUTE_S, HOUR_S, 6 * HOUR_S, 7 * HOUR_S, DAY_S, DAY_S, 4 * DAY_S, 10 * DAY_S, 15 * DAY_S, HOUR_S)


@contextmanager
def story(clinic: Clinic | None = None) -> Iterator[Story]:
    """A clinic with two accounts at Stripe; nothing fails unless the story makes it."""
    day = new_day(Random(1))
    for account_id in (MAIN, NORTH):
        dashboard.add_account(day.stripe, account_id)
    with day.service.installed():
        day.service.clinics.provision(clinic or maple())
        yield Story(day)


@dataclass
class Story:
    """`lost` are the types of events that never arrive, and `lose` decides it for one event."""

    day: Day
    lost: tuple[str, ...] = ()
    lose: Callable[[Json], bool] = lambda event: False

    @property
    def stripe(self) -> StripeWorld:
        return self.day.stripe

    def paid(self, key: str = "key-1", amount: int = AMOUNT) -> str:
        """A top-up that is paid and credited; its PaymentIntent."""
        intent_id = flows.start(self.day, flows.asked(key, amount))
        self.stripe.pay(intent_id)
        self.hear()
        return intent_id

    def hear(self) -> None:
        """Stripe's events so far arrive, but for those that are lost, and the table's changes are taken."""
        for delivery in machines.everything_due(self.day):
            if delivery.event["type"] not in self.lost and not self.lose(delivery.event):
                self.day.service.take_event(delivery.event)
        while machines.take_changes(self.day):
            pass

    def refund(self, amount: int, number: int = 1) -> Refund:
        """Staff refund the first payment; Stripe's answer may still be pending."""
        asked = RefundRequest(
            patient=ANA,
            payment_id=flows.asked().payment_id,
            amount=amount,
            reason="asked",
            actor=SAM,
            idempotency_key=f"refund-{number}",
        )
        made = self.day.service.services.refund_payment(asked)
        self.hear()
        return made

    def refund_at_stripe(self) -> Json:
        """The newest refund."""
        return next(self.stripe.all("refund"))

    def sweeps(self, *spans: float) -> None:
        """Time passes; after each span everything that is due is done."""
        for span in spans:
            self.day.scheduler.time.seconds += span
            self.hear()
            for _ in range(3):
                machines.sweep_once(self.day)
                self.hear()

    def month(self) -> None:
        """A month of sweeps."""
        self.sweeps(*A_MONTH)

    def payment(self, number: int = 0) -> Facts:
        """A payment as the table has it, the oldest first."""
        table = self.day.service.database.tables[CREDIT]
        found = [one for pk in patients(table) for one in read_ledger(table, pk).payments.values()]
        return sorted(found, key=lambda one: str(one["created"]))[number]

    def record(self, identifier: str) -> Facts:
        """A refund or a dispute as the table has it; empty when it has none."""
        table = self.day.service.database.tables[CREDIT]
        records = (one for pk in patients(table) for one in read_ledger(table, pk).records)
        return next((one for one in records if one["sk"].endswith(f"#{identifier}")), {})

    def unapplied(self) -> int:
        return unapplied(self.payment())

    def at_clinic(self, account_id: str = MAIN) -> int:
        """The balance of the clinic's account at Stripe, paid out or not."""
        return balances.balance(self.stripe, account_id)

    def at_platform(self) -> int:
        return balances.balance(self.stripe, balances.PLATFORM)
