"""Conservation at Stripe: no cent appears or vanishes between the card, the clinic's account and the platform.

All of it is computed from Stripe's own objects. What the clinic's account should have is Stripe's rule and the clinic's
agreement, not the service's arithmetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.simulation.stripe.balances import PLATFORM, balance, transactions
from tests.simulation.stripe.disputes import net_withdrawn
from tests.simulation.stripe.world import Json, StripeWorld


@dataclass(frozen=True, slots=True)
class AtStripe:
    """One charge and all that followed from it, in minor units. `has` is what the clinic's account holds of it."""

    charge: Json
    refunded: int
    withdrawn: int
    dispute_fees: int
    stripe_fee: int
    transferred: int

    @property
    def account(self) -> str:
        """The connected account of a destination charge, or the platform's."""
        return str((self.charge["transfer_data"] or {}).get("destination", PLATFORM))

    @property
    def amount(self) -> int:
        return int(self.charge["amount"])

    @property
    def application_fee(self) -> int:
        return int(self.charge["application_fee_amount"] or 0)

    @property
    def taken(self) -> int:
        """The part that disputes take of the patient's credit: never more than refunds left of it."""
        return min(max(self.withdrawn, 0), self.amount - self.refunded)

    @property
    def has(self) -> int:
        return self.transferred - (self.application_fee if self.charge["application_fee"] else 0)

    def expected(self, *, bears_dispute_fees: bool = False) -> int:
        """The amount that the account should hold once everything is done; a move can't make it less than nothing."""
        left = self.amount - self.refunded - self.taken
        borne = self.dispute_fees if bears_dispute_fees else 0
        return max(left - borne, 0) - self.application_fee

    @property
    def left(self) -> int:
        """The amount that Stripe has given out of this charge to anyone, after all."""
        return self.amount - self.refunded - self.withdrawn - self.dispute_fees - self.stripe_fee


def charges(world: StripeWorld) -> Iterator[AtStripe]:
    """Every card charge on the platform."""
    for charge in world.all("charge"):
        if charge.get("payment_intent") and charge["balance_transaction"]:
            yield at_stripe(world, charge)


def at_stripe(world: StripeWorld, charge: Json) -> AtStripe:
    """A charge with its refunds, disputes and transfers."""
    disputes = list(world.all("dispute", charge=charge["id"]))
    refunds = [one for one in world.all("refund", charge=charge["id"]) if one["status"] != "failed"]
    return AtStripe(
        charge=charge,
        refunded=sum(one["amount"] for one in refunds),
        withdrawn=sum(map(net_withdrawn, disputes)),
        dispute_fees=sum(one["fee"] for dispute in disputes for one in dispute["balance_transactions"]),
        stripe_fee=world.get(charge["balance_transaction"])["fee"],
        transferred=sum(one["amount"] - one["amount_reversed"] for one in _transfers(world, charge, disputes)),
    )


def _transfers(world: StripeWorld, charge: Json, disputes: list[Json]) -> Iterator[Json]:
    """The charge's own transfer, and what was transferred for it later, by group or by metadata."""
    groups = {charge["transfer_group"], *(f"dispute_{one['id']}" for one in disputes)}
    payment_id = world.get(charge["payment_intent"])["made_with"]["payment_id"]
    for one in world.all("transfer"):
        by_metadata = one["metadata"].get("payment_id") == payment_id
        if one["source_transaction"] == charge["id"] or one["transfer_group"] in groups or by_metadata:
            yield one


def violations(world: StripeWorld) -> Iterator[str]:
    """Check what must be true after every step, whatever is still to be done."""
    held: Counter[str] = Counter()
    for one in charges(world):
        held[one.account] += one.has if one.account else 0
        held[PLATFORM] += one.left - (one.has if one.account else 0)
        if one.account and not 0 <= one.transferred <= one.amount:
            yield f"{one.account} holds {one.transferred} of {one.charge['id']} of {one.amount}"
    for account in dict.fromkeys([*held, *(each["account"] for each in transactions(world))]):
        has = balance(world, account)
        if has != held[account]:
            yield f"{account or 'the platform'} has {has} at Stripe where its charges leave {held[account]}"


def unsettled(world: StripeWorld, *, bears_dispute_fees: bool = False) -> Iterator[str]:
    """Check, once every move is made, that each account holds what it should of each charge."""
    for one in charges(world):
        expected = one.expected(bears_dispute_fees=bears_dispute_fees)
        if one.account and one.has != expected:
            yield f"{one.account} holds {one.has} of {one.charge['id']} where {expected} is right"
