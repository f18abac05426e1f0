"""The link to Stripe's page where a payments account is completed: for the clinic's own accounts alone."""

from __future__ import annotations

import pytest

from tests.api.api import Api
from tests.fakes.examples import account

LINK = "/v1/clinic/payment-accounts/{}/link"


def test_full_access_users_get_the_address_of_stripes_page(api: Api) -> None:
    said = api.as_("full_access").post(LINK.format("acct_pending"))
    assert said.status == 200
    assert said.json["url"].startswith("https://connect.stripe.example/acct_pending?")
    assert said.json["url"].endswith("/clinic#/accounts")


@pytest.mark.parametrize("account_id", ["acct_other", "acct_nobody"])
def test_an_account_of_another_clinic_has_no_link(api: Api, account_id: str) -> None:
    assert api.as_("full_access").post(LINK.format(account_id)).status == 404


def test_the_platforms_own_account_is_completed_in_its_dashboard(api: Api) -> None:
    api.world.clinics.save_account("clinic_demo", account("acct_north", is_platform=True))
    said = api.as_("full_access").post(LINK.format("acct_north"))
    assert (said.status, said.json["code"]) == (409, "account_has_no_link")
