"""Principle 1: what is shown can be perceived."""

from __future__ import annotations

from tests.browser import test_accessible as patient
from tests.browser import test_brand as brand
from tests.browser import test_clinic_forms_accessible as forms
from tests.browser import test_clinic_lists as staff
from tests.browser import test_degraded_browsers as degraded
from tests.browser import test_large_text as large_text
from tests.conformance.criteria import Criterion, not_applicable, not_evaluated, partially, supports

VIEWS = (
    patient.test_every_view_of_a_patient_can_be_used_by_everyone,
    staff.test_every_view_of_staff_can_be_used_by_everyone,
    forms.test_each_form_can_be_used_by_everyone,
    forms.test_the_pages_of_invoices_and_imports_can_be_used_by_everyone,
)
"""Each opens the views in English and French, light and dark, on a phone and a desktop, and runs axe on them."""
NO_MEDIA = "The pages have no audio and no video."

CRITERIA: tuple[Criterion, ...] = (
    supports(
        "1.1.1",
        "Icons are decoration beside words, or have a name. Axe checks each view. Whether a name"
        " is the right one was not judged by a person.",
        *VIEWS,
    ),
    not_applicable("1.2.1", NO_MEDIA),
    not_applicable("1.2.2", NO_MEDIA),
    not_applicable("1.2.3", NO_MEDIA),
    not_applicable("1.2.4", NO_MEDIA),
    not_applicable("1.2.5", NO_MEDIA),
    supports(
        "1.3.1",
        "Headings, lists, tables, groups of fields and labels are elements of HTML. Axe checks each view.",
        *VIEWS,
    ),
    not_evaluated("1.3.2", "No test reads a page in its order, and no person listened to it with a screen reader."),
    not_evaluated("1.3.3", "No person has read the instructions for this. No test can."),
    supports(
        "1.3.4",
        "Nothing depends on the orientation: each view fits a phone held upright, a tablet and a wide window.",
        *VIEWS,
    ),
    not_evaluated(
        "1.3.5",
        "The e-mail address has its purpose; card fields are Stripe's. Whether another field asks for the"
        " person's own data was not reviewed.",
    ),
    partially(
        "1.4.1",
        "Links in text are underlined, and a chosen amount and a switch differ in forced colors as well. "
        "The areas of a chart differ in color alone; the report's lines have the same figures.",
        *VIEWS,
        degraded.test_forced_colors_still_show_the_chosen_amount_and_the_switch,
    ),
    not_applicable("1.4.2", NO_MEDIA),
    supports(
        "1.4.3",
        "Axe measures each view in both schemes. A clinic's color is moved until the text in it has "
        "4.5:1, or is not used.",
        *VIEWS,
        brand.test_whatever_the_color_every_pair_of_colours_has_aa_contrast,
    ),
    supports(
        "1.4.4",
        "With text twice as large, by the browser's setting and by a style, nothing is cut, covered or "
        "torn on a phone.",
        large_text.test_a_patient_reads_every_view_with_text_twice_as_large,
        large_text.test_staff_read_every_view_with_text_twice_as_large,
    ),
    not_applicable(
        "1.4.5", "The pages have no pictures of text, but for a clinic's logo, which the criterion exempts."
    ),
    supports("1.4.10", "At 320 pixels, which is 1280 at 400 %, no view scrolls sideways.", *VIEWS),
    not_evaluated("1.4.11", "Axe does not measure the edges of controls or the lines of charts, and no person did."),
    supports("1.4.12", "With the spacing that the criterion names, no text is cut off.", *VIEWS),
    not_evaluated(
        "1.4.13",
        "No content of the pages appears on hover or focus by itself, but no test or person has gone "
        "through all of them.",
    ),
)
