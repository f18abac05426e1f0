"""The promises of the clinics' store: one primary, settings by version, what is newest of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.billing_settings import FieldChange
from chalicelib.credit.clinic import Clinic, ClinicClosure, Location
from chalicelib.credit.errors import Conflict, NotAllowed, NotFound
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.identity import Actor
from chalicelib.credit.identity_provider import MOST_CLINIC_CLAIMS, IdentityProvider
from chalicelib.credit.operator_acts import ActChange, ActKind, OperatorAct
from chalicelib.credit.read_only import ReadOnly
from chalicelib.services.ports import Clinics, PageRequest
from tests.fakes.examples import SAM, account, lakeside, maple
from tests.fakes.small import NOON

CHANGED = {"changed_at": NOON, "changed_by": SAM}


@pytest.fixture
def known(clinics: Clinics) -> Clinics:
    for clinic in (maple(), lakeside()):
        clinics.provision(clinic)
    return clinics


def test_a_clinic_reads_back_as_it_was_provisioned(known: Clinics) -> None:
    assert known.get("clinic_demo") == maple() and known.profile("clinic_demo") == maple().profile
    assert known.get("clinic_other") == lakeside()


def test_a_profile_with_logo_and_colours_reads_back(clinics: Clinics) -> None:
    profile = replace(maple().profile, logo="https://maple.example/logo.svg", colours=("#0a5c36", "#ffffff"))
    clinics.provision(replace(maple(), profile=profile))
    assert clinics.profile("clinic_demo") == profile


@pytest.mark.parametrize("clinic_id", ["clinic_nowhere", "account#acct_main", "changes#clinic_demo"])
def test_there_is_no_clinic_where_none_was_provisioned(known: Clinics, clinic_id: str) -> None:
    with pytest.raises(NotFound):
        known.get(clinic_id)
    with pytest.raises(NotFound):
        known.profile(clinic_id)


def test_provisioning_again_keeps_what_staff_set(known: Clinics) -> None:
    settings = replace(maple().settings, version=2, top_up_minimum=900, **CHANGED)  # type: ignore[arg-type]
    known.save_settings("clinic_demo", settings, "top_up_minimum: 900")
    renamed = replace(maple().profile, name="Maple Health")
    known.provision(replace(maple(), profile=renamed))
    assert known.get("clinic_demo").settings == settings
    assert known.get("clinic_demo").profile == renamed


def test_provisioning_again_reopens_and_renames_no_location(known: Clinics) -> None:
    closed, renamed = Location("loc_main", "Main Street", False), Location("loc_north", "North End", True)
    known.save_location("clinic_demo", closed, by=SAM, at=NOON)
    known.save_location("clinic_demo", renamed, by=SAM, at=NOON)
    known.provision(replace(maple(), locations=(*maple().locations, Location("loc_new", "New", True))))
    after = known.get("clinic_demo")
    assert (after.location("loc_main"), after.location("loc_north")) == (closed, renamed)
    assert after.location("loc_new") == Location("loc_new", "New", True)


def test_settings_decided_on_an_older_version_are_refused(known: Clinics) -> None:
    first = replace(maple().settings, version=2, top_up_minimum=900, **CHANGED)  # type: ignore[arg-type]
    known.save_settings("clinic_demo", first, "first")
    for version in (1, 2, 4):
        late = replace(first, version=version, top_up_minimum=700)
        with pytest.raises(Conflict):
            known.save_settings("clinic_demo", late, "late")
    assert known.get("clinic_demo").settings == first


def test_settings_of_no_clinic_cannot_be_saved(clinics: Clinics) -> None:
    settings = replace(maple().settings, version=2, **CHANGED)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        clinics.save_settings("clinic_nowhere", settings, "note")


def test_an_older_report_about_an_account_is_ignored_and_a_newer_one_kept(known: Clinics) -> None:
    newer = account(charges_enabled=False, as_of=NOON + timedelta(minutes=5))
    known.save_account("clinic_demo", newer)
    known.save_account("clinic_demo", account(as_of=NOON + timedelta(minutes=3)))
    assert known.get("clinic_demo").account("acct_main") == newer
    newest = account(as_of=NOON + timedelta(minutes=6))
    known.save_account("clinic_demo", newest)
    assert known.get("clinic_demo").account("acct_main") == newest


def test_provisioning_again_does_not_undo_what_stripe_said_since(known: Clinics) -> None:
    disabled = account(charges_enabled=False, as_of=NOON + timedelta(minutes=5))
    known.save_account("clinic_demo", disabled)
    known.provision(maple())
    assert known.get("clinic_demo").account("acct_main") == disabled


def test_an_account_maps_to_its_clinic_and_an_unknown_one_to_none(known: Clinics) -> None:
    assert known.clinic_of_account("acct_north") == "clinic_demo"
    assert known.clinic_of_account("acct_other") == "clinic_other"
    assert known.clinic_of_account("acct_stranger") is None


def test_a_location_is_added_renamed_and_closed(known: Clinics) -> None:
    known.save_location("clinic_demo", Location("loc_east", "East", True), by=SAM, at=NOON)
    known.save_location("clinic_demo", Location("loc_east", "East End 😀", False), by=SAM, at=NOON)
    assert known.get("clinic_demo").location("loc_east") == Location("loc_east", "East End 😀", False)
    assert known.get("clinic_other") == lakeside()


def test_an_account_reads_back_with_what_stripe_wants_to_know(known: Clinics) -> None:
    restricted = account(
        as_of=NOON + timedelta(minutes=1),
        inactive_capabilities=("card_payments", "transfers"),
        disabled_reason="requirements.past_due",
        currently_due=("external_account", "company.tax_id"),
        deauthorized=True,
    )
    known.save_account("clinic_demo", restricted)
    assert known.get("clinic_demo").account("acct_main") == restricted


def test_a_profile_with_fees_reads_back(clinics: Clinics) -> None:
    profile = replace(
        maple().profile,
        application_fee_basis_points=250,
        application_fee_fixed=30,
        dispute_fees_borne_by=FeeBearer.CLINIC,
    )
    clinics.provision(replace(maple(), profile=profile))
    assert clinics.profile("clinic_demo") == profile


def test_a_portal_origin_is_known_until_the_clinic_is_provisioned_without_it(clinics: Clinics) -> None:
    both, one = ("https://portal.example", "https://next.example"), ("https://next.example",)
    for origins in (both, one):
        clinics.provision(replace(maple(), profile=replace(maple().profile, portal_origins=origins)))
        assert clinics.profile("clinic_demo").portal_origins == origins
    assert clinics.is_portal_origin("https://next.example")
    assert not clinics.is_portal_origin("https://portal.example")
    assert not clinics.is_portal_origin("https://evil.example")


def test_an_origin_of_two_clinics_stays_known_when_one_of_them_leaves_it(clinics: Clinics) -> None:
    shared = ("https://group.example",)
    for clinic in (maple(), lakeside()):
        clinics.provision(replace(clinic, profile=replace(clinic.profile, portal_origins=shared)))
    clinics.provision(maple())
    assert clinics.is_portal_origin("https://group.example")


def test_clinics_are_listed_a_few_at_a_time_in_order(known: Clinics) -> None:
    assert list(known.clinic_ids_after("", 1)) == ["clinic_demo"]
    assert list(known.clinic_ids_after("clinic_demo", 2)) == ["clinic_other"]
    assert list(known.clinic_ids_after("clinic_other", 2)) == []


def test_a_round_over_accounts_is_written_on_the_version_before(clinics: Clinics) -> None:
    assert clinics.account_round() is None
    first = AccountRound(started_at=NOON)
    clinics.save_account_round(first)
    with pytest.raises(Conflict):
        clinics.save_account_round(first)
    second = replace(first, last_clinic_id="clinic_demo", is_complete=True, version=2)
    clinics.save_account_round(second)
    with pytest.raises(Conflict):
        clinics.save_account_round(replace(second, version=2))
    assert clinics.account_round() == second


def test_an_account_of_another_clinic_is_refused_and_nothing_is_written(known: Clinics) -> None:
    thief = replace(lakeside(), profile=replace(lakeside().profile, id="clinic_thief"))
    with pytest.raises(NotAllowed, match="acct_other belongs to another clinic"):
        known.provision(replace(thief, accounts=(account("acct_new"), *thief.accounts)))
    with pytest.raises(NotFound):
        known.profile("clinic_thief")
    assert known.clinic_of_account("acct_other") == "clinic_other"
    assert known.clinic_of_account("acct_new") is None


def test_the_history_of_settings_is_paged_newest_first(known: Clinics) -> None:
    first, second = maple(version=2).settings, maple(version=3).settings
    for settings, fields in ((first, ("a", "b")), (second, ("c",))):
        changed = replace(settings, changed_at=NOON, changed_by=SAM)
        changes = [FieldChange(name, None, 1) for name in fields]
        known.save_settings("clinic_demo", changed, "note", changes)
    known.save_location("clinic_demo", Location("loc_main", "Main", True), by=SAM, at=NOON)
    seen = list[str]()
    cursor: str | None = None
    for _ in range(3):
        page = known.settings_changes("clinic_demo", PageRequest(1, cursor))
        seen += [f"{line.change.field} {line.by and line.by.id}" for line in page.items]
        cursor = page.next_cursor
    assert (seen, cursor) == (["c usr_sam", "a usr_sam", "b usr_sam"], None)
    assert known.settings_changes("clinic_other", PageRequest()).items == ()


def test_the_read_only_switch_is_kept_until_it_is_switched_off(clinics: Clinics) -> None:
    assert clinics.read_only() is None
    for clinic_ids in (frozenset(), frozenset({"clinic_demo", "clinic_other"})):
        switch = ReadOnly(since=NOON, by="kim", reason="moving", clinic_ids=clinic_ids)
        clinics.save_read_only(switch)
        assert clinics.read_only() == switch
    clinics.save_read_only(None)
    clinics.save_read_only(None)
    assert clinics.read_only() is None


OKTA = IdentityProvider(
    issuer="https://maple.okta.example",
    audience="maple",
    jwks_url="https://maple.okta.example/keys",
    claim_audience="client_id",
    claim_clinic="credit.clinic",
    claim_role="groups",
    claim_patient="person",
    claim_name="full_name",
    token_use="access",
    roles=(("Clinic Admin", "full_access"), ("Reception", "staff")),
)


def with_provider(clinic: Clinic, provider: IdentityProvider | None) -> Clinic:
    return replace(clinic, profile=replace(clinic.profile, identity_provider=provider))


def test_a_clinic_s_identity_provider_reads_back_and_can_be_taken_away(known: Clinics) -> None:
    assert known.identity_provider("clinic_demo") is None and known.identity_provider("clinic_nowhere") is None
    known.provision(with_provider(maple(), OKTA))
    assert known.identity_provider("clinic_demo") == OKTA == known.profile("clinic_demo").identity_provider
    assert known.identity_provider("clinic_other") is None
    known.provision(maple())
    assert known.identity_provider("clinic_demo") is None


def test_a_deployment_knows_from_then_on_that_a_clinic_named_a_provider(known: Clinics) -> None:
    assert not known.has_own_providers()
    known.provision(with_provider(maple(), OKTA))
    assert known.has_own_providers()
    known.provision(maple())
    assert known.has_own_providers()


def test_a_provider_that_comes_with_a_changed_profile_is_known_of_as_well(known: Clinics) -> None:
    known.save_profile(replace(known.profile("clinic_demo"), identity_provider=OKTA), act())
    assert known.has_own_providers()


def test_an_issuer_is_known_by_the_claims_that_its_clinics_name(known: Clinics) -> None:
    assert list(known.clinic_claims(OKTA.issuer)) == []
    known.provision(with_provider(maple(), OKTA))
    known.provision(with_provider(lakeside(), replace(OKTA, claim_clinic="org")))
    assert sorted(known.clinic_claims(OKTA.issuer)) == ["credit.clinic", "org"]
    assert list(known.clinic_claims("https://maple.okta.example/")) == []


def test_one_claim_too_many_of_an_issuer_is_refused_and_nothing_is_written(known: Clinics) -> None:
    for number in range(MOST_CLINIC_CLAIMS):
        known.provision(with_provider(maple(), replace(OKTA, claim_clinic=f"clinic_{number}")))
    with pytest.raises(NotAllowed, match="different claims"):
        known.provision(with_provider(lakeside(), OKTA))
    assert known.identity_provider("clinic_other") is None
    known.provision(with_provider(lakeside(), replace(OKTA, claim_clinic="clinic_0")))


def act(number: int = 0, **changes: object) -> OperatorAct:
    usual = {
        "clinic_id": "clinic_demo",
        "at": NOON + timedelta(minutes=number),
        "by": Actor("operator", "dee"),
        "kind": ActKind.CHANGED,
        "changes": (ActChange("name", "Maple", None), ActChange("identity_provider", None, {"issuer": "i"})),
    }
    return OperatorAct(**{**usual, **changes})  # type: ignore[arg-type]


def test_acts_are_listed_newest_first_page_by_page(known: Clinics) -> None:
    written = [act(number, reason=f"reason {number}") for number in range(5)]
    for each in written:
        known.record_act(each)
    first = known.acts("clinic_demo", PageRequest(3))
    second = known.acts("clinic_demo", PageRequest(3, first.next_cursor))
    assert [*first.items, *second.items] == written[::-1] and second.next_cursor is None
    assert known.acts("clinic_other", PageRequest(3)).items == ()


def test_a_profile_and_its_act_are_written_on_the_version_read_or_not_at_all(known: Clinics) -> None:
    read = known.profile("clinic_demo")
    closed = replace(read, closed=ClinicClosure(NOON, "contract ended"))
    known.save_profile(closed, act(kind=ActKind.CLOSED))
    assert known.profile("clinic_demo") == closed == known.get("clinic_demo").profile
    with pytest.raises(Conflict):
        known.save_profile(read, act(1))
    with pytest.raises(Conflict):
        known.provision(replace(maple(), profile=replace(read, name="Stale")), act(2))
    assert known.profile("clinic_demo") == closed and len(known.acts("clinic_demo", PageRequest(10)).items) == 1


def test_an_act_on_an_account_of_another_clinic_writes_neither(known: Clinics) -> None:
    stolen = replace(known.get("clinic_demo"), accounts=(account("acct_other"),))
    with pytest.raises(NotAllowed):
        known.provision(stolen, act())
    assert known.acts("clinic_demo", PageRequest(10)).items == ()
