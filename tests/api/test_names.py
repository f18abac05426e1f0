"""Staff see who acted by name; a patient sees only that staff acted."""

from __future__ import annotations

import pytest

from tests.api.api import Api
from tests.api.tokens import STAFF_NAME, token

DEE = {"kind": "staff", "id": "usr_staff", "name": STAFF_NAME}


def apply(api: Api, payment_id: str) -> None:
    path = f"/v1/clinic/patients/pat_ana/payments/{payment_id}/applications"
    assert api.post(path, {"invoice_id": "inv_1", "amount": 500}, idempotency_key="apply-1").status == 201


def test_staff_see_the_names_of_those_who_acted(api: Api) -> None:
    staff, paid = api.as_("staff"), api.world.paid()
    apply(staff, paid.id)
    shown = staff.get(f"/v1/clinic/patients/pat_ana/payments/{paid.id}").json
    assert shown["applications"][0]["applied_by"] == DEE
    actors = [line["actor"] for line in shown["activity"]]
    assert DEE in actors and {"kind": "patient", "id": "pat_ana", "name": "Ana Núñez"} in actors
    history = staff.get("/v1/clinic/patients/pat_ana/credit/history").json["items"]
    assert [line["actor"]["name"] for line in history] == [STAFF_NAME, "Ana Núñez"]


def test_a_patient_sees_only_that_staff_acted(api: Api) -> None:
    apply(api.as_("staff"), api.world.paid().id)
    newest, oldest = api.as_().get("/v1/me/credit/history").json["items"]
    assert newest["actor"] == {"kind": "staff"}
    assert oldest["actor"] == {"kind": "patient", "id": "pat_ana"}


@pytest.mark.parametrize("name", ["\u202eDee\u0000 Laurent", " Dee  Laurent\n"])
def test_a_staff_members_name_is_kept_cleaned(api: Api, name: str) -> None:
    paid = api.world.paid()
    apply(api.with_token(token("staff", name=name)), paid.id)
    shown = api.as_("staff").get(f"/v1/clinic/patients/pat_ana/payments/{paid.id}").json
    assert shown["applications"][0]["applied_by"]["name"] == "Dee Laurent"


def test_settings_name_the_clinics_accounts(api: Api) -> None:
    accounts = api.as_("staff").get("/v1/clinic/billing-settings").json["accounts"]
    assert {"id": "acct_main", "name": "Maple Clinic"} in accounts
