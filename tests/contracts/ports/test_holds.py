"""The promises of holds: kept with the payment as written, and a warning read at Stripe as it is now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import Hold, HoldReason, Payment, PaymentStatus
from chalicelib.services.ports import Ledger
from tests.contracts.ports.stripe_benches import Bench, charged
from tests.fakes.examples import ANA, payment
from tests.fakes.small import NOON

HELD = Hold(reason=HoldReason.FRAUD_WARNING, warning_id="issfr_1", at=NOON)
RELEASED = Hold(
    reason=HoldReason.FRAUD_WARNING,
    warning_id="issfr_1",
    at=NOON,
    released_at=NOON + timedelta(hours=1),
    released_by=Actor("staff", "usr_kim"),
)


@pytest.mark.parametrize("hold", [HELD, RELEASED], ids=["held", "released"])
def test_a_hold_is_read_as_it_was_written(ledger: Ledger, hold: Hold) -> None:
    made = payment(f"pay_held_{hold.released_at is None}", status=PaymentStatus.SUCCEEDED, succeeded_at=NOON, hold=hold)
    assert ledger.add(made)
    assert ledger.payment(ANA, made.id) == made


def test_a_warning_is_read_as_stripe_has_it_now(bench: Bench, fresh: Payment) -> None:
    paid = charged(bench, fresh)
    warning_id = bench.warn(paid)
    warning = bench.payments.fraud_warning(warning_id)
    assert (warning.warning_id, warning.payment_intent_id) == (warning_id, paid.payment_intent_id)
    assert warning.actionable and not warning.livemode


def test_an_unknown_warning_is_refused(bench: Bench) -> None:
    with pytest.raises(NotAllowed):
        bench.payments.fraud_warning("issfr_missing")
