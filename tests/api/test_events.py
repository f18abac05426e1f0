"""A clinic's events are listed oldest first, from the one that the caller has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.events import KEPT_FOR, Subject, event_id
from chalicelib.services.ports.events import Outbox
from tests.api.api import Api
from tests.fakes.events import paid_event
from tests.fakes.examples import ANA, CHO

EVENTS = "/v1/clinic/events"


@pytest.fixture
def system(api: Api) -> Api:
    """A caller whose clinic has three events, while another clinic has one."""
    for patient, count in ((ANA, 3), (CHO, 1)):
        outbox = Outbox(subject=Subject(patient.clinic_id, patient.patient_id), version=1)
        events = [paid_event(number, patient) for number in range(1, count + 1)]
        api.world.events.publish(outbox, events, [str(number) for number in range(count)])
    return api.as_("system")


def listed(api: Api, query: str = "") -> tuple[list[str], str | None]:
    reply = api.get(f"{EVENTS}{query}")
    assert reply.status == 200
    return [each["id"] for each in reply.json["items"]], reply.json["next_cursor"]


FIRST, SECOND, THIRD = (event_id(ANA.clinic_id, number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ("", [FIRST, SECOND, THIRD], None),
        ("?limit=3", [FIRST, SECOND, THIRD], None),
        ("?limit=2", [FIRST, SECOND], SECOND),
        (f"?after={FIRST}", [SECOND, THIRD], None),
        (f"?after={FIRST}&limit=1", [SECOND], SECOND),
        (f"?after={THIRD}", [], None),
    ],
)
def test_events_are_listed_after_the_one_that_the_caller_has(
    system: Api, query: str, ids: list[str], more: str | None
) -> None:
    assert listed(system, query) == (ids, more)


@pytest.mark.parametrize("after", [event_id(CHO.clinic_id, 1), "evt_1", "1"])
def test_the_id_of_no_event_of_the_clinic_is_rejected(system: Api, after: str) -> None:
    reply = system.get(f"{EVENTS}?after={after}")
    assert (reply.status, reply.fields) == (400, ["after"])
    assert reply.json["errors"][0]["message"] == "must be the id of one of the clinic's events"


def test_events_are_listed_for_thirty_days(system: Api) -> None:
    system.world.clock.pass_time(KEPT_FOR - timedelta(seconds=2))
    assert len(listed(system)[0]) == 3
    system.world.clock.pass_time(timedelta(seconds=5))
    assert listed(system) == ([], None)
