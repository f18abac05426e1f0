"""The refusals of use cases: the code for programs, the sentence for people, and the field that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.balance_import import ImportRequest
from chalicelib.credit.billing_settings import InvoicePolicy
from chalicelib.credit.errors import CreditError, TooMany
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.payment import LocationSnapshot, Payment
from chalicelib.credit.rate_limits import STRIPE_CALLS_PER_MINUTE
from chalicelib.credit.transfer import TransferRequest
from chalicelib.credit.webhooks import MOST_ENDPOINTS
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN, SAM, invoice, maple
from tests.fakes.world import World, request
from tests.services.actions import KIM, apply_request, refund
from tests.services.merges import DEE
from tests.services.test_fraud_warnings import warning_of

Act = Callable[[World], object]


def stranger(world: World) -> Payment:
    """A payment that the ledger does not have."""
    return replace(World().started(), id="pay_x", payment_intent_id="pi_x")


def transferred(world: World, to: PatientKey = BEN, payment_id: str | None = None) -> object:
    given = payment_id or world.paid().id
    return world.services.transfer_credit(
        TransferRequest(patient=ANA, payment_id=given, to=to, amount=1, reason="r", actor=SAM, idempotency_key="key-1")
    )


def merged(world: World, patient: PatientKey = ANA, into: PatientKey = BEN, key: str = "key-1") -> object:
    asked = MergeRequest(patient=patient, into=into, reason="r", actor=SAM, idempotency_key=key)
    return world.services.merge_patients(asked)


def known(world: World, *patients: PatientKey) -> World:
    for patient in patients:
        world.services.provision_patient(patient)
    return world


def merged_already(world: World) -> object:
    merged(known(world, ANA, BEN, DEE))
    return merged(world, ANA, DEE, "key-2")


def transferred_to_merged(world: World) -> object:
    merged(known(world, BEN, DEE), BEN, DEE)
    return transferred(world)


def imported(world: World, *lines: str, key: str = "key-1") -> object:
    head = "patient_id,name,amount,location_id,as_of,reference"
    content = "\r\n".join((head, *lines)).encode()
    return world.services.import_balances(
        ImportRequest(clinic_id="clinic_demo", content=content, actor=SAM, idempotency_key=key)
    )


def many_endpoints(world: World) -> object:
    for number in range(MOST_ENDPOINTS):
        world.events.save_endpoint(replace(endpoint_for("clinic_demo"), id=f"we_{number}"))
    return world.services.make_endpoint("clinic_demo", "https://ehr.example/", (), SAM)


def warned(world: World) -> None:
    report = warning_of(world, world.started())
    world.services.record_fraud_warning(report, report_id="evt_1")


def provisioned_in_dollars(world: World) -> None:
    world.paid()
    world.services.provision_clinic(replace(maple(), profile=replace(maple().profile, currency="usd")))


def only_known_invoices(world: World) -> object:
    world.clinics.set_settings("clinic_demo", invoices=InvoicePolicy.KNOWN)
    world.paid()
    return world.services.apply_oldest_first(ANA, apply_request(1))


def voided_receipt(world: World) -> object:
    paid = world.recorded()
    world.ledger.rows.put(("payment", ANA, paid.id), replace(world.now(paid), voided=5_000))
    return world.services.link_receipt(ANA, paid.id)


NOT_FOUND: dict[str, tuple[Act, str, dict[str, str]]] = {
    "applying": (lambda world: world.services.apply_credit(ANA, "pay_x", apply_request(1)), "Payment", {}),
    "applying oldest first": (lambda world: world.services.apply_oldest_first(ANA, apply_request(1)), "Patient", {}),
    "unapplying": (lambda world: world.services.unapply_credit(ANA, world.paid().id, "app_x", KIM), "Application", {}),
    "refunding": (lambda world: refund(world.open, stranger(world), 1), "Payment", {}),
    "voiding": (
        lambda world: world.services.void_payment(
            VoidRequest(patient=ANA, payment_id="pay_x", reason="r", actor=SAM, idempotency_key="key-1")
        ),
        "Payment",
        {},
    ),
    "releasing": (lambda world: world.services.release_hold(ANA, "pay_x", SAM), "Payment", {}),
    "warning": (warned, "Payment", {}),
    "transferring": (lambda world: transferred(world, payment_id="pay_x"), "Payment", {}),
    "transferring to no one": (transferred, "Patient", {"to_patient_id": "must be a patient of this clinic"}),
    "transferring to a merged one": (transferred_to_merged, "Patient", {"to_patient_id": "was merged into pat_dee"}),
    "merging no one": (
        lambda world: merged(known(world, BEN)),
        "Patient",
        {"from": "must be a patient of this clinic"},
    ),
    "merging into no one": (
        lambda world: merged(known(world, ANA)),
        "Patient",
        {"into": "must be a patient of this clinic"},
    ),
    "erasing": (lambda world: world.services.erase_patient(ANA), "Patient", {}),
    "a receipt": (lambda world: world.services.link_receipt(ANA, "pay_x"), "Payment", {}),
    "a receipt of what was voided": (voided_receipt, "Receipt", {}),
    "settling": (lambda world: world.services.settle_top_up(ANA, "pay_x"), "Top-up", {}),
    "settling cash": (lambda world: world.services.settle_top_up(ANA, world.recorded().id), "Top-up", {}),
    "a primary account": (
        lambda world: world.services.make_primary("clinic_demo", "acct_x", SAM),
        "Payments account",
        {},
    ),
    "an endpoint": (lambda world: world.services.find_endpoint("clinic_demo", "we_x"), "Webhook endpoint", {}),
}


@pytest.mark.parametrize("name", NOT_FOUND)
def test_what_is_not_there_is_named_and_so_is_the_field(world: World, name: str) -> None:
    act, what, fields = NOT_FOUND[name]
    with pytest.raises(CreditError) as refused:
        act(world)
    assert (refused.value.code, refused.value.detail) == ("not_found", f"{what} not found.")
    assert {error.field: error.message for error in refused.value.errors} == fields


REFUSED: dict[str, tuple[Act, str, str, dict[str, str]]] = {
    "merging twice": (merged_already, "already_merged", "This patient was merged into pat_ben already.", {}),
    "an unknown invoice": (
        only_known_invoices,
        "invoice_unknown",
        "This invoice is not known. Choose one of the patient's invoices.",
        {"invoice_id": "must be an invoice of the patient"},
    ),
    "an invoice elsewhere": (
        lambda world: world.services.put_invoice(invoice(location=LocationSnapshot("loc_other", ""))),
        "invalid_request",
        "location_id: must be one of the clinic's locations",
        {"location_id": "must be one of the clinic's locations"},
    ),
    "an invoice of another's account": (
        lambda world: world.services.put_invoice(invoice(account_id="acct_other")),
        "invalid_request",
        "account_id: must be one of the clinic's payments accounts",
        {"account_id": "must be one of the clinic's payments accounts"},
    ),
    "too many endpoints": (
        many_endpoints,
        "too_many_endpoints",
        f"url: must be one of at most {MOST_ENDPOINTS} endpoints; remove one first",
        {"url": f"must be one of at most {MOST_ENDPOINTS} endpoints; remove one first"},
    ),
    "a receipt of an open top-up": (
        lambda world: world.services.link_receipt(ANA, world.started().id),
        "not_paid",
        "There is a receipt once the payment succeeded.",
        {},
    ),
    "too little": (
        lambda world: world.started(amount=499),
        "amount_out_of_range",
        "amount: must be between 500 and 100000",
        {"amount": "must be between 500 and 100000"},
    ),
    "too much": (
        lambda world: world.started(amount=100_001),
        "amount_out_of_range",
        "amount: must be between 500 and 100000",
        {"amount": "must be between 500 and 100000"},
    ),
    "another currency": (
        provisioned_in_dollars,
        "not_allowed",
        "clinic_demo holds credit in cad: its currency can't become usd. "
        "Provision a new clinic for the other currency.",
        {},
    ),
    "an import with a wrong line": (
        lambda world: imported(
            world, "pat_a,Ana,1.00,loc_main,2026-01-31,R1", "pat_b,Ben,0,loc_main,never,R2", "pat_c,Cho,1,loc_x,,R3"
        ),
        "import_refused",
        "Nothing was imported: 2 of 3 lines are refused. Line 3, amount: must be more than zero",
        {
            "lines[3].amount": "must be more than zero",
            "lines[3].as_of": "must be a date, year or day first: write it as 2026-01-31",
            "lines[4].as_of": "is missing",
        },
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_with_what_would_be_right(world: World, name: str) -> None:
    act, code, detail, fields = REFUSED[name]
    with pytest.raises(CreditError) as refused:
        act(world)
    assert (refused.value.code, refused.value.detail) == (code, detail)
    assert {error.field: error.message for error in refused.value.errors} == fields


def test_amounts_at_the_ends_of_the_clinic_s_range_are_taken(world: World) -> None:
    assert [world.started(amount=amount).amount for amount in (500, 100_000)] == [500, 100_000]


def test_a_top_up_that_was_never_started_is_closed_after_a_while(world: World) -> None:
    asked = request(key="key_never_started")
    world.ledger.add(world.started_row(asked))
    world.clock.pass_time(timedelta(days=2))
    with pytest.raises(CreditError) as refused:
        world.open.start(asked)
    assert (refused.value.code, refused.value.detail) == (
        "top_up_closed",
        "This top-up was never started and is closed. Start a new one.",
    )


def test_settings_that_another_changed_are_told_with_who_and_when(world: World) -> None:
    change = world.services.change_billing_settings
    change("clinic_demo", {"top_up_minimum": 600}, 1, Actor("staff", "usr_sam", "Sam"))
    with pytest.raises(CreditError) as refused:
        change("clinic_demo", {"top_up_minimum": 700}, 1, SAM)
    assert (refused.value.code, refused.value.detail) == (
        "stale_version",
        "These settings were changed by Sam at 2026-11-23 12:00 UTC. Read them again, then repeat your change.",
    )
    with pytest.raises(
        CreditError, match=r"^These settings were changed\. Read them again, then repeat your change\.$"
    ):
        change("clinic_other", {"top_up_minimum": 700}, 9, SAM)


@pytest.mark.parametrize(("into", "left_s"), [(10, 51), (10.5, 50), (0, 61), (59.9, 1)])
def test_retry_after_of_stripe_s_calls_ends_with_the_minute(world: World, into: float, left_s: int) -> None:
    started = world.started()
    world.clock.pass_time(timedelta(minutes=1, seconds=into))
    refused = TooMany("", 0)
    for _ in range(STRIPE_CALLS_PER_MINUTE + 1):
        try:
            world.services.settle_top_up(ANA, started.id)
        except TooMany as fault:
            refused = fault
    assert refused.retry_after_s == left_s


def test_a_patient_who_asks_stripe_too_often_waits_for_the_next_minute(world: World) -> None:
    world.clock.pass_time(timedelta(seconds=10))
    started = world.started()
    for _ in range(STRIPE_CALLS_PER_MINUTE):
        world.services.settle_top_up(ANA, started.id)
    with pytest.raises(TooMany) as refused:
        world.services.settle_top_up(ANA, started.id)
    assert (refused.value.detail, refused.value.scope) == ("You asked very often. Please wait a minute.", "requests")
    assert refused.value.retry_after_s == 51 and world.counters.counts["StripeCallsRefused"] == 1
    world.clock.pass_time(timedelta(seconds=49))
    with pytest.raises(TooMany):
        world.services.settle_top_up(ANA, started.id)
    world.clock.pass_time(timedelta(seconds=1))
    assert world.services.settle_top_up(ANA, started.id) == world.now(started)
