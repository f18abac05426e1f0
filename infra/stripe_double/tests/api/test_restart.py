"""A crash loses nothing that was answered: objects, idempotency keys, and events still to be delivered."""

from pathlib import Path

from infra.stripe_double.testing import free_port, running_double
from infra.stripe_double.tests.support.listener import Listener
from infra.stripe_double.tests.support.scenarios import new_intent, paid
from infra.stripe_double.tests.support.spec_validating_client import client

SOON = ("--webhook-backoff", "0.05", "--async-delay", "0.1")


def test_state_survives_a_kill(tmp_path: Path, listener: Listener) -> None:
    nowhere = ("--webhook-url", f"http://127.0.0.1:{free_port()}/", *SOON)
    with running_double(tmp_path, 0, *nowhere) as double:
        double.controls.post("/accounts", id="acct_main")
        api = client(double).v1
        customer = api.customers.create().id
        made = new_intent(api, "key-before", customer=customer)
        done = paid(api, customer=customer)
        double.process.kill()
        double.process.wait()
    with running_double(tmp_path, 0, "--webhook-url", listener.url, *SOON) as double:
        api = client(double).v1
        assert api.payment_intents.retrieve(done.id).status == "succeeded"
        assert new_intent(api, "key-before", customer=customer).id == made.id
        listener.wait(lambda seen: "payment_intent.succeeded" in seen.types())


def test_what_is_scheduled_happens_after_a_restart_and_what_a_test_ends_stays(
    tmp_path: Path, listener: Listener
) -> None:
    with running_double(tmp_path, 0, "--async-delay", "0.5") as double:
        double.controls.post("/accounts", id="acct_main")
        api = client(double).v1
        refund = api.refunds.create({"payment_intent": paid(api, "pm_card_refundFail").id})
        double.controls.post("/refund_rules", action="pending", until_ended=True)
        held = api.refunds.create({"payment_intent": paid(api).id})
        double.process.kill()
        double.process.wait()
    with running_double(tmp_path, 0) as double:
        double.controls.settle()
        api = client(double).v1
        assert api.refunds.retrieve(refund.id).status == "failed"
        assert api.refunds.retrieve(held.id).status == "pending"
