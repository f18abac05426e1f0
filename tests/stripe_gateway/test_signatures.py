"""Only what Stripe signed, lately, is an event: everything else is refused in one way, and never breaks anything."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

import pytest

from chalicelib.config import StripeKeys
from chalicelib.credit.errors import Invalid
from chalicelib.credit.stripe_report import StripeEvent
from chalicelib.stripe_gateway.events import SignedEvents, read_event
from tests.stripe_gateway.stripe_json import SECRET, charge, encoded, event, signature

BODY = encoded(event("charge.succeeded", charge()))


def read(body: bytes = BODY, header: str | None = None, secrets: tuple[str, ...] = (SECRET,)) -> StripeEvent:
    return read_event(body, signature(body) if header is None else header, secrets, "test")


def refused(body: bytes = BODY, header: str | None = None, secrets: tuple[str, ...] = (SECRET,)) -> str:
    with pytest.raises(Invalid) as caught:
        read(body, header, secrets)
    return caught.value.code


def test_a_signed_event_is_read() -> None:
    assert read().id == "evt_1Qabc"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=",
        "t=1",
        "v1=abc",
        "nonsense",
        "t=now,v1=abc",
        "t=-1,v1=abc",
        "t=1e9,v1=abc",
        "t=٣,v1=abc",
        f"t={'9' * 400},v1=abc",
        "t=NOW,v1=é",
        "t=NOW,v1=",
        "t=NOW,v1",
        "t=NOW,v0=abc",
        "t=NOW," + "v1=a," * 1_000,
        "t=NOW,t=NOW,v1=abc",
        "t=123456789,v1=abc",
        "t=1234567890123,v1=abc",
        ",,,=,=,",
        "\x00",
    ],
)
def test_every_forged_signature_is_refused(header: str) -> None:
    assert refused(header=header.replace("NOW", str(int(time.time())))) == "invalid_signature"


def test_a_body_that_was_changed_by_one_byte_is_refused() -> None:
    header = signature(BODY)
    assert refused(BODY.replace(b"5000", b"5001", 1), header) == "invalid_signature"
    assert refused(BODY + b" ", header) == "invalid_signature"


@pytest.mark.parametrize("age", [301, 3_600, 86_400 * 365, 1_700_000_000])
def test_an_old_event_is_refused(age: int) -> None:
    assert refused(header=signature(BODY, at=time.time() - age)) == "invalid_signature"


@pytest.mark.parametrize("ahead", [310, 3_600, 86_400 * 365])
def test_an_event_from_the_future_is_refused(ahead: int) -> None:
    assert refused(header=signature(BODY, at=time.time() + ahead)) == "invalid_signature"


@pytest.mark.parametrize("age", [0, 280, -280])
def test_a_few_minutes_between_two_clocks_are_fine(age: int) -> None:
    assert read(header=signature(BODY, at=time.time() - age)).id


def signed_for(timestamp: str, *more: str) -> str:
    """A header whose signature is of the first `timestamp`; `more` are further parts."""
    digest = hmac.new(SECRET.encode(), timestamp.encode() + b"." + BODY, hashlib.sha256).hexdigest()
    return ",".join([f"t={timestamp}", *more, f"v1={digest}"])


@pytest.mark.parametrize("far", ["999999999999999", "9999999999", "1"])
@pytest.mark.parametrize("second", ["t={now}", " t={now}", "t={now} "])
def test_a_second_timestamp_does_not_make_a_signature_last(far: str, second: str) -> None:
    now = str(int(time.time()))
    assert refused(header=signed_for(far, second.format(now=now))) == "invalid_signature"
    assert refused(header=signed_for(now, second.format(now=now))) == "invalid_signature"


@pytest.mark.parametrize("digits", [9, 13, 15])
def test_a_timestamp_of_too_few_or_too_many_digits_is_refused(digits: int) -> None:
    padded = str(int(time.time())).rjust(digits, "0")[-digits:] if digits > 10 else str(int(time.time()))[:digits]
    assert refused(header=signed_for(padded)) == "invalid_signature"


def test_the_signature_that_these_tests_make_is_otherwise_good() -> None:
    assert read(header=signed_for(str(int(time.time())))).id


@pytest.mark.parametrize("secrets", [(), ("",), ("", "")])
def test_without_a_secret_nothing_is_genuine(secrets: tuple[str, ...]) -> None:
    assert refused(header=signature(BODY, ""), secrets=secrets) == "invalid_signature"


def test_during_a_rotation_both_secrets_are_good_and_a_third_is_not() -> None:
    both = ("whsec_new", "whsec_old")
    for secret in both:
        assert read(header=signature(BODY, secret), secrets=both).id
    assert refused(header=signature(BODY, "whsec_older"), secrets=both) == "invalid_signature"


def test_stripe_may_sign_with_two_secrets_at_once() -> None:
    stamp, good = signature(BODY).split(",")
    assert read(header=f"{stamp},v1=0000,{good},v0=1111").id


def test_a_test_signature_is_no_signature() -> None:
    assert refused(header=signature(BODY, scheme="v0")) == "invalid_signature"


def test_bytes_that_are_no_text_are_refused() -> None:
    body = b"\xff\xfe" + BODY
    assert refused(body, signature(body)) in ("invalid_signature", "invalid_event")


@dataclass
class Keys:
    """See aws.stripe_keys.StripeKeyProvider. `fresh` are the secrets that are there when they are read again."""

    fresh: tuple[str, ...] = ()
    reads: int = 0

    def current(self) -> StripeKeys:
        return StripeKeys("sk_test_1", (SECRET,))

    def refresh(self) -> StripeKeys | None:
        self.reads += 1
        return StripeKeys("sk_test_1", self.fresh) if self.fresh else None


def test_an_event_of_a_known_secret_is_read_without_reading_the_secrets_again() -> None:
    keys = Keys()
    found = SignedEvents(keys, "test").read(BODY, signature(BODY))
    assert (found, keys.reads) == (read(), 0)


def test_a_secret_that_was_rotated_since_is_read_again_once() -> None:
    keys = Keys(fresh=("whsec_new",))
    assert SignedEvents(keys, "test").read(BODY, signature(BODY, "whsec_new")) == read()
    assert keys.reads == 1


@pytest.mark.parametrize("fresh", [(), ("whsec_new",)])
def test_a_signature_of_no_secret_is_refused_after_they_were_read_again(fresh: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        SignedEvents(Keys(fresh), "test").read(BODY, signature(BODY, "whsec_other"))
    assert caught.value.code == "invalid_signature"
    assert caught.value.detail == "The Stripe-Signature header does not match the body."


def test_a_signed_body_that_is_no_event_is_refused_without_reading_the_secrets_again() -> None:
    keys = Keys(fresh=(SECRET,))
    with pytest.raises(Invalid) as caught:
        SignedEvents(keys, "test").read(b"[]", signature(b"[]"))
    assert (caught.value.code, caught.value.detail) == ("invalid_event", "The body is not a Stripe event.")
    assert keys.reads == 0
