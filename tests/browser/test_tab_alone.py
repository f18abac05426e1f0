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


def go_through_all(window: W, views: list[tuple[str, Callable[[W], None]]], **ids: str) -> None:
    """Tab goes through each view, and the navigation is the same in all of them."""
    found: list[str] = []
    navigation = set()
    for view, act in first_of_each(views):
        window.page.goto(NOWHERE)
        window.open(view.format(**ids))
        act(window)
        window.page.wait_for_load_state("networkidle")
        navigation.add(places(window))
        found += [f"{view}: {fault}" for fault in go_through(window.page)]
    assert not found, "\n".join(found)
    assert len(navigation) == 1


def test_a_patient_goes_through_every_view_with_tab_alone(visit: Visit, patient: Patient) -> None:
    top_up = patient.pay(2500)
    Staff(patient.stack).send_invoice(patient.id, "INV-1001")
    go_through_all(visit(patient, size=PHONE), test_accessible.VIEWS, top_up=top_up)


def test_staff_go_through_every_view_with_tab_alone(work: Work, patient: Patient) -> None:
    payment = patient.pay(10_000)
    go_through_all(work(size=PHONE), test_clinic_lists.VIEWS, patient=patient.id, payment=payment)
