"""Write the demo clinics through the service's own code: `python -m infra.devstack.seed`. Safe to repeat.

Reads the service's environment, so it runs as a process of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import stripe

from chalicelib import config
from chalicelib.bootstrap import Services, build
from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.payment import LocationSnapshot
from chalicelib.credit.person import Person
from chalicelib.credit.time_zones import time_zone
from infra.devstack import demo


def seed() -> None:
    """Provision both clinics, the cards on file, the directory and open invoices; existing data stays as it is."""
    services = build(config.read(os.environ))
    double = os.environ.get("STRIPE_API_URL")
    client = stripe.StripeClient(os.environ["STRIPE_SECRET_KEY"], base_addresses={"api": double} if double else {})
    own = None if double else _platform_account(client)
    for clinic in demo.CLINICS:
        portal = os.environ.get("PORTAL_ORIGIN") if clinic is demo.MAPLE else None
        provision(services, clinic, _with_portal(clinic_of(clinic, own), portal))
        for patient in demo.patients_of(clinic):
            _know(services, client, PatientKey(clinic.id, patient), clinic.card_of(patient))
        for invoice in clinic.invoices:
            _send(services, clinic.id, invoice)


def provision(services: Services, clinic: demo.DemoClinic, provisioned: Clinic) -> None:
    """Provision a clinic and its directory."""
    services.provision_clinic(provisioned)
    for patient, name in clinic.directory.items():
        _name(services, PatientKey(clinic.id, patient), name)


def clinic_of(clinic: demo.DemoClinic, own: PaymentsAccount | None) -> Clinic:
    """Return the clinic as its operator would provision it; with `own`, the demo clinic is paid on that account."""
    if own and clinic is demo.MAPLE:
        profile = replace(_profile(clinic), country=own.country, currency=own.currency)
        return _provisioned(clinic, profile, (own,))
    return _provisioned(clinic, _profile(clinic), () if own else tuple(map(_account, clinic.accounts)))


def _with_portal(clinic: Clinic, origin: str | None) -> Clinic:
    return replace(clinic, profile=replace(clinic.profile, portal_origins=(origin,) if origin else ()))


def _provisioned(clinic: demo.DemoClinic, profile: ClinicProfile, accounts: tuple[PaymentsAccount, ...]) -> Clinic:
    settings = BillingSettings(
        account_credit_enabled=bool(accounts),
        top_up_minimum=demo.TOP_UP_MINIMUM,
        top_up_maximum=demo.TOP_UP_MAXIMUM,
        suggested_amounts=demo.SUGGESTED_AMOUNTS,
        balance_maximum=demo.BALANCE_MAXIMUM,
        primary_account_id=accounts[0].id if accounts else None,
        refund_policy=clinic.refund_policy,
        statement_name=clinic.statement_name,
    )
    locations = tuple(Location(location, name, active=True) for location, name in clinic.locations.items())
    return Clinic(profile=profile, settings=settings, accounts=accounts, locations=locations)


def _profile(clinic: demo.DemoClinic) -> ClinicProfile:
    return ClinicProfile(
        id=clinic.id,
        name=clinic.name,
        address=clinic.address,
        country=clinic.country,
        currency=clinic.currency,
        time_zone=clinic.time_zone,
        language=clinic.language,
    )


def _account(account: demo.Account) -> PaymentsAccount:
    """Return an account dated long ago: every report of Stripe's is newer."""
    return PaymentsAccount(
        id=account.id,
        name=account.name,
        country=account.country,
        currency=account.currency,
        charges_enabled=account.enabled,
        payouts_enabled=account.enabled,
        as_of=datetime(2020, 1, 1, tzinfo=UTC),
        statement_prefix=account.statement_prefix,
    )


def _platform_account(client: stripe.StripeClient) -> PaymentsAccount:
    account = client.v1.accounts.retrieve_current()
    return PaymentsAccount(
        id=account.id,
        name="This Stripe account",
        country=account.country or "",
        currency=account.default_currency or "",
        charges_enabled=bool(account.charges_enabled),
        payouts_enabled=bool(account.payouts_enabled),
        as_of=datetime.now(UTC),
        is_platform=True,
    )


def _know(services: Services, client: stripe.StripeClient, patient: PatientKey, payment_method: str | None) -> None:
    """A patient who removed the card keeps it removed, so only a customer that is new gets it."""
    known = services.credit.credit(patient).customer_id
    customer = services.provision_patient(patient)
    if known is None and payment_method:
        client.v1.payment_methods.attach(payment_method, {"customer": customer})


def _name(services: Services, patient: PatientKey, name: str) -> None:
    """Put the patient into the directory unless someone has: the name may have been corrected since, or merged away."""
    if services.people.person(patient) is None:
        with suppress(PatientMerged):
            services.save_person(Person(patient=patient, name=name, language="en"))


def _send(services: Services, clinic_id: str, invoice: demo.OpenInvoice) -> None:
    """Send an invoice unless one of its id is known: it may have been changed or voided since."""
    patient = PatientKey(clinic_id, invoice.patient)
    if services.invoices.invoice(patient, invoice.id):
        return
    profile = services.clinics.profile(clinic_id)
    services.put_invoice(
        Invoice(
            id=invoice.id,
            patient=patient,
            number=invoice.number,
            amount=invoice.amount,
            currency=profile.currency,
            location=LocationSnapshot(invoice.location, ""),
            issued_on=datetime.now(time_zone(profile.time_zone)).date(),
            revision=1,
            body_hash="demo",
            label=invoice.label,
        )
    )


if __name__ == "__main__":
    seed()
