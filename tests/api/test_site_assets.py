"""The pages' modules as a browser receives them."""

from __future__ import annotations

from pathlib import Path

from chalicelib.api.site.assets import read_site

MODULE = """/** One.
 * @param {string} name
 */
export const one = (name) => /** @type {string} */ (name);
export const two = 2; // as it is
"""


def test_doc_comments_weigh_nothing_and_errors_still_name_the_right_line(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text(MODULE)
    body = read_site(tmp_path).assets["one.js"].body
    assert "@param" not in body and "@type" not in body
    assert body.splitlines()[3].startswith("export const one") and len(body) < len(MODULE)


def test_declarations_of_types_are_no_part_of_the_site() -> None:
    assert not [name for name in read_site().assets if name.endswith(".ts")]
