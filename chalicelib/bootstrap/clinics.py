"""The composition of clinics and their patients."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.config import Settings
from chalicelib.services.clinics.change_billing_settings import ChangeBillingSettings
from chalicelib.services.clinics.close_clinic import CloseClinic
from chalicelib.services.clinics.describe_account import DescribeAccount
from chalicelib.services.clinics.link_account import LinkAccount
from chalicelib.services.clinics.make_primary import MakePrimary
from chalicelib.services.clinics.onboard_clinics import OnboardClinics
from chalicelib.services.clinics.own_providers import OwnProviders
from chalicelib.services.clinics.provision_clinic import ProvisionClinic
from chalicelib.services.clinics.provision_plan import ProvisionPlan
from chalicelib.services.clinics.read_only_switch import ReadOnlySwitch
from chalicelib.services.clinics.record_account import RecordAccount
from chalicelib.services.clinics.refresh_accounts import RefreshAccounts
from chalicelib.services.clinics.save_location import SaveLocation
from chalicelib.services.patients.erase_patient import ErasePatient
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.patients.finish_open_merge import FinishOpenMerge
from chalicelib.services.patients.merge_patients import FindPatient, MergePatients
from chalicelib.services.patients.provision_patient import ProvisionPatient
from chalicelib.services.patients.save_person import SavePerson
from chalicelib.services.patients.unfinished_merges import UnfinishedMerges
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer


@dataclass(frozen=True, kw_only=True)
class ClinicServices:
    """Clinics with their accounts and locations, and their patients."""

    read_only: ReadOnlySwitch
    own_providers: OwnProviders
    record_account: RecordAccount
    make_primary: MakePrimary
    link_account: LinkAccount
    refresh_accounts: RefreshAccounts
    change_billing_settings: ChangeBillingSettings
    save_location: SaveLocation
    save_person: SavePerson
    ensure_customer: EnsureCustomer
    provision_clinic: ProvisionClinic
    provision_plan: ProvisionPlan
    close_clinic: CloseClinic
    onboard_clinics: OnboardClinics
    provision_patient: ProvisionPatient
    erase_patient: ErasePatient
    find_patient: FindPatient
    unfinished_merges: UnfinishedMerges
    finish_open_merge: FinishOpenMerge
    merge_patients: MergePatients
    finish_merge: FinishMerge


def clinic_services(adapters: Adapters, shared: Shared, settings: Settings) -> ClinicServices:
    ledger, clinics, stripe, clock = adapters.ledger, adapters.clinics, adapters.stripe, adapters.clock
    describe = DescribeAccount(stripe=stripe, clock=clock)
    find_patient = FindPatient(ledger=ledger)
    provision_clinic = ProvisionClinic(clinics=clinics, ledger=ledger)
    provision_plan = ProvisionPlan(clinics=clinics, accounts=stripe, provision_clinic=provision_clinic, clock=clock)
    return ClinicServices(
        read_only=shared.read_only,
        own_providers=shared.own_providers,
        record_account=RecordAccount(clinics=clinics, describe=describe, livemode=settings.livemode),
        make_primary=MakePrimary(clinics=clinics, stripe=stripe, clock=clock),
        link_account=LinkAccount(clinics=clinics, stripe=stripe),
        refresh_accounts=RefreshAccounts(clinics=clinics, describe=describe, clock=clock, metrics=adapters.metrics),
        change_billing_settings=ChangeBillingSettings(clinics=clinics, clock=clock),
        save_location=SaveLocation(clinics=clinics, clock=clock),
        save_person=SavePerson(people=ledger, clock=clock),
        ensure_customer=shared.ensure_customer,
        provision_clinic=provision_clinic,
        provision_plan=provision_plan,
        onboard_clinics=OnboardClinics(clinics=clinics, provision_plan=provision_plan),
        close_clinic=CloseClinic(clinics=clinics, clock=clock),
        provision_patient=ProvisionPatient(ledger=ledger, ensure_customer=shared.ensure_customer),
        erase_patient=shared.erase_patient,
        find_patient=find_patient,
        unfinished_merges=UnfinishedMerges(ledger=ledger),
        finish_open_merge=FinishOpenMerge(ledger=ledger, finish_merge=shared.finish_merge, read_only=shared.read_only),
        merge_patients=MergePatients(
            ledger=ledger, find_patient=find_patient, finish_merge=shared.finish_merge, clock=clock
        ),
        finish_merge=shared.finish_merge,
    )
