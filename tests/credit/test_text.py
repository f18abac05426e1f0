"""Text that people typed: trimmed, visible, and without characters that control or reverse a page."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.text import require_text

GOOD = ["Goodwill", "Désolés du retard", "退款", "👩\u200d⚕️ thanks", "می\u200cخواهم", "—", "$"]
BAD = [
    "",
    " ",
    "\u00a0\u2003",
    "a\nb",
    "a\x00",
    "a\u202eb",
    "\u2066x\u2069",
    "\ud800",
    "\u2028x\u2028y",
    "\u3164",
    "\u200d",
    "\u0301",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_people_write_is_kept_and_trimmed(text: str) -> None:
    assert require_text("reason", f"  {text}\t ", 40) == text


@pytest.mark.parametrize("text", BAD)
def test_text_that_hides_or_controls_is_refused_by_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_text("reason", text, 40)
    assert [error.field for error in refusal.value.errors] == ["reason"]


@pytest.mark.parametrize(("length", "fits"), [(39, True), (40, True), (41, False)])
def test_text_is_at_most_its_limit_after_trimming(length: int, fits: bool) -> None:
    if fits:
        assert len(require_text("reason", f" {'a' * length} ", 40)) == length
    else:
        with pytest.raises(Invalid):
            require_text("reason", "a" * length, 40)
