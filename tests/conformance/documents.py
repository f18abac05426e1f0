"""The PDF documents: receipts, refund receipts and statements, which declare PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

from tests.conformance.criteria import Criterion, not_evaluated, supports
from tests.receipt_pdf import test_document as receipt
from tests.receipt_pdf import test_scripts as scripts
from tests.receipt_pdf import test_statement as statement

CRITERIA: tuple[Criterion, ...] = (
    supports(
        "PDF/UA-1",
        "Each file declares PDF/UA-1 and PDF/A-2a, has its title, its language and no form or action.",
        receipt.test_the_file_declares_pdf_ua_and_pdf_a,
    ),
    supports(
        "Tagged content",
        "Every glyph belongs to the structure or is marked as decoration.",
        receipt.test_every_glyph_belongs_to_the_structure_or_is_decoration,
    ),
    supports(
        "Structure",
        "Headings are headings; a receipt's labels and a statement's columns are headers of tables.",
        receipt.test_a_screen_reader_finds_headings_and_pairs_labels_with_values,
        statement.test_a_statement_is_a_tagged_table_of_its_lines,
    ),
    supports(
        "Text",
        "Every font travels with the file, and its text can be read aloud and copied.",
        receipt.test_every_font_travels_with_the_file_and_can_be_copied_from,
    ),
    supports(
        "Language of names",
        "A name in another script has its direction, and its language where the script has only one.",
        scripts.test_a_name_that_is_read_from_the_right_runs_from_the_right,
        scripts.test_a_names_language_is_tagged_for_screen_readers,
    ),
    not_evaluated(
        "With a screen reader", "No person has listened to a document yet, nor run a checker such as PAC on one."
    ),
)
