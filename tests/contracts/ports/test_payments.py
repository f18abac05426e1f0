"""The promises of Stripe's ports: one PaymentIntent per payment whatever gets lost, and its true outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.credit.errors import CustomerDeleted, NotAllowed, StripeFailed, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Card, Payment
from chalicelib.credit.stripe_report import PaymentRef, PaymentReportKind
from chalicelib.services.ports import Stripe
from tests.contracts.ports.stripe_benches import EDITED, Bench, DoubleBench, charged, started
from tests.fakes.examples import ANA, BEN, account
from tests.fakes.faults import When


def test_a_patient_has_one_customer_after_repeated_calls(bench: Bench) -> None:
    assert bench.payments.create_customer(ANA) == bench.payments.create_customer(ANA)
    assert bench.payments.create_customer(ANA) != bench.payments.create_customer(BEN)


def test_a_payment_has_one_payment_intent_after_repeated_calls(bench: Bench, fresh: Payment) -> None:
    customer, before = bench.payments.create_customer(ANA), bench.made()
    first = bench.payments.start(fresh, customer)
    assert bench.payments.start(fresh, customer) == first and first.client_secret
    assert bench.made() == before + 1


def test_an_intent_names_its_payment_and_an_unknown_one_none(bench: Bench, fresh: Payment) -> None:
    assert bench.payments.pointer(started(bench, fresh)) == PaymentRef(fresh.patient, fresh.id)
    assert bench.payments.pointer("pi_unknown") is None


@pytest.mark.parametrize("when", When)
def test_a_lost_response_is_retried_without_a_second_payment_intent(bench: Bench, fresh: Payment, when: When) -> None:
    customer, before = bench.payments.create_customer(ANA), bench.made()
    bench.lose(when)
    with pytest.raises(Unavailable):
        bench.payments.start(fresh, customer)
    found = bench.payments.find(fresh, customer)
    assert (found is None) == (when is When.BEFORE)
    again = bench.payments.start(fresh, customer)
    assert bench.made() == before + 1
    assert found is None or found.payment_intent_id == again.payment_intent_id


def test_an_unpaid_payment_intent_is_waiting(bench: Bench, fresh: Payment) -> None:
    said = bench.payments.outcome(started(bench, fresh))
    assert (said.kind, said.amount_received, said.card, said.charge_id) == (PaymentReportKind.WAITING, 0, None, None)
    assert said.pointer == PaymentRef(ANA, fresh.id)


def test_a_paid_report_has_amount_account_and_card(bench: Bench, fresh: Payment) -> None:
    intent_id = started(bench, fresh)
    bench.pay(intent_id)
    said = bench.payments.outcome(intent_id)
    assert (said.kind, said.amount_received, said.currency) == (PaymentReportKind.SUCCEEDED, 5_000, "cad")
    assert (said.destination, said.livemode, said.card) == ("acct_main", False, Card("visa", "4242"))
    assert said.charge_id and said.error is None and said.payment_intent_id == intent_id
    assert bench.payments.find(fresh, bench.payments.create_customer(ANA)) == said


def test_a_platform_payment_has_no_destination(bench: Bench, fresh: Payment) -> None:
    intent_id = started(bench, replace(fresh, account_id=None))
    bench.pay(intent_id)
    assert bench.payments.outcome(intent_id).destination is None


def test_a_decline_has_its_reason_and_another_card_may_follow(bench: Bench, fresh: Payment) -> None:
    intent_id = started(bench, fresh)
    bench.decline(intent_id)
    said = bench.payments.outcome(intent_id)
    assert said.kind is PaymentReportKind.FAILED and said.error and said.error.code and said.error.message
    bench.pay(intent_id)
    assert bench.payments.outcome(intent_id).kind is PaymentReportKind.SUCCEEDED


def test_canceling_an_unpaid_payment_is_idempotent(bench: Bench, fresh: Payment) -> None:
    intent_id = started(bench, fresh)
    for _ in range(2):
        assert bench.payments.cancel(intent_id).kind is PaymentReportKind.CANCELED
    assert bench.payments.outcome(intent_id).kind is PaymentReportKind.CANCELED


def test_canceling_a_paid_payment_reports_that_it_was_paid(bench: Bench, fresh: Payment) -> None:
    intent_id = started(bench, fresh)
    bench.pay(intent_id)
    said = bench.payments.cancel(intent_id)
    assert (said.kind, said.amount_received) == (PaymentReportKind.SUCCEEDED, 5_000)


def test_a_payment_that_never_reached_stripe_is_not_found(bench: Bench, fresh: Payment) -> None:
    assert bench.payments.find(fresh, bench.payments.create_customer(BEN)) is None


def test_a_new_card_stays_on_file_until_the_patient_removes_it(bench: Bench, fresh: Payment) -> None:
    mine = replace(fresh, patient=BEN)
    bench.pay(started(bench, mine))
    customer, other = bench.payments.create_customer(BEN), bench.payments.create_customer(ANA)
    (card,) = bench.payments.cards(customer)
    assert card.card == Card("visa", "4242") and card.exp_year >= 2026 and 1 <= card.exp_month <= 12
    assert not bench.payments.remove_card(other, card.id)
    assert bench.payments.cards(customer) == (card,)
    assert bench.payments.remove_card(customer, card.id)
    assert bench.payments.cards(customer) == ()
    assert not bench.payments.remove_card(customer, card.id)


@pytest.mark.parametrize("card_id", ["pm_nobodys", "card_1", "x"])
def test_an_unknown_card_is_not_removed(bench: Bench, card_id: str) -> None:
    assert not bench.payments.remove_card(bench.payments.create_customer(ANA), card_id)


def test_an_account_is_described_as_stripe_knows_it_now(bench: Bench) -> None:
    bench.has_account(account("acct_off", charges_enabled=False, payouts_enabled=False))
    told = bench.payments.account(account("acct_off"))
    assert (told.id, told.name, told.country, told.currency) == ("acct_off", "Maple Clinic", "CA", "cad")
    assert not told.charges_enabled and not told.payouts_enabled


@pytest.mark.parametrize("when", When)
def test_every_lost_response_is_retryable(bench: Bench, fresh: Payment, when: When) -> None:
    intent_id, customer = started(bench, fresh), bench.payments.create_customer(ANA)
    asks: list[Callable[[Stripe], object]] = [
        lambda port: port.outcome(intent_id),
        lambda port: port.find(fresh, customer),
        lambda port: port.cards(customer),
        lambda port: port.create_customer(ANA),
        lambda port: port.account(account()),
        lambda port: port.cancel(intent_id),
    ]
    for ask in asks:
        bench.lose(when)
        with pytest.raises(Unavailable):
            ask(bench.payments)


@pytest.mark.parametrize("kind", ["real"], indirect=True, scope="module")
class TestStripeItself:
    """Faults that only the adapter can have."""

    def test_no_patient_data_is_sent_to_stripe(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        bench.transport.sent.clear()
        intent_id = started(bench, replace(fresh, patient_name="Ana Núñez", location=fresh.location))
        bench.payments.outcome(intent_id)
        said = repr(bench.transport.sent)
        assert not any(word in said for word in ("Ana", "N\\xfa", "Núñez", "%C3%BA", "Main", "email"))
        (made,) = [form for _, url, form in bench.transport.sent if url.endswith("/v1/payment_intents")]
        assert made["description"] == "Account credit"
        assert {name: value for name, value in made.items() if name.startswith("metadata")} == {
            "metadata[deployment]": "test",
            "metadata[clinic_id]": "clinic_demo",
            "metadata[patient_id]": "pat_ana",
            "metadata[payment_id]": fresh.id,
        }

    def test_no_card_is_ever_named_by_the_server(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        bench.transport.sent.clear()
        started(bench, fresh)
        (made,) = [form for _, url, form in bench.transport.sent if url.endswith("/v1/payment_intents")]
        assert not any(name in made for name in ("payment_method", "confirm", "payment_method_data", "off_session"))
        assert made["setup_future_usage"] == "on_session"

    def test_another_payment_of_the_same_customer_does_not_hide_ours(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        intent_id, customer = started(bench, fresh), bench.payments.create_customer(ANA)
        made = bench.ask("POST", "/v1/payment_intents", amount="700", currency="cad", customer=customer)
        assert made.status_code == 200
        found = bench.payments.find(fresh, customer)
        assert found is not None and found.payment_intent_id == intent_id
        assert bench.payments.pointer(made.json()["id"]) is None

    @pytest.mark.parametrize("edited", EDITED)
    @pytest.mark.parametrize("account_id", ["acct_main", None], ids=["clinic", "platform"])
    def test_a_payment_intent_names_its_payment_whatever_its_metadata_became(
        self, bench: Bench, fresh: Payment, account_id: str | None, edited: dict[str, str]
    ) -> None:
        assert isinstance(bench, DoubleBench)
        made = charged(bench, replace(fresh, account_id=account_id))
        bench.edit_metadata(made, edited)
        assert bench.payments.pointer(made.payment_intent_id or "") == PaymentRef(fresh.patient, fresh.id)

    def test_each_attempt_of_a_payment_has_its_own_group_of_transfers(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        bench.transport.sent.clear()
        intents = [started(bench, replace(fresh, intent_attempt=attempt)) for attempt in (0, 1)]
        sent = [form for _, url, form in bench.transport.sent if url.endswith("/v1/payment_intents")]
        assert len({form["transfer_group"] for form in sent}) == 2
        assert {bench.payments.pointer(each) for each in intents} == {PaymentRef(fresh.patient, fresh.id)}

    @pytest.mark.parametrize("name", ["card_payments", "transfers"])
    def test_a_capability_that_is_not_active_is_read(self, bench: Bench, name: str) -> None:
        assert isinstance(bench, DoubleBench)
        bench.has_account(account("acct_capable"))
        bench.control("/accounts/acct_capable", capabilities={name: "pending"})
        told = bench.payments.account(account("acct_capable"))
        assert told.inactive_capabilities == (name,) and told.charges_enabled
        bench.control("/accounts/acct_capable", capabilities={name: "active"})
        assert bench.payments.account(account("acct_capable")).inactive_capabilities == ()

    def test_what_stripe_wants_to_know_is_read(self, bench: Bench) -> None:
        assert isinstance(bench, DoubleBench)
        bench.has_account(account("acct_asked", charges_enabled=False))
        told = bench.payments.account(account("acct_asked"))
        assert told.disabled_reason == "requirements.past_due" and "external_account" in told.currently_due

    def test_an_account_that_left_is_known_to_have_left(self, bench: Bench) -> None:
        assert isinstance(bench, DoubleBench)
        bench.has_account(account("acct_leaving"))
        bench.control("/accounts/acct_leaving/deauthorize")
        told = bench.payments.account(account("acct_leaving"))
        assert told.deauthorized and told.id == "acct_leaving"
        with pytest.raises(NotAllowed):
            bench.payments.account(account("acct_never_was"))

    def test_an_account_has_a_page_at_stripe_to_complete_it(self, bench: Bench) -> None:
        assert isinstance(bench, DoubleBench)
        bench.has_account(account("acct_linked"))
        assert bench.payments.onboarding_link(account("acct_linked"), "https://clinic.example/").startswith("http")

    def test_the_platforms_fee_goes_with_the_payment_intent(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        intent_id = started(bench, replace(fresh, application_fee=175))
        assert bench.ask("GET", f"/v1/payment_intents/{intent_id}").json()["application_fee_amount"] == 175
        bench.pay(intent_id)
        told = bench.payments.outcome(intent_id)
        assert told.stripe_fee is not None and told.charged_at is not None

    def test_a_failure_that_is_repeated_under_its_key_is_passed_by_the_next_attempt(
        self, bench: Bench, fresh: Payment
    ) -> None:
        assert isinstance(bench, DoubleBench)
        customer = bench.payments.create_customer(ANA)
        bench.control("/api_rules", operation="payment_intents.create", mode="error", status=500, saved=True, count=1)
        for _ in range(2):
            with pytest.raises(StripeFailed) as failed:
                bench.payments.start(fresh, customer)
            assert failed.value.is_kept
        assert bench.payments.find_started(fresh, customer) is None
        again = replace(fresh, intent_attempt=1)
        made = bench.payments.start(again, customer)
        assert bench.payments.find_started(again, customer) == made
        assert bench.payments.find_started(fresh, customer) is None

    def test_other_payment_intents_of_a_payment_are_found_until_they_are_canceled(
        self, bench: Bench, fresh: Payment
    ) -> None:
        customer = bench.payments.create_customer(ANA)
        first, stranger = bench.payments.start(fresh, customer), replace(fresh, id=f"{fresh.id}x", intent_attempt=0)
        second = bench.payments.start(replace(fresh, intent_attempt=1), customer)
        bench.payments.start(stranger, customer)
        current = replace(fresh, intent_attempt=1, payment_intent_id=second.payment_intent_id)
        assert tuple(bench.payments.others(current, customer)) == (first.payment_intent_id,)
        bench.payments.cancel(first.payment_intent_id, current)
        assert not bench.payments.others(current, customer)

    def test_a_failure_that_stripe_does_not_keep_is_told_from_one_that_it_repeats(
        self, bench: Bench, fresh: Payment
    ) -> None:
        assert isinstance(bench, DoubleBench)
        customer = bench.payments.create_customer(ANA)
        bench.control("/api_rules", operation="payment_intents.create", mode="error", status=500, count=2)
        with pytest.raises(StripeFailed) as failed:
            bench.payments.start(fresh, customer)
        assert not failed.value.is_kept
        assert bench.payments.start(fresh, customer).client_secret

    def test_a_failure_to_make_a_customer_blocks_no_one(self, bench: Bench) -> None:
        assert isinstance(bench, DoubleBench)
        bench.control("/api_rules", operation="customers.create", mode="error", status=500, saved=True, count=1)
        assert bench.payments.create_customer(PatientKey("clinic_demo", "pat_unlucky")).startswith("cus_")

    def test_a_deleted_customer_has_no_cards_and_another_takes_its_place(self, bench: Bench, fresh: Payment) -> None:
        assert isinstance(bench, DoubleBench)
        mine = PatientKey("clinic_demo", "pat_deleted")
        of = replace(fresh, patient=mine)
        gone = bench.payments.create_customer(mine)
        assert bench.ask("DELETE", f"/v1/customers/{gone}").status_code == 200
        assert bench.payments.cards(gone) == () and not bench.payments.remove_card(gone, "pm_1")
        with pytest.raises(CustomerDeleted):
            bench.payments.start(of, gone)
        other = bench.payments.create_customer(mine, in_place_of=gone)
        assert other == bench.payments.create_customer(mine, in_place_of=gone) != gone
        assert bench.payments.start(replace(of, intent_attempt=1), other).client_secret
