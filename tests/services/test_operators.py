"""Each act of an operator is written with who, when, before and after; one file brings many clinics, in any runs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.clinic_plan import ClinicPlan, NamedId
from chalicelib.credit.clinic_rows import ClinicRow
from chalicelib.credit.errors import Conflict, Invalid, NotAllowed, NotFound, TopUpsUnavailable, Unavailable
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.operator_acts import ActChange, ActKind, OperatorAct, operator
from chalicelib.services.pagination import PageRequest
from tests.fakes.examples import account, maple
from tests.fakes.faults import FaultPlan, When
from tests.fakes.payments import FakePayments
from tests.fakes.small import NOON
from tests.fakes.world import World, assert_adds_up

OPS = operator("arn:aws:sts::000000000000:assumed-role/operators/dee")


def plan(number: int = 1, **changes: object) -> ClinicPlan:
    profile = replace(maple().profile, id=f"clinic_new{number}", **changes)  # type: ignore[arg-type]
    return ClinicPlan(
        profile=profile,
        locations=(NamedId("loc_a", "A"),),
        accounts=(NamedId(f"acct_new{number}", "New"),),
    )


def known_to_stripe(world: World, count: int = 1) -> World:
    for number in range(1, count + 1):
        world.stripe.accounts[f"acct_new{number}"] = account(f"acct_new{number}")
    return world


def acts(world: World, clinic_id: str) -> tuple[OperatorAct, ...]:
    return tuple(world.clinics.acts(clinic_id, PageRequest(100)).items)


def test_adding_a_clinic_is_recorded_with_everything_that_it_has(world: World) -> None:
    made = known_to_stripe(world).services.provision_plan(plan(), OPS)
    assert made.profile == plan().profile and made.accounts[0].charges_enabled
    (act,) = acts(world, "clinic_new1")
    assert (act.kind, act.by, act.at) == (ActKind.ADDED, OPS, world.clock.now())
    told = {change.field: (change.before, change.after) for change in act.changes}
    assert told["name"] == (None, plan().profile.name) and told["accounts"] == ([], ["acct_new1"])
    assert told["locations"] == ([], ["loc_a"])


def test_only_the_platform_s_own_account_is_taken_for_it(world: World) -> None:
    asked: list[PaymentsAccount] = []

    class Accounts(FakePayments):
        def own_account_id(self) -> str:
            return "acct_b"

        def account(self, of: PaymentsAccount) -> PaymentsAccount:
            asked.append(of)
            return replace(of, country="CA", currency="cad", charges_enabled=True, payouts_enabled=True)

    both = replace(plan(), accounts=(NamedId("acct_a", "A"), NamedId("acct_b", "B")))
    provision = replace(world.services.provision_plan, accounts=Accounts())
    made = provision(both, OPS)
    assert [(each.id, each.name, each.is_platform) for each in made.accounts] == [
        ("acct_a", "A", False),
        ("acct_b", "B", True),
    ]
    unseen = [(each.country, each.currency, each.charges_enabled, each.payouts_enabled) for each in asked]
    assert unseen == [("", "", False, False)] * 2 and {each.as_of.year for each in asked} == {2020}
    assert (made.settings.account_credit_enabled, made.settings.primary_account_id) == (False, None)
    assert [(each.id, each.name, each.active) for each in made.locations] == [("loc_a", "A", True)]


def test_a_change_is_recorded_with_before_and_after_and_no_change_is_not(world: World) -> None:
    services = known_to_stripe(world).services
    provider = IdentityProvider(issuer="https://id.example", audience="a", jwks_url="https://id.example/keys")
    for each in (plan(), plan(), plan(portal_origins=("https://p.example",), identity_provider=provider)):
        services.provision_plan(each, OPS)
    newest, first = acts(world, "clinic_new1")
    assert first.kind is ActKind.ADDED and newest.kind is ActKind.CHANGED
    told = {change.field: (change.before, change.after) for change in newest.changes}
    assert told.keys() == {"identity_provider", "portal_origins"}
    assert told["portal_origins"] == ([], ["https://p.example"])
    assert told["identity_provider"][1]["issuer"] == "https://id.example"


def test_a_choice_is_recorded_by_its_word(world: World) -> None:
    services = known_to_stripe(world).services
    for each in (plan(), plan(dispute_fees_borne_by=FeeBearer.CLINIC)):
        services.provision_plan(each, OPS)
    assert acts(world, "clinic_new1")[0].changes == (ActChange("dispute_fees_borne_by", "platform", "clinic"),)


def test_an_account_of_another_clinic_is_refused_and_nothing_is_recorded(world: World) -> None:
    stolen = replace(plan(), accounts=(NamedId("acct_other", "Stolen"),))
    with pytest.raises(NotAllowed, match="acct_other belongs to the clinic clinic_other"):
        world.services.provision_plan(stolen, OPS)
    assert acts(world, "clinic_new1") == () and world.clinics.clinic_of_account("acct_other") == "clinic_other"


def test_a_plan_that_could_not_work_is_refused_before_stripe_is_asked(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.services.provision_plan(plan(time_zone="Toronto", language="fr"), OPS)
    assert [error.field for error in refused.value.errors] == ["time_zone", "language"]


def test_an_act_interrupted_anywhere_is_completed_by_repeating_it(world: World) -> None:
    calls = FaultPlan()
    known_to_stripe(World()).guarded(calls).services.provision_plan(plan(), OPS)
    for at in range(len(calls.calls)):
        for when in When:
            fresh = known_to_stripe(World())
            with suppress(Unavailable):
                fresh.guarded(FaultPlan(at, when)).services.provision_plan(plan(), OPS)
            made = fresh.services.provision_plan(plan(), OPS)
            assert made.locations and made.accounts
            assert [act.kind for act in acts(fresh, "clinic_new1")] == [ActKind.ADDED], (calls.calls[at], when)


def test_a_closed_clinic_takes_no_top_ups_and_gives_back_what_it_holds(world: World) -> None:
    paid = world.paid()
    world.services.close_clinic.close("clinic_demo", "contract ended", OPS)
    with pytest.raises(TopUpsUnavailable) as refused:
        world.started()
    assert refused.value.reason == "clinic_closed"
    assert world.now(paid).unapplied == 5_000
    assert_adds_up(world)


def test_closing_and_reopening_are_each_recorded_once_with_their_reason(world: World) -> None:
    services = world.services
    for _ in range(2):
        services.close_clinic.close("clinic_demo", " contract ended ", OPS)
    services.close_clinic.reopen("clinic_demo", "signed again", OPS)
    services.close_clinic.reopen("clinic_demo", "signed again", OPS)
    assert [(act.kind, act.reason) for act in acts(world, "clinic_demo")] == [
        (ActKind.REOPENED, "signed again"),
        (ActKind.CLOSED, "contract ended"),
    ]
    assert [(act.at, act.by, act.clinic_id) for act in acts(world, "clinic_demo")] == [(NOON, OPS, "clinic_demo")] * 2
    assert world.clinics.get("clinic_demo").unavailable_reason is None
    with pytest.raises(Invalid, match=r"^reason: must hold at least one visible character"):
        services.close_clinic.reopen("clinic_demo", " ", OPS)
    with pytest.raises(Invalid, match=r"^reason: must hold at least one visible character"):
        services.close_clinic.close("clinic_demo", " ", OPS)
    with pytest.raises(NotFound):
        services.close_clinic.close("clinic_nowhere", "why", OPS)


def test_provisioning_a_closed_clinic_leaves_it_closed(world: World) -> None:
    services = known_to_stripe(world).services
    services.provision_plan(plan(), OPS)
    services.close_clinic.close("clinic_new1", "left", OPS)
    closed = services.provision_plan(plan(name="Renamed"), OPS).profile
    assert closed.closed is not None and closed.name == "Renamed"


def rows(count: int) -> list[ClinicRow]:
    return [ClinicRow(number + 1, plan(number)) for number in range(1, count + 1)]


def test_a_file_is_written_and_a_second_run_changes_nothing(world: World) -> None:
    services = known_to_stripe(world, 3).services
    first = list(services.onboard_clinics(rows(3), OPS))
    assert all(result.written for result in first) and len(first) == 3
    calls = FaultPlan()
    second = list(world.guarded(calls).services.onboard_clinics(rows(3), OPS))
    assert not any(result.written or result.sentence for result in second)
    assert calls.calls == ["get"] * 3
    assert [len(acts(world, f"clinic_new{number}")) for number in (1, 2, 3)] == [1, 1, 1]


def test_a_run_that_stops_at_any_call_is_resumed_by_running_it_again() -> None:
    calls = FaultPlan()
    list(known_to_stripe(World(), 2).guarded(calls).services.onboard_clinics(rows(2), OPS))
    for at in range(len(calls.calls)):
        fresh = known_to_stripe(World(), 2)
        with suppress(Unavailable):
            list(fresh.guarded(FaultPlan(at, When.AFTER)).services.onboard_clinics(rows(2), OPS))
        list(fresh.services.onboard_clinics(rows(2), OPS))
        done = [fresh.clinics.get(f"clinic_new{number}") for number in (1, 2)]
        assert all(clinic.accounts and clinic.locations for clinic in done)
        assert [len(acts(fresh, f"clinic_new{number}")) for number in (1, 2)] == [1, 1], calls.calls[at]


def test_a_line_that_stripe_refuses_is_told_and_the_others_are_written(world: World) -> None:
    known_to_stripe(world, 3).stripe.accounts["acct_new2"] = account("acct_new2", deauthorized=True)
    results = list(world.services.onboard_clinics(rows(3), OPS))
    assert [result.written for result in results] == [True, False, True]
    assert "acct_new2 is not connected" in str(results[1].sentence)


def test_accounts_of_clinics_that_are_there_are_told_by_line(world: World) -> None:
    mine = ClinicRow(2, replace(plan(), accounts=(NamedId("acct_other", "A"),)))
    (fault,) = world.services.onboard_clinics.taken_accounts([mine])
    assert str(fault) == "line 2, accounts: acct_other belongs to the clinic clinic_other"


def test_of_two_operators_at_once_the_second_decides_on_what_the_first_wrote(world: World) -> None:
    stale: Clinic = world.clinics.get("clinic_demo")
    world.services.close_clinic.close("clinic_demo", "left", OPS)
    act = OperatorAct(clinic_id="clinic_demo", at=NOON, by=OPS, kind=ActKind.CHANGED)
    with pytest.raises(Conflict):
        world.clinics.provision(stale, act)
    with pytest.raises(Conflict):
        world.clinics.save_profile(stale.profile, act)
