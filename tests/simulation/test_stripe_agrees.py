"""The simulated Stripe and the double, which is held to Stripe's document, move the same money for the same acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Running, running_double
from tests.simulation.money_story import story
from tests.simulation.service import KEY
from tests.simulation.stripe import dashboard, disputes, money_back
from tests.simulation.stripe.transport import SimulatedTransport
from tests.simulation.stripe.world import StripeWorld

AMOUNT = 10_000
Act = tuple[str, dict[str, Any]]


class Bank(Protocol):
    """Events at Stripe past its API."""

    def pay(self, intent_id: str) -> None: ...

    def open_dispute(self, intent_id: str, amount: int, *, inquiry: bool) -> str: ...

    def decide(self, dispute_id: str, status: str, amount: int | None) -> None: ...

    def move(self, dispute_id: str, amount: int) -> None: ...

    def fail_refund(self, refund_id: str) -> None: ...

    def transfer_capability(self, status: str) -> None: ...


@dataclass
class DoubleBank:
    double: Running

    def pay(self, intent_id: str) -> None:
        client(self.double).payment_intents.confirm(intent_id, {"payment_method": "pm_card_visa"})

    def open_dispute(self, intent_id: str, amount: int, *, inquiry: bool) -> str:
        opened = self.double.controls.post("/disputes", payment_intent=intent_id, amount=amount, inquiry=inquiry)
        return str(opened["id"])

    def decide(self, dispute_id: str, status: str, amount: int | None) -> None:
        given = {} if amount is None else {"amount": amount}
        self.double.controls.post(f"/disputes/{dispute_id}/outcome", status=status, **given)

    def move(self, dispute_id: str, amount: int) -> None:
        self.double.controls.post(f"/disputes/{dispute_id}/money", reinstated=amount)

    def fail_refund(self, refund_id: str) -> None:
        self.double.controls.post(f"/refunds/{refund_id}/outcome", status="failed")

    def transfer_capability(self, status: str) -> None:
        self.double.controls.post("/accounts/acct_main", capabilities={"transfers": status})


@dataclass
class SimulatedBank:
    world: StripeWorld

    def pay(self, intent_id: str) -> None:
        self.world.pay(intent_id)

    def open_dispute(self, intent_id: str, amount: int, *, inquiry: bool) -> str:
        opened = disputes.dispute(self.world, intent_id, inquiry=inquiry, amount=amount, again=True)
        assert opened is not None
        return str(opened["id"])

    def decide(self, dispute_id: str, status: str, amount: int | None) -> None:
        opened = self.world.get(dispute_id)
        if status == "needs_response":
            disputes.escalate(self.world, opened, amount)
        elif status == "prevented":
            disputes.prevent(self.world, opened)
        elif opened["status"] == "lost":
            disputes.overturn(self.world, opened)
        else:
            disputes.decide(self.world, opened, status, amount)

    def move(self, dispute_id: str, amount: int) -> None:
        opened = self.world.get(dispute_id)
        disputes.reinstate(self.world, opened, amount) if amount > 0 else disputes.withdraw(
            self.world, opened, -amount, fee=0
        )

    def fail_refund(self, refund_id: str) -> None:
        money_back.finish_refund(self.world, self.world.get(refund_id), "failed")

    def transfer_capability(self, status: str) -> None:
        dashboard.set_capability(self.world, "acct_main", "transfers", status)


def client(double: Running) -> V1Services:
    """Stripe's SDK on the double."""
    return stripe.StripeClient(double.secret_key, base_addresses={"api": double.url}, max_network_retries=0).v1


@dataclass
class Script:
    """One story, told to either Stripe. What is refused is told too, by its code."""

    api: V1Services
    bank: Bank

    def __post_init__(self) -> None:
        customer = self.api.customers.create({"metadata": {"patient_id": "pat_1"}}).id
        self.params: dict[str, Any] = {
            "amount": AMOUNT,
            "currency": "cad",
            "customer": customer,
            "allowed_payment_method_types": ["card"],
            "metadata": {"payment_id": "pay_1"},
            "transfer_data": {"destination": "acct_main"},
            "on_behalf_of": "acct_main",
        }
        self.refused: list[str | None] = []

    def paid(self, **more: Any) -> str:
        intent = self.api.payment_intents.create(self.params | more)  # type: ignore[arg-type]
        self.bank.pay(intent.id)
        return intent.id

    def refund(self, intent_id: str, amount: int, *, reverse: bool = True) -> str:
        params = {"payment_intent": intent_id, "amount": amount, "metadata": {"a": "b"}, "reverse_transfer": reverse}
        return str(self.trying(lambda: self.api.refunds.create(params).id))  # type: ignore[arg-type]

    def trying(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except stripe.StripeError as fault:
            self.refused.append(fault.code)
            return None

    def reverse(self, intent_id: str, amount: int) -> None:
        charge = self.api.charges.retrieve(str(self.api.payment_intents.retrieve(intent_id).latest_charge))
        params: dict[str, Any] = {"amount": amount, "metadata": {"a": "b"}}
        self.trying(lambda: self.api.transfers.reversals.create(str(charge.transfer), params))  # type: ignore[arg-type]

    def transfer(self, amount: int) -> None:
        params: dict[str, Any] = {"amount": amount, "currency": "cad", "destination": "acct_main"}
        params |= {"transfer_group": "g", "metadata": {"a": "b"}}
        self.trying(lambda: self.api.transfers.create(params))  # type: ignore[arg-type]

    def figures(self) -> dict[str, Any]:
        """Every movement on both sides, each dispute's status, each refund's, and what was refused."""
        sides: dict[str, Any] = {}
        for side, options in (("platform", {}), ("account", {"stripe_account": "acct_main"})):
            found = self.api.balance_transactions.list({"limit": 100}, options).data  # type: ignore[arg-type]
            sides[side] = Counter((one.type, one.amount, one.fee, one.net, one.reporting_category) for one in found)
        known = self.api.disputes.list({"limit": 100}).data
        moved = [(one.status, one.amount, [each.amount for each in one.balance_transactions]) for one in known]
        failed = [one.amount for one in self.api.refunds.list({"limit": 100}).data if one.status == "failed"]
        return {**sides, "disputes": moved, "failed refunds": failed, "refused": self.refused}


def _top_up(told: Script) -> None:
    told.paid()


def _fee(told: Script) -> None:
    told.refund(told.paid(application_fee_amount=320), 4_000)


def _refunds(told: Script) -> None:
    intent_id = told.paid()
    told.refund(intent_id, 4_000)
    told.refund(intent_id, 3_000, reverse=False)
    told.refund(intent_id, 3_001)


def _failed_refund(told: Script) -> None:
    intent_id = told.paid()
    told.bank.fail_refund(told.refund(intent_id, AMOUNT))
    told.refund(intent_id, AMOUNT)
    told.refund(intent_id, AMOUNT, reverse=False)


def _partly_won(told: Script) -> None:
    intent_id = told.paid()
    told.refund(intent_id, 4_000)
    told.bank.decide(told.bank.open_dispute(intent_id, AMOUNT, inquiry=False), "lost", 4_000)
    told.reverse(intent_id, 6_000)
    told.reverse(intent_id, 1)


def _escalated(told: Script) -> None:
    intent_id = told.paid()
    opened = told.bank.open_dispute(intent_id, 3_000, inquiry=True)
    told.bank.decide(opened, "needs_response", AMOUNT)
    told.refund(intent_id, 100)
    told.bank.move(opened, AMOUNT)
    told.bank.move(opened, -AMOUNT)
    told.bank.decide(opened, "lost", None)
    told.bank.decide(opened, "won", None)
    told.refund(intent_id, 100)


def _twice(told: Script) -> None:
    intent_id = told.paid()
    told.bank.decide(told.bank.open_dispute(intent_id, AMOUNT, inquiry=False), "won", None)
    told.bank.decide(told.bank.open_dispute(intent_id, 2_000, inquiry=False), "lost", None)
    told.refund(intent_id, 8_001)
    told.refund(intent_id, 8_000)


def _prevented(told: Script) -> None:
    told.bank.decide(told.bank.open_dispute(told.paid(), AMOUNT, inquiry=False), "prevented", None)
    told.bank.decide(told.bank.open_dispute(told.paid(), AMOUNT, inquiry=True), "won", None)


def _above(told: Script) -> None:
    intent_id = told.paid()
    told.bank.decide(told.bank.open_dispute(intent_id, 12_000, inquiry=False), "lost", None)
    told.reverse(intent_id, AMOUNT)
    told.transfer(500)


def _disabled(told: Script) -> None:
    told.paid()
    told.bank.transfer_capability("inactive")
    told.transfer(500)
    told.trying(lambda: told.api.payment_intents.create(told.params))  # type: ignore[arg-type]
    told.bank.transfer_capability("active")
    told.transfer(500)


STORIES = {
    "a top-up": _top_up,
    "an application fee": _fee,
    "refunds": _refunds,
    "a refund that failed": _failed_refund,
    "a dispute partly reinstated": _partly_won,
    "an inquiry that escalates, comes and goes": _escalated,
    "two disputes": _twice,
    "a prevented dispute and a closed inquiry": _prevented,
    "a dispute above its charge": _above,
    "a capability that is lost": _disabled,
}


@pytest.fixture
def double(tmp_path: Any) -> Iterator[Running]:
    with running_double(tmp_path, 0, "--async-delay", "-1") as running:
        running.controls.post("/accounts", id="acct_main", country="CA", default_currency="cad")
        yield running


@pytest.mark.parametrize("name", STORIES)
def test_both_stripes_move_the_same_money(name: str, double: Running) -> None:
    told = Script(client(double), DoubleBank(double))
    STORIES[name](told)
    with story() as simulated:
        transport = SimulatedTransport(simulated.stripe, simulated.day.scheduler)
        api = stripe.StripeClient(KEY, http_client=transport, max_network_retries=0).v1
        likewise = Script(api, SimulatedBank(simulated.stripe))
        STORIES[name](likewise)
        assert likewise.figures() == told.figures()
