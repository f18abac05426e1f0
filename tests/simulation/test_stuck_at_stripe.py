"""States that were wrong or stuck: accounts, keys, customers, dates, provisioning. Each ends as people expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stripe

from chalicelib.credit.clinic import Location
from chalicelib.credit.document import Document
from chalicelib.credit.errors import CreditError, TopUpsUnavailable
from infra.ops.operate import replay_progress
from infra.ops.operate.clinic_file import ClinicFile, Place
from infra.ops.operate.provision import provision
from infra.ops.operate.replay import Replay
from infra.stripe_double.testing import running_double
from infra.stripe_double.tests.support.listener import listening
from tests.fakes.documents import draw
from tests.fakes.examples import ANA, SAM, maple
from tests.fakes.world import World
from tests.simulation import flows
from tests.simulation.money_story import AMOUNT, MAIN, NORTH, Story, story
from tests.simulation.service import SECRET
from tests.simulation.stripe import dashboard, disputes
from tests.simulation.virtual_time import DAY_S, HOUR_S


def can_start(told: Story, key: str = "another") -> bool:
    """Whether a patient can start a top-up now."""
    try:
        return bool(flows.start(told.day, flows.asked(key)))
    except TopUpsUnavailable:
        return False


# Accounts.


def test_account_event_of_the_other_mode_changes_nothing() -> None:
    with story() as told:
        disabled = {**told.stripe.objects[MAIN], "charges_enabled": False}
        told.stripe.emit("account.updated", disabled, account=MAIN, livemode=True)
        told.hear()
        assert can_start(told)


def test_older_of_two_account_events_of_one_second_does_not_win() -> None:
    with story() as told:
        older = dashboard.change_account(told.stripe, MAIN, charges_enabled=False)
        newer = dashboard.change_account(told.stripe, MAIN, charges_enabled=True)
        for event in (newer, older):
            told.day.service.take_event(event)
        assert can_start(told)


@pytest.mark.parametrize("capability", ["card_payments", "transfers"])
@pytest.mark.parametrize("status", ["inactive", "pending"])
def test_account_without_a_capability_takes_no_top_ups(capability: str, status: str) -> None:
    with story() as told:
        dashboard.set_capability(told.stripe, MAIN, capability, status)
        told.hear()
        assert not can_start(told)


def test_capability_is_read_even_when_every_event_of_it_is_lost() -> None:
    with story() as told:
        told.lost = ("account.updated", "capability.updated")
        dashboard.set_capability(told.stripe, MAIN, "transfers", "inactive")
        told.sweeps(DAY_S, HOUR_S)
        assert not can_start(told)


@pytest.mark.parametrize("lost", [(), ("account.application.deauthorized",)], ids=["heard", "lost"])
def test_deauthorized_account_takes_no_top_ups(lost: tuple[str, ...]) -> None:
    with story() as told:
        told.lost = lost
        dashboard.deauthorize(told.stripe, MAIN)
        told.sweeps(DAY_S, HOUR_S)
        assert not can_start(told)


# Keys and customers.


def test_saved_stripe_500_delays_a_top_up_and_does_not_block_it() -> None:
    with story() as told:
        told.stripe.breaking.append("/v1/payment_intents")
        started = ""
        for _ in range(3):
            try:
                started = started or flows.start(told.day, flows.asked())
            except CreditError:
                told.sweeps(60.0)
        assert started
        assert len(list(told.stripe.all("payment_intent"))) == 1


def test_saved_stripe_500_delays_a_refund_and_does_not_fail_it() -> None:
    with story() as told:
        told.paid()
        told.stripe.breaking.append("/v1/refunds")
        told.refund(4_000)
        told.sweeps(600.0, HOUR_S, 7 * HOUR_S)
        assert [one["amount"] for one in told.stripe.all("refund")] == [4_000]


def test_customer_deleted_at_stripe_is_replaced() -> None:
    with story() as told:
        told.paid()
        dashboard.delete_customer(told.stripe, next(told.stripe.all("customer"))["id"])
        assert can_start(told)


def test_top_up_on_an_account_that_died_goes_on_with_the_new_primary_account() -> None:
    with story() as told:
        dead = flows.start(told.day, flows.asked())
        dashboard.set_capability(told.stripe, MAIN, "transfers", "inactive")
        told.hear()
        service = told.day.service
        service.services.make_primary("clinic_demo", NORTH, SAM)
        alive = flows.start(told.day, flows.asked())
        assert told.stripe.get(alive)["transfer_data"] == {"destination": NORTH}
        assert told.stripe.get(dead)["status"] == "canceled"


# Events.


@pytest.mark.parametrize("kind", ["charge.dispute.funds_withdrawn", "refund.created"])
def test_event_about_a_payment_that_the_key_cannot_see_is_acknowledged(kind: str) -> None:
    with story() as told:
        opened = disputes.dispute(told.stripe, told.paid(), inquiry=False)
        assert opened is not None
        elsewhere = {**opened, "id": "du_elsewhere", "payment_intent": "pi_elsewhere", "charge": "ch_elsewhere"}
        if kind.startswith("refund"):
            elsewhere |= {"id": "re_elsewhere", "object": "refund", "status": "succeeded", "metadata": {}}
        told.day.service.take_event(told.stripe.emit(kind, elsewhere))


# Dates, and people who are forgotten.


def test_receipt_is_dated_by_the_charge_and_not_by_when_it_was_learned_of() -> None:
    with story() as told:
        told.lost = ("charge.succeeded", "payment_intent.succeeded")
        told.paid()
        charged_at = f"{told.day.scheduler.time.now:%Y-%m-%dT%H:%M}"
        told.sweeps(HOUR_S)
        (pdf,) = told.day.service.s3.objects.values()
        assert charged_at in pdf.decode()


def test_rendering_a_receipt_does_not_restore_an_erased_patient() -> None:
    world = World()
    payment = world.paid()

    def meanwhile(receipt: Document) -> bytes:
        """Another process issues the same receipt, and then the patient is forgotten."""
        world.open.services.issue_receipt(payment)
        world.services.erase_patient(ANA)
        return draw(receipt)

    replace(world.open, render=meanwhile).services.issue_receipt(payment)
    assert world.receipts.forget(payment) == 0, "no file was left"


# Provisioning, and the cap.


def test_platform_account_can_be_provisioned_as_a_clinic_account() -> None:
    with story() as told:
        dashboard.add_account(told.stripe, told.stripe.platform_account)
        file = ClinicFile(
            id="clinic_own",
            name="Own Clinic",
            address=["1 King Street"],
            country="CA",
            currency="cad",
            time_zone="America/Toronto",
            language="en",
            locations=[Place("loc_1", "One")],
            accounts=[Place(told.stripe.platform_account, "Own Clinic")],
        )
        service = told.day.service
        made = provision(file, service.services, "ops")
        assert made.accounts[0].destination is None


def test_provisioning_again_leaves_a_closed_location_closed() -> None:
    with story() as told:
        clinics = told.day.service.clinics
        clinics.save_location(
            "clinic_demo", Location("loc_north", "North Clinic", active=False), by=SAM, at=told.day.service.clock.now()
        )
        told.day.service.services.provision_clinic(maple())
        location = clinics.get("clinic_demo").location("loc_north")
        assert location is not None
        assert not location.active


def test_provisioning_another_currency_over_existing_credit_is_refused() -> None:
    with story() as told:
        told.paid()
        american = replace(maple(), profile=replace(maple().profile, currency="usd"))
        with pytest.raises(CreditError):
            told.day.service.services.provision_clinic(american)


def test_open_top_ups_count_toward_the_balance_cap() -> None:
    with story() as told:
        settings = replace(
            maple().settings, balance_maximum=5 * AMOUNT, version=2, changed_at=told.day.service.clock.now()
        )
        told.day.service.clinics.save_settings("clinic_demo", settings, "balance_maximum")
        for number in range(8):
            try:
                told.stripe.pay(flows.start(told.day, flows.asked(f"key-{number}", AMOUNT)))
            except CreditError:
                told.sweeps(HOUR_S)
        told.hear()
        assert sum(each["amount"] for each in told.stripe.all("charge", paid=True)) == 5 * AMOUNT


# What the sweep costs, and what a replay leaves out.


def test_abandoned_top_up_costs_stripe_three_looks() -> None:
    with story() as told:
        intent_id = flows.start(told.day, flows.asked())
        told.stripe.asked.clear()
        told.sweeps(*([300.0] * 320))
        assert told.stripe.get(intent_id)["status"] == "canceled"
        assert told.stripe.asked[f"get /v1/payment_intents/{intent_id}"] == 3


def test_replay_includes_the_events_of_connected_accounts(tmp_path: Path) -> None:
    with running_double(tmp_path, 0) as double, listening() as listener:
        double.controls.post("/accounts", id=MAIN)
        double.controls.post(f"/accounts/{MAIN}", payouts_enabled=False)
        client = stripe.StripeClient(double.secret_key, base_addresses={"api": double.url})
        now = datetime.now(UTC)
        progress = replay_progress.begin("run", now - timedelta(hours=1), now + timedelta(minutes=1), tmp_path)
        Replay(client, listener.url, SECRET, progress, report=lambda line: None).run()
        assert "account.updated" in listener.types()


# Early fraud warnings.


def test_credit_of_a_charge_with_a_fraud_warning_cannot_be_spent() -> None:
    with story() as told:
        disputes.warn(told.stripe, told.paid())
        told.hear()
        service = told.day.service
        with pytest.raises(CreditError):
            service.services.apply_credit(ANA, flows.asked().payment_id, flows.apply_request(told.day, "key", 1_000))
