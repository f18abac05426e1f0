"""The accessibility report is a page of the site: all of its words, in headings, lists and tables."""

from __future__ import annotations

import re

from infra.site.build import REPORT
from infra.site.report import report_page

PAGE = report_page(REPORT.read_text("utf-8"))


def test_the_page_has_every_criterion_and_test_of_the_report() -> None:
    rows = [line for line in REPORT.read_text("utf-8").splitlines() if line.startswith("|") and "---" not in line]
    assert PAGE.count("<tr>") == len(rows) > 90
    assert re.findall(r"[*`|]{1,2}", re.sub(r"<[^>]*>", "", PAGE)) == []
    assert "<title>Accessibility conformance report</title>" in PAGE and '<html lang="en">' in PAGE


def test_what_is_written_in_the_report_is_text_and_no_markup() -> None:
    page = report_page("# A <b>\n\n- **x** `y`\n  z\n- <i>\n\n| a | b |\n|---|---|\n| <s> | `c` |\n\nwords\nmore\n")
    assert "<h1>A &lt;b&gt;</h1>" in page and "<title>A &lt;b&gt;</title>" in page
    assert "<ul><li><strong>x</strong> <code>y</code> z<li>&lt;i&gt;</ul>" in page
    assert '<tr><th scope="row">&lt;s&gt;<td><code>c</code>' in page and "<p>words more</p>" in page
