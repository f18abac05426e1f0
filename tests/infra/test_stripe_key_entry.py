"""A good key of Stripe's is replaced by another good one only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import stripe

from infra.ops.operate.keys import KeyRefused, require_usable
from infra.stripe_double.testing import Running, running_double


@dataclass
class Asked:
    """Make clients of one address and count them."""

    url: str
    keys: list[str] = field(default_factory=list)

    def __call__(self, key: str) -> stripe.StripeClient:
        self.keys.append(key)
        return stripe.StripeClient(key, base_addresses={"api": self.url}, max_network_retries=0)


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_double(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.mark.parametrize(
    "key",
    ["pk_test_local", "sk_live_local", "rk_live_1", "whsec_test_1", "sk_test_", "", "sk_test_a b", "x_sk_test_1", "sk"],
)
def test_a_key_of_another_kind_or_mode_is_refused_before_stripe_is_asked(key: str) -> None:
    asked = Asked("http://127.0.0.1:9")
    with pytest.raises(KeyRefused, match="starts with sk_test_ or rk_test_") as refused:
        require_usable(key, "test", asked)
    assert asked.keys == []
    assert not key or key not in str(refused.value).replace("sk_test_ or rk_test_", "")


def test_a_key_that_stripe_does_not_accept_is_refused(double: Running) -> None:
    with pytest.raises(KeyRefused, match="Stripe does not accept this key"):
        require_usable("sk_test_other", "test", Asked(double.url))


def test_a_key_that_stripe_accepts_is_usable_and_stripe_is_asked_once(double: Running) -> None:
    double.controls.delete("/calls")
    require_usable(double.secret_key, "test", Asked(double.url))
    assert len(double.controls.calls()) == 1


def test_without_an_answer_from_stripe_nothing_is_replaced() -> None:
    with pytest.raises(KeyRefused, match="could not check the key"):
        require_usable("sk_test_1", "test", Asked("http://127.0.0.1:9"))
