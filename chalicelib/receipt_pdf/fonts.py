"""The receipt's fonts, in the order in which a letter looks for one that has it.

They come from packages of the receipts layer and from nowhere else, so that every machine draws the same receipt.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = (
    # Noto Sans, for most of the world's scripts.
    "manimgx_fonts",
    # Noto Sans CJK: Chinese, Japanese, Korean.
    "manimgx_fonts_cjk",
    # Arabic whose dotted letters are one glyph each. Noto draws the dots apart, and a reader then copies letters twice.
    "fontpkg_ibm_plex_sans_arabic/files",
    # DejaVu Sans: the Canadian syllabics that the others lack.
    "rinoh_typeface_dejavusans",
    # Kurinto Sans: Cherokee and the scripts that all others lack.
    "weblate_fonts/static/weblate_fonts/kurinto/ttf",
)

FACES = {
    "Noto Sans": "NotoSans[wght].ttf",
    "IBM Plex Sans Arabic": "IBMPlexSansArabic-Regular.ttf",
    "Noto Sans Arabic": "NotoSansArabic[wght].ttf",
    "Noto Sans Hebrew": "NotoSansHebrew[wght].ttf",
    "Noto Sans Gurmukhi": "NotoSansGurmukhi[wght].ttf",
    "Noto Sans Devanagari": "NotoSansDevanagari[wght].ttf",
    "Noto Sans Tamil": "NotoSansTamil[wght].ttf",
    "Noto Sans Bengali": "NotoSansBengali[wght].ttf",
    "Noto Sans Gujarati": "NotoSansGujarati[wght].ttf",
    "Noto Sans Telugu": "NotoSansTelugu[wght].ttf",
    "Noto Sans Kannada": "NotoSansKannada[wght].ttf",
    "Noto Sans Malayalam": "NotoSansMalayalam[wght].ttf",
    "Noto Sans Oriya": "NotoSansOriya[wght].ttf",
    "Noto Sans Sinhala": "NotoSansSinhala[wght].ttf",
    "Noto Sans Thai": "NotoSansThai[wght].ttf",
    "Noto Sans Lao": "NotoSansLao[wght].ttf",
    "Noto Sans Khmer": "NotoSansKhmer[wght].ttf",
    "Noto Sans Myanmar": "NotoSansMyanmar[wght].ttf",
    "Noto Sans Ethiopic": "NotoSansEthiopic[wght].ttf",
    "Noto Sans Armenian": "NotoSansArmenian[wght].ttf",
    "Noto Sans Georgian": "NotoSansGeorgian[wght].ttf",
    "Noto Sans CJK": "NotoSansCJK-VF.otf.ttc",
    "Noto Sans Symbols": "NotoSansSymbols[wght].ttf",
    "Noto Emoji": "NotoEmoji[wght].ttf",
    "DejaVu Sans": "DejaVuSans.ttf",
    "Kurinto Sans": "KurintoSans-Rg.ttf",
}
"""Families in the order in which they are asked for a letter, and the file of each."""

CJK = "Noto Sans CJK"


class FontsMissing(RuntimeError):
    """The receipts layer is not whole: `package` is not installed beside this code."""

    def __init__(self, package: str) -> None:
        super().__init__(f"Receipts need the fonts of {package}: install requirements-receipts.txt.")
        self.package = package


@cache
def folders() -> tuple[Path, ...]:
    """The folders of the font packages, found without importing them. Raises FontsMissing."""
    return tuple(_folder(package) for package in PACKAGES)


def _folder(place: str) -> Path:
    package, _, inside = place.partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FontsMissing(package)
    return Path(spec.submodule_search_locations[0], inside)


@cache
def face_path(family: str) -> Path:
    """The file that `family` is read from. Raises FontsMissing when the package has lost it."""
    name = FACES[family]
    path = next((folder / name for folder in folders() if (folder / name).is_file()), None)
    if path is None:
        raise FontsMissing(name)
    return path


def families(han: str) -> list[str]:
    """Every family in order, with Han characters drawn the way of `han`: `SC`, `TC`, `JP` or `KR`."""
    return [f"{family} {han}" if family == CJK else family for family in FACES]
