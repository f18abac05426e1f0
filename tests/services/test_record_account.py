"""Stripe's report of an account reaches the clinic, and an old report changes nothing."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.stripe_report import AccountReport
from tests.fakes.small import NOON
from tests.fakes.world import World


def said(account_id: str = "acct_main", *, charges: bool = False, minutes: int = 0) -> AccountReport:
    return AccountReport(
        account_id=account_id,
        country="CA",
        currency="cad",
        charges_enabled=charges,
        payouts_enabled=True,
        as_of=NOON + timedelta(minutes=minutes),
    )


def test_top_ups_stop_and_resume_with_the_primary_accounts_status(world: World) -> None:
    assert world.services.record_account(said(minutes=1))
    assert world.clinics.get("clinic_demo").unavailable_reason == "primary_account_not_eligible"
    assert world.services.record_account(said(charges=True, minutes=2))
    assert world.clinics.get("clinic_demo").unavailable_reason is None


def test_reports_out_of_order_leave_what_is_newest(world: World) -> None:
    world.services.record_account(said(minutes=5))
    world.services.record_account(said(charges=True, minutes=3))
    assert world.clinics.get("clinic_demo").unavailable_reason == "primary_account_not_eligible"


def test_a_report_about_an_unknown_account_is_ignored(world: World) -> None:
    assert not world.services.record_account(said("acct_stranger"))


def test_a_report_keeps_the_name_that_the_operator_gave(world: World) -> None:
    world.services.record_account(said(minutes=1))
    account = world.clinics.get("clinic_demo").account("acct_main")
    assert account is not None and account.name == "Maple Clinic"
