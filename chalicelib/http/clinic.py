"""What clinic staff see and set.

Each handler imports the services that it uses: a cold start pays for one route, not for all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from chalicelib import wiring
from chalicelib.credit.clinic import Clinic, Location
from chalicelib.http import present, wire
from chalicelib.http.caller import FULL_ACCESS, STAFF
from chalicelib.http.lists import Listing, listing, page_of
from chalicelib.http.routes import HISTORY, PAGED, Answer, Routes
from chalicelib.http.subjects import known_patient, own_clinic, paid_payment

if TYPE_CHECKING:
    from chalicelib.http.call import Call

clinic = Routes(__name__)

PATIENT = "/v1/clinic/patients/{patient_id}"


@clinic.get("/v1/clinic/payment-accounts", Listing[wire.PaymentAccount], roles=FULL_ACCESS, query=PAGED)
def payment_accounts(call: Call) -> Answer:
    """The clinic's payments accounts, which one is primary, and why others can't be."""
    ours = own_clinic(call)
    found = page_of(ours.accounts, call.page, lambda account: account.id)
    return Answer(listing(found, lambda account: present.payment_account(ours, account)))


@clinic.act(
    "POST",
    "/v1/clinic/payment-accounts/{account_id}/make-primary",
    wire.PaymentAccount,
    roles=FULL_ACCESS,
    refuses=("account_not_eligible", "refused_by_stripe"),
)
def make_account_primary(call: Call) -> Answer:
    """Makes an account the primary one."""
    from chalicelib.services.make_primary import make_primary

    caller, account_id = call.caller, call.id("account_id")
    ours, account = make_primary(
        caller.clinic_id,
        account_id,
        caller.actor,
        clinics=wiring.clinics(),
        payments=wiring.payments(),
        clock=wiring.clock,
    )
    return Answer(present.payment_account(ours, account))


@clinic.get("/v1/clinic/billing-settings", wire.BillingSettings, roles=STAFF)
def billing_settings(call: Call) -> Answer:
    """The clinic's billing settings."""
    return _settings(own_clinic(call))


@clinic.change(
    "PATCH",
    "/v1/clinic/billing-settings",
    wire.SettingsChange,
    wire.BillingSettings,
    roles=FULL_ACCESS,
    guarded=True,
    refuses=("clinic_not_supported", "no_primary_account", "primary_account_not_eligible"),
)
def change_settings(call: Call, body: wire.SettingsChange) -> Answer:
    """Changes billing settings, if nobody else did since they were read."""
    from chalicelib.services.change_billing_settings import change_billing_settings

    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not msgspec.UNSET}
    if "suggested_amounts" in changes:
        changes["suggested_amounts"] = tuple(changes["suggested_amounts"])
    caller = call.caller
    return _settings(
        change_billing_settings(
            caller.clinic_id, changes, call.seen_version, caller.actor, clinics=wiring.clinics(), clock=wiring.clock
        )
    )


def _settings(ours: Clinic) -> Answer:
    return Answer(present.billing_settings(ours), headers={"ETag": f'"v{ours.settings.version}"'})


@clinic.get("/v1/clinic/locations", Listing[wire.Location], roles=STAFF, query=PAGED)
def locations(call: Call) -> Answer:
    """The clinic's locations."""
    found = page_of(own_clinic(call).locations, call.page, lambda location: location.id)
    return Answer(listing(found, present.location))


@clinic.change("PUT", "/v1/clinic/locations/{location_id}", wire.LocationChange, wire.Location, roles=FULL_ACCESS)
def put_location(call: Call, body: wire.LocationChange) -> Answer:
    """Adds a location, or names it anew, or closes it."""
    location = Location(call.id("location_id"), body.name, body.active)
    wiring.clinics().save_location(own_clinic(call).profile.id, location)
    return Answer(present.location(location))


@clinic.get(PATIENT + "/credit", wire.PatientCredit, roles=STAFF)
def patient_credit(call: Call) -> Answer:
    """A patient's available credit, by location."""
    return Answer(present.patient_credit(known_patient(call), own_clinic(call)))


@clinic.get(PATIENT + "/credit/history", wire.History, roles=STAFF, query=HISTORY)
def patient_history(call: Call) -> Answer:
    """Every entry of a patient's ledger, newest first, with the balance after it."""
    from chalicelib.services.history import history

    currency = own_clinic(call).profile.currency
    found = history(known_patient(call), call.page, call.moment("at"), ledger=wiring.ledger())
    return Answer(present.history(found, currency))


@clinic.get(PATIENT + "/payments", Listing[wire.PaymentSummary], roles=STAFF, query=PAGED | {"unapplied"})
def patient_payments(call: Call) -> Answer:
    """A patient's payments, newest first."""
    from chalicelib.services.lists import Which

    which = Which.UNAPPLIED if call.flag("unapplied") else Which.PAID
    return Answer(
        listing(wiring.ledger().payments(known_patient(call).patient, call.page, which), present.payment_summary)
    )


@clinic.get(
    "/v1/clinic/payments",
    Listing[wire.PaymentSummary],
    roles=STAFF,
    query=PAGED | {"unapplied", "location_id", "account_id"},
)
def clinic_payments(call: Call) -> Answer:
    """The clinic's payments, newest first."""
    from chalicelib.services.lists import PaymentFilter

    wanted = PaymentFilter(call.flag("unapplied"), call.id_filter("location_id"), call.id_filter("account_id"))
    found = wiring.ledger().clinic_payments(call.caller.clinic_id, call.page, wanted)
    return Answer(listing(found, present.payment_summary))


@clinic.get(PATIENT + "/payments/{id}", wire.Payment, roles=STAFF)
def patient_payment(call: Call) -> Answer:
    """One payment with its activity."""
    payment, ledger = paid_payment(call), wiring.ledger()
    return Answer(present.payment_detail(payment, ledger.entries_of(payment), ledger.records_of(payment)))


@clinic.get(
    PATIENT + "/payments/{id}/receipt",
    wire.ReceiptReady,
    roles=STAFF,
    or_else={HTTPStatus.ACCEPTED: wire.ReceiptPreparing},
)
def payment_receipt(call: Call) -> Answer:
    """Where a duplicate of the receipt can be downloaded, for a minute."""
    from chalicelib.services.receipt_link import duplicate_link

    payment, ledger = paid_payment(call), wiring.ledger()
    link = duplicate_link(
        payment.patient, payment.id, call.caller.actor, ledger=ledger, receipts=wiring.receipts(), clock=wiring.clock
    )
    return Answer(present.receipt(link), HTTPStatus.OK if link else HTTPStatus.ACCEPTED)
