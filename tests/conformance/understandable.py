"""Principles 3 and 4: what is shown can be understood, and programs can read it."""

from __future__ import annotations

from tests.browser import test_accessible as patient
from tests.browser import test_clinic_moving as moving
from tests.browser import test_clinic_settings as settings
from tests.browser import test_first_view as first_view
from tests.browser import test_paying as paying
from tests.browser import test_press_again as press_again
from tests.browser import test_sign_in as sign_in
from tests.conformance.criteria import Criterion, not_applicable, not_evaluated, partially, supports
from tests.conformance.operable import TAB_ALONE
from tests.conformance.perceivable import VIEWS

CRITERIA: tuple[Criterion, ...] = (
    supports(
        "3.1.1",
        "The page's language is English or Canadian French, as it was chosen.",
        *VIEWS,
        patient.test_the_language_can_be_changed_at_any_moment_and_stays,
    ),
    partially(
        "3.1.2",
        "The button for the other language has that language. A name, an invoice's label and a clinic's "
        "policy have the page's language, whatever they are written in.",
        *VIEWS,
    ),
    supports("3.2.1", "The focus alone leads nowhere.", *TAB_ALONE),
    not_evaluated(
        "3.2.2",
        "A list follows its filters and the focus stays, but no test or person has gone through all controls for this.",
    ),
    supports("3.2.3", "The navigation has the same links in the same order in every view.", *TAB_ALONE),
    not_evaluated("3.2.4", "No person has compared the views for this. No test can."),
    not_applicable("3.2.6", "The pages offer no help: no contact, chat or questions. The clinic's own portal may."),
    supports(
        "3.3.1",
        "A field that is wrong is named in words beside it or in an alert. The tests press buttons with nothing and"
        " with wrong values entered.",
        *VIEWS,
        settings.test_a_wrong_value_is_explained_in_money_and_nothing_is_saved,
    ),
    supports("3.3.2", "Every field has a label; limits stand beside it. Axe checks each view.", *VIEWS),
    supports(
        "3.3.3",
        "A message tells what would be right, and a declined card what to do next.",
        settings.test_a_wrong_value_is_explained_in_money_and_nothing_is_saved,
        paying.test_a_declined_patient_reads_why_and_pays_the_same_top_up_with_another_card,
    ),
    supports(
        "3.3.4",
        "Amount, location, refund policy and card statement are shown before paying; what staff do is "
        "asked about first; a repeated press pays once.",
        settings.test_refund_policy_and_card_statement_words_are_shown_before_paying,
        settings.test_another_account_is_made_primary_after_asking,
        press_again.test_pressing_again_after_a_lost_answer_does_it_once,
    ),
    supports(
        "3.3.7",
        "Nothing is asked twice: amount and location are there after signing in again, and the location "
        "and card of the last payment are chosen.",
        sign_in.test_a_form_survives_a_session_that_ended,
        paying.test_a_new_card_is_on_file_for_next_time_and_the_patient_is_told_before_paying,
    ),
    not_applicable(
        "3.3.8", "The pages ask for no password: the clinic's identity provider signs people in, on pages of its own."
    ),
    supports("4.1.2", "Controls are elements of HTML; a switch has its role and state. Axe checks each view.", *VIEWS),
    supports(
        "4.1.3",
        "Progress and results are announced as a status, errors as an alert.",
        first_view.test_on_a_slow_network_the_page_shows_progress,
        moving.test_credit_moves_to_a_patient_found_by_name_as_the_dialog_shows,
        *VIEWS,
    ),
)
