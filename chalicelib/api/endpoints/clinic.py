"""What clinic staff see and set.

Each handler imports the services that it uses: a cold start pays for one route, not for all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from chalicelib.api import presenters, schemas
from chalicelib.api.auth.principal import FULL_ACCESS, STAFF
from chalicelib.api.core.bridge import bridge
from chalicelib.api.core.pagination import Listing, listing, page_of
from chalicelib.api.core.routing import HISTORY, PAGED, Answer, Routes
from chalicelib.api.endpoints.lookups import current_clinic, get_patient_credit, get_settled_payment
from chalicelib.credit.clinic import Clinic, Location
from chalicelib.services.pagination import PaymentFilter, PaymentScope

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call

clinic = Routes(__name__)

PATIENT = "/v1/clinic/patients/{patient_id}"


@clinic.get("/v1/clinic/payment-accounts", Listing[schemas.PaymentAccount], roles=FULL_ACCESS, query=PAGED)
def payment_accounts(call: Call) -> Answer:
    """The clinic's payments accounts, which one is primary, and why others can't be."""
    ours = current_clinic(call)
    found = page_of(ours.accounts, call.page, lambda account: account.id)
    return Answer(listing(found, lambda account: presenters.payment_account(ours, account)))


@clinic.act(
    "POST",
    "/v1/clinic/payment-accounts/{account_id}/make-primary",
    schemas.PaymentAccount,
    roles=FULL_ACCESS,
    refuses=("account_not_eligible", "refused_by_stripe"),
)
def make_account_primary(call: Call) -> Answer:
    """Makes an account the primary one."""
    caller, account_id = call.caller, call.id("account_id")
    ours, account = bridge.services.make_primary(caller.clinic_id, account_id, caller.actor)
    return Answer(presenters.payment_account(ours, account))


@clinic.get("/v1/clinic/billing-settings", schemas.BillingSettings, roles=STAFF)
def billing_settings(call: Call) -> Answer:
    """The clinic's billing settings."""
    return _settings(current_clinic(call))


@clinic.change(
    "PATCH",
    "/v1/clinic/billing-settings",
    schemas.SettingsChange,
    schemas.BillingSettings,
    roles=FULL_ACCESS,
    guarded=True,
    refuses=("clinic_not_supported", "no_primary_account", "primary_account_not_eligible"),
)
def change_settings(call: Call, body: schemas.SettingsChange) -> Answer:
    """Changes billing settings, if nobody else did since they were read."""
    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not msgspec.UNSET}
    if "suggested_amounts" in changes:
        changes["suggested_amounts"] = tuple(changes["suggested_amounts"])
    caller = call.caller
    return _settings(
        bridge.services.change_billing_settings(caller.clinic_id, changes, call.seen_version, caller.actor)
    )


def _settings(ours: Clinic) -> Answer:
    return Answer(presenters.billing_settings(ours), headers={"ETag": f'"v{ours.settings.version}"'})


@clinic.get("/v1/clinic/locations", Listing[schemas.Location], roles=STAFF, query=PAGED)
def locations(call: Call) -> Answer:
    """The clinic's locations."""
    found = page_of(current_clinic(call).locations, call.page, lambda location: location.id)
    return Answer(listing(found, presenters.location))


@clinic.change("PUT", "/v1/clinic/locations/{location_id}", schemas.LocationChange, schemas.Location, roles=FULL_ACCESS)
def put_location(call: Call, body: schemas.LocationChange) -> Answer:
    """Adds a location, or names it anew, or closes it."""
    location = Location(call.id("location_id"), body.name, body.active)
    bridge.services.clinics.save_location(current_clinic(call).profile.id, location)
    return Answer(presenters.location(location))


@clinic.get(PATIENT + "/credit", schemas.PatientCredit, roles=STAFF)
def patient_credit(call: Call) -> Answer:
    """A patient's available credit, by location."""
    return Answer(presenters.patient_credit(get_patient_credit(call), current_clinic(call)))


@clinic.get(PATIENT + "/credit/history", schemas.History, roles=STAFF, query=HISTORY)
def patient_history(call: Call) -> Answer:
    """Every entry of a patient's ledger, newest first, with the balance after it."""
    currency = current_clinic(call).profile.currency
    found = bridge.services.read_history(get_patient_credit(call), call.page, call.moment("at"))
    return Answer(presenters.history(found, currency))


@clinic.get(PATIENT + "/payments", Listing[schemas.PaymentSummary], roles=STAFF, query=PAGED | {"unapplied"})
def patient_payments(call: Call) -> Answer:
    """A patient's payments, newest first."""
    which = PaymentScope.UNAPPLIED if call.flag("unapplied") else PaymentScope.PAID
    found = bridge.services.payment_lists.payments(get_patient_credit(call).patient, call.page, which)
    return Answer(listing(found, presenters.payment_summary))


@clinic.get(
    "/v1/clinic/payments",
    Listing[schemas.PaymentSummary],
    roles=STAFF,
    query=PAGED | {"unapplied", "location_id", "account_id"},
)
def clinic_payments(call: Call) -> Answer:
    """The clinic's payments, newest first."""
    wanted = PaymentFilter(call.flag("unapplied"), call.id_filter("location_id"), call.id_filter("account_id"))
    found = bridge.services.payment_lists.clinic_payments(call.caller.clinic_id, call.page, wanted)
    return Answer(listing(found, presenters.payment_summary))


@clinic.get(PATIENT + "/payments/{id}", schemas.Payment, roles=STAFF)
def patient_payment(call: Call) -> Answer:
    """One payment with its activity."""
    payment, services = get_settled_payment(call), bridge.services
    entries, records = services.entries.entries_of(payment), services.records.records_of(payment)
    return Answer(presenters.payment_detail(payment, entries, records))


@clinic.get(
    PATIENT + "/payments/{id}/receipt",
    schemas.ReceiptReady,
    roles=STAFF,
    or_else={HTTPStatus.ACCEPTED: schemas.ReceiptPreparing},
)
def payment_receipt(call: Call) -> Answer:
    """Where a duplicate of the receipt can be downloaded, for a minute."""
    payment = get_settled_payment(call)
    link = bridge.services.link_duplicate(payment.patient, payment.id, call.caller.actor)
    return Answer(presenters.receipt(link), HTTPStatus.OK if link else HTTPStatus.ACCEPTED)
