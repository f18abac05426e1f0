"""Read a PDF the way a strict reader would: every glyph with its number and place, and the structure around it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFStackT
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix

NOTDEF = 0


@dataclass(frozen=True)
class Glyph:
    """One drawn glyph. `number` 0 is the box that a font draws for a letter it lacks; `x`, `y` are points."""

    font: str
    number: int
    text: str
    x: float
    y: float
    width: float
    page: int
    tags: tuple[str, ...]
    content_id: int | None


@dataclass(frozen=True)
class Element:
    """A node of the structure tree, and the text drawn for it, in the order in which it is read aloud."""

    role: str
    text: str
    language: str | None
    children: tuple[Element, ...]

    def elements(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.elements()


class Pdf:
    """A parsed PDF file."""

    def __init__(self, content: bytes) -> None:
        self._document = PDFDocument(PDFParser(io.BytesIO(content)))
        self.catalog: dict[str, Any] = self._document.catalog
        self.info: dict[str, Any] = self._document.info[0] if self._document.info else {}
        self.pages = list(PDFPage.create_pages(self._document))
        self.colours: set[tuple[float, ...]] = set()
        self.glyphs = tuple(self._draw())

    @property
    def metadata(self) -> str:
        """The XMP packet."""
        stream = resolve1(self.catalog["Metadata"])
        assert isinstance(stream, PDFStream)
        return stream.get_data().decode()

    @property
    def text(self) -> str:
        """All text in the order of the structure tree, a line an element."""
        return "\n".join(element.text for element in self.structure.elements() if element.text)

    @property
    def structure(self) -> Element:
        """The structure tree's root."""
        return self._element(resolve1(self.catalog["StructTreeRoot"]))

    def fonts(self) -> list[dict[str, Any]]:
        """The font dictionaries of all pages."""
        resources = [resolve1(page.resources.get("Font", {})) for page in self.pages]
        return [resolve1(font) for fonts in resources for font in fonts.values()]

    def font_files(self, name: str) -> set[bytes]:
        """The embedded font programs of that name, whichever subset."""
        drawn = [resolve1(resolve1(font["DescendantFonts"])[0]) for font in self.fonts()]
        described = [resolve1(font["FontDescriptor"]) for font in drawn]
        wanted = [d for d in described if d["FontName"].name.partition("+")[2].startswith(name)]
        return {resolve1(d.get("FontFile2") or d["FontFile3"]).get_data() for d in wanted}

    def _draw(self) -> Iterator[Glyph]:
        resources = PDFResourceManager()
        for number, page in enumerate(self.pages):
            device = _Drawing(resources, number)
            PDFPageInterpreter(resources, device).process_page(page)
            self.colours |= device.colours
            yield from device.glyphs

    def _element(self, node: dict[str, Any]) -> Element:
        children: list[Element] = []
        text = ""
        for kid in _listed(node.get("K")):
            if isinstance(kid, int):
                text += self._marked(kid, node.get("Pg"))
            elif "MCID" in kid:
                text += self._marked(kid["MCID"], kid.get("Pg", node.get("Pg")))
            elif "S" in kid:
                children.append(self._element(kid))
        role = node["S"].name if "S" in node else "Root"
        language = node.get("Lang")
        return Element(role, text, language.decode() if language else None, tuple(children))

    def _marked(self, content_id: int, page: PDFObjRef | None) -> str:
        number = next(index for index, known in enumerate(self.pages) if page and known.pageid == page.objid)
        return "".join(g.text for g in self.glyphs if g.content_id == content_id and g.page == number)


def _listed(kids: Any) -> list[Any]:
    kids = resolve1(kids)
    return [resolve1(kid) for kid in kids] if isinstance(kids, list) else [] if kids is None else [kids]


class _Drawing(PDFTextDevice):
    def __init__(self, resources: PDFResourceManager, page: int) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.colours: set[tuple[float, ...]] = set()
        self._page = page
        self._open: list[tuple[str, dict[str, Any]]] = []

    def begin_tag(self, tag: PSLiteral, props: PDFStackT | None = None) -> None:
        self._open.append((str(tag.name), props if isinstance(props, dict) else {}))

    def end_tag(self) -> None:
        self._open.pop()

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        color: Any = graphicstate.ncolor
        self.colours.add(color if isinstance(color, tuple) else (color,))
        width = font.char_width(cid) * fontsize * scaling
        content_id = next((props["MCID"] for _, props in self._open if "MCID" in props), None)
        tags = tuple(tag for tag, _ in self._open)
        name = str(font.fontname).partition("+")[2]
        self.glyphs.append(
            Glyph(name, cid, self._text(font, cid), matrix[4], matrix[5], width, self._page, tags, content_id)
        )
        return width

    def _text(self, font: PDFFont, cid: int) -> str:
        """Return the copied text: that given instead of a group of glyphs, once, or the glyph's own."""
        for _, props in self._open:
            if "ActualText" in props:
                text, props["ActualText"] = props["ActualText"], b""
                return _decoded(text)
        try:
            return font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            return ""


def _decoded(text: bytes) -> str:
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("latin-1")
