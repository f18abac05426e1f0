"""Principle 2: everything can be operated."""

from __future__ import annotations

from tests.browser import test_accessible as patient
from tests.browser import test_clinic_lists as staff
from tests.browser import test_sign_in as sign_in
from tests.browser import test_tab_alone as tab_alone
from tests.conformance.criteria import Criterion, not_applicable, not_evaluated, partially, supports
from tests.conformance.perceivable import VIEWS

TAB_ALONE = (
    tab_alone.test_a_patient_goes_through_every_view_with_tab_alone,
    tab_alone.test_staff_go_through_every_view_with_tab_alone,
)
SOURCES = "No script of the pages listens for it (read in the sources, 2026-11-27)."

CRITERIA: tuple[Criterion, ...] = (
    supports(
        "2.1.1",
        "Tab reaches every control of every view; a payment with its receipt and an application of credit"
        " are done by keyboard alone.",
        *TAB_ALONE,
        patient.test_a_patient_with_only_a_keyboard_pays_and_gets_the_receipt,
        staff.test_staff_with_only_a_keyboard_apply_credit,
    ),
    supports("2.1.2", "Tab goes around every view without being caught.", *TAB_ALONE),
    supports(
        "2.1.4",
        "`/` opens the search. It can be turned off.",
        staff.test_a_slash_opens_the_search_from_anywhere_unless_turned_off,
    ),
    supports(
        "2.2.1",
        "A session ends when its token does, which the clinic's identity provider decides. What was "
        "entered is there after signing in again.",
        sign_in.test_a_form_survives_a_session_that_ended,
    ),
    supports("2.2.2", "Nothing moves once a view is complete; a spinner turns while one loads.", *VIEWS),
    supports("2.3.1", "Nothing flashes: no animation goes on once a view is complete.", *VIEWS),
    supports(
        "2.4.1",
        "A link before everything else leads to the content; there are landmarks. Axe checks each view.",
        *VIEWS,
    ),
    supports(
        "2.4.2",
        "The title names the view and the side. Axe checks that there is one, and a test reads one in French.",
        *VIEWS,
        patient.test_a_patient_reads_everything_in_french,
    ),
    partially(
        "2.4.3",
        "A new view gives the focus to its heading, and a payment goes from start to end in the order of "
        "the page. Whether the order is sensible in every view was not judged by a person.",
        patient.test_a_patient_with_only_a_keyboard_pays_and_gets_the_receipt,
        staff.test_staff_with_only_a_keyboard_apply_credit,
    ),
    partially(
        "2.4.4",
        "Axe checks that every link has a name. Whether each name tells where it leads was not judged by a person.",
        *VIEWS,
    ),
    partially(
        "2.4.5",
        "Staff have navigation and a search from anywhere. Patients have navigation only, on a side of eight views.",
        staff.test_a_slash_opens_the_search_from_anywhere_unless_turned_off,
        *TAB_ALONE,
    ),
    not_evaluated("2.4.6", "Axe finds no empty heading or label. Whether they describe was not judged by a person."),
    supports("2.4.7", "Each control that has the focus shows an outline or a ring.", *TAB_ALONE),
    supports(
        "2.4.11",
        "On a phone, with its bars above and below, each control that has the focus can be seen.",
        *TAB_ALONE,
    ),
    not_applicable("2.5.1", f"There is no gesture of more than one point or of a path. {SOURCES}"),
    not_evaluated(
        "2.5.2", f"Nothing is done when a pointer is pressed, only when it is released. {SOURCES} No test holds it."
    ),
    supports("2.5.3", "The name of every link and button contains the words that are on it.", *VIEWS),
    not_applicable("2.5.4", f"Nothing is done by moving the device. {SOURCES}"),
    not_applicable("2.5.7", f"Nothing is dragged. A file for an import is chosen by a button. {SOURCES}"),
    supports(
        "2.5.8", "Buttons, choices and navigation are at least 44 pixels high; axe checks the others for 24.", *VIEWS
    ),
)
