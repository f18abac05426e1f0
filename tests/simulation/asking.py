"""How people ask: again when there is no answer, and of the patient that an id's is by now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from chalicelib.credit.errors import CreditError, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import PatientMerged
from tests.simulation.day import Day, Violated

T = TypeVar("T")


def same_again(day: Day, run: Callable[[], Any], seen: Callable[[Any], object]) -> Any:
    """A request that was answered is answered the same when it is repeated."""
    made = day.insist(run)
    if made is None or isinstance(made, CreditError) or day.random.random() < 0.5:
        return made
    again = day.insist(run)
    if again is not None and (isinstance(again, CreditError) or seen(again) != seen(made)):
        raise Violated(f"the same request was answered {made} and then {again}")
    return made


def redirected(day: Day, who: PatientKey, ask: Callable[[PatientKey], T]) -> T:
    """As the API does: what is refused for a merged patient is asked for the one who has it all."""
    try:
        return ask(who)
    except (NotFound, PatientMerged):
        if day.service.services.finish_open_merge(who):
            with suppress(NotFound, PatientMerged):
                return ask(who)
        into = day.service.services.find_patient(who).patient
        if into == who:
            raise
        return ask(into)


def only(_: object) -> None:
    return None


def spawn(day: Day, name: str, run: Callable[[], object]) -> None:
    """Start a person whose end the day waits for."""
    day.busy_people += 1

    def until_done() -> None:
        run()
        day.busy_people -= 1

    day.scheduler.spawn(name, until_done)
