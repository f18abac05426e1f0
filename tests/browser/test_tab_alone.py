"""Every view from a keyboard: Tab reaches all of it, is caught nowhere, and can always be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from tests.browser import test_accessible, test_clinic_lists
from tests.browser.conftest import PHONE, Visit, Work
from tests.browser.patient import Patient
from tests.browser.staff import Staff
from tests.browser.tab_order import go_through
from tests.browser.window import Window

pytestmark = pytest.mark.slow
W = TypeVar("W", bound=Window)
NOWHERE = "about:blank"
"""From there a view is loaded anew, so that nothing on the screen is of the view before."""
PLACES = "all => all.map((each) => each.textContent.trim())"


def first_of_each(views: list[tuple[str, Callable[[W], None]]]) -> Iterator[tuple[str, Callable[[W], None]]]:
    """Each view once, as it is before anything is opened in it."""
    known: dict[str, Callable[[W], None]] = {}
    for view, act in views:
        known.setdefault(view, act)
    yield from known.items()


def places(window: Window) -> tuple[str, ...]:
    """The names in the navigation, in their order."""
    return tuple(window.page.get_by_role("navigation").get_by_role("link").evaluate_all(PLACES))


def test_a_patient_goes_through_every_view_with_tab_alone(visit: Visit, patient: Patient) -> None:
    top_up = patient.pay(2500)
    Staff(patient.stack).send_invoice(patient.id, "INV-1001")
    account = visit(patient, size=PHONE)
    found: list[str] = []
    navigation = set()
    for view, act in first_of_each(test_accessible.VIEWS):
        account.page.goto(NOWHERE)
        account.open(view.format(top_up=top_up))
        act(account)
        account.page.wait_for_load_state("networkidle")
        navigation.add(places(account))
        found += [f"{view}: {fault}" for fault in go_through(account.page)]
    assert not found, "\n".join(found)
    assert len(navigation) == 1


def test_staff_go_through_every_view_with_tab_alone(work: Work, patient: Patient) -> None:
    payment = patient.pay(10_000)
    side = work(size=PHONE)
    found: list[str] = []
    navigation = set()
    for view, act in first_of_each(test_clinic_lists.VIEWS):
        side.page.goto(NOWHERE)
        side.open(view.format(patient=patient.id, payment=payment))
        act(side)
        side.page.wait_for_load_state("networkidle")
        navigation.add(places(side))
        found += [f"{view}: {fault}" for fault in go_through(side.page)]
    assert not found, "\n".join(found)
    assert len(navigation) == 1
