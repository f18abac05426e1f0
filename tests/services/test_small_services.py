"""The smaller acts: a patient's own invoices, proofs and their files, an account's page at Stripe, the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.credit.clinic import Location
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.read_only import NotWritable, ReadOnly
from chalicelib.services.clock import SystemClock
from chalicelib.services.pagination import PageRequest
from chalicelib.services.reports.read_proofs import ListProofs, ReadProof
from tests.fakes.examples import ANA, SAM, account, invoice, maple
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import apply_request
from tests.services.nights import CLINIC, Nights


def test_a_patient_applies_credit_to_an_own_invoice_where_the_clinic_lets_them(world: World) -> None:
    world.paid()
    request = apply_request(2_000)
    with pytest.raises(NotFound, match="Invoice not found"):
        world.services.apply_to_own_invoice(ANA, request)
    world.services.put_invoice(invoice())
    with pytest.raises(NotAllowed) as refused:
        world.services.apply_to_own_invoice(ANA, request)
    assert (refused.value.code, refused.value.detail) == (
        "patients_may_not_apply",
        "This clinic applies credit to invoices itself. Ask the clinic.",
    )
    world.clinics.set_settings("clinic_demo", patients_may_apply=True)
    (made,) = world.services.apply_to_own_invoice(ANA, request)
    assert (made.amount, made.invoice_id) == (2_000, "inv_1")
    assert world.services.apply_to_own_invoice(ANA, request) == (made,)


def test_proofs_are_listed_newest_first_each_with_its_file() -> None:
    nights = Nights()
    for _ in range(3):
        nights.next_night()
    read = ReadProof(nights.proofs)
    listed = ListProofs(nights.proofs, read)
    first = listed(CLINIC, PageRequest(2))
    rest = listed(CLINIC, PageRequest(2, first.next_cursor))
    assert [each.stored.proof.date.day for each in (*first.items, *rest.items)] == [26, 25, 24]
    assert (first.next_cursor, rest.next_cursor) == ("2026-11-25", None)
    assert listed(CLINIC, PageRequest(3)).next_cursor is None
    assert first.items[0].url.endswith(f"{CLINIC}/2026-11-26.json?X-Amz-Expires=60")
    assert {each.stored.proof.clinic_id for each in first.items} == {CLINIC}
    assert read(CLINIC, date(2026, 11, 24)) == rest.items[0]
    with pytest.raises(NotFound, match="Proof not found"):
        read(CLINIC, date(2026, 11, 23))


def test_an_account_is_completed_on_stripe_s_page_unless_it_is_the_platform_s(world: World) -> None:
    link = world.services.link_account
    assert link("clinic_demo", "acct_north", "https://back") == "https://connect.stripe.example/acct_north?https://back"
    with pytest.raises(NotFound, match="Payments account not found"):
        link("clinic_demo", "acct_other", "https://back")
    own = account("acct_own", is_platform=True)
    world.clinics.provision(replace(maple(), accounts=(own,)))
    with pytest.raises(NotAllowed) as refused:
        link("clinic_demo", "acct_own", "https://back")
    assert (refused.value.code, refused.value.detail) == (
        "account_has_no_link",
        "Complete this account in its Stripe dashboard.",
    )


def test_a_location_is_stored_with_who_stored_it_and_when(world: World) -> None:
    east = Location("loc_east", "East", True)
    world.services.save_location("clinic_demo", east, SAM)
    assert world.clinics.get("clinic_demo").location("loc_east") == east
    assert world.clinics.location_changes == [(SAM, NOON, east)]


def test_the_machine_s_clock_counts_milliseconds_of_utc() -> None:
    clock = SystemClock()
    before = datetime.now(UTC)
    now = clock.now()
    clock.sleep(0.001)
    assert before - timedelta(milliseconds=1) <= now <= datetime.now(UTC) and now.tzinfo is UTC
    assert {each.microsecond % 1000 for each in (clock.now() for _ in range(20))} == {0}
    assert clock.now() > before


def test_a_clinic_that_is_read_only_is_told_to_try_again_later(world: World) -> None:
    switch = world.services.read_only
    world.clinics.save_read_only(
        ReadOnly(since=NOON, by="kim", reason="moving", clinic_ids=frozenset({"clinic_demo", "clinic_b"}))
    )
    assert [switch.covers(each) for each in ("clinic_demo", "clinic_other", None)] == [True, False, False]
    with pytest.raises(NotWritable) as refused:
        switch.require_writable("clinic_demo")
    switch.require_writable("clinic_other")
    assert (refused.value.code, refused.value.retry_after_s, refused.value.detail) == (
        "read_only",
        60,
        "Read-only for maintenance. Nothing was changed; try again later.",
    )
    (found,) = switch.check()
    assert found.what == "clinic_b, clinic_demo is read-only since 2026-11-23 12:00 UTC: moving"
    assert found.fix == "python -m infra.ops.operate STAGE read-only off"


@pytest.mark.parametrize(("seconds", "is_seen"), [(4.999, False), (5, True)])
def test_the_switch_is_read_again_after_five_seconds(world: World, seconds: float, is_seen: bool) -> None:
    switch = world.services.read_only
    assert not switch.covers(None) and not switch.pauses_jobs() and not list(switch.check())
    world.clinics.save_read_only(ReadOnly(since=NOON, by="kim", reason="moving"))
    world.clock.pass_time(timedelta(seconds=seconds))
    assert (switch.covers(None), switch.pauses_jobs()) == (is_seen, is_seen)
