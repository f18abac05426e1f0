"""Staff see every dispute of their clinic, the most urgent first."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.records import DisputeStatus
from tests.api.api import Api
from tests.api.test_reports import read_csv
from tests.fakes.examples import BEN, CHO
from tests.services.actions import reinstated, report_dispute, withdrawn

DISPUTES = "/v1/clinic/disputes"


def test_a_dispute_names_its_payment_patient_amounts_and_reason(api: Api) -> None:
    paid = api.world.paid()
    due = api.world.clock.now() + timedelta(days=7)
    report_dispute(api.world.open, paid, due_by=due)
    reply = api.as_("staff").get(DISPUTES)
    (shown,) = reply.json["items"]
    assert (reply.status, shown["payment_id"]) == (200, paid.id)
    assert shown["patient"] == {"id": "pat_ana", "name": "Ana Núñez"}
    assert shown["amount"] == shown["withdrawn"] == {"amount": 5_000, "currency": "cad"}
    assert (shown["reinstated"]["amount"], shown["reason"]) == (0, "fraudulent")
    assert (shown["status"], shown["fee"]["amount"]) == ("needs_response", 1_500)
    assert shown["due_by"] == due.isoformat().replace("+00:00", "Z")


def test_disputes_are_a_file_for_those_who_want_one(api: Api) -> None:
    paid = api.world.paid()
    report_dispute(api.world.open, paid)
    (row,) = read_csv(api.as_("staff").get(f"{DISPUTES}?open=true", accept="text/csv"))
    assert (row["payment_id"], row["patient"], row["status"]) == (paid.id, "Ana Núñez", "needs_response")
    assert (row["amount"], row["fee"], row["currency"]) == ("50.00", "15.00", "CAD")


def test_a_partly_reinstated_dispute_shows_what_was_taken_and_given_back(api: Api) -> None:
    paid = api.world.paid()
    report_dispute(api.world.open, paid, DisputeStatus.LOST, 2, withdrawn=3_000, reinstated=2_000)
    (shown,) = api.as_("staff").get(DISPUTES).json["items"]
    assert (shown["withdrawn"]["amount"], shown["reinstated"]["amount"], shown["due_by"]) == (5_000, 2_000, None)


def test_open_disputes_come_first_and_can_be_asked_for_alone(api: Api) -> None:
    world = api.world
    closed, awaiting, reviewed = world.paid(), world.paid(), world.paid(BEN)
    reinstated(world.open, closed)
    report_dispute(world.open, reviewed, DisputeStatus.UNDER_REVIEW)
    later = world.clock.now() + timedelta(hours=1)
    report_dispute(world.open, awaiting, DisputeStatus.WARNING_NEEDS_RESPONSE, 0, at=later)
    staff = api.as_("staff")
    everything = [each["payment_id"] for each in staff.get(DISPUTES).json["items"]]
    assert everything == [awaiting.id, reviewed.id, closed.id]
    assert [each["payment_id"] for each in staff.get(f"{DISPUTES}?open=true").json["items"]] == everything[:2]


def test_disputes_of_another_clinic_are_not_listed(api: Api) -> None:
    withdrawn(api.world.open, api.world.paid(CHO))
    assert api.as_("staff").get(DISPUTES).json == {"items": [], "next_cursor": None}


def test_disputes_are_paged_without_gaps_or_repeats(api: Api) -> None:
    for _ in range(5):
        withdrawn(api.world.open, api.world.paid())
    staff, seen, cursor = api.as_("staff"), list[str](), ""
    for _ in range(3):
        page = staff.get(f"{DISPUTES}?limit=2{cursor}").json
        seen += [each["id"] for each in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5 and page["next_cursor"] is None
