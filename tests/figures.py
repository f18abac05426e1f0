"""Figures that tests measured, printed together at the end of a run, whichever process measured them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

PROPERTY = "figure"
Figure = Callable[[str], None]


def noted(reports: Iterable[object]) -> list[str]:
    """The figures among what tests reported, in order."""
    return [
        str(text)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, text in report.user_properties
        if name == PROPERTY
    ]
