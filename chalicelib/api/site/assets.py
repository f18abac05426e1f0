"""The files of the pages, read once: no other file of the package can be requested by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "web"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
REFERENCE = re.compile(r"(?P<where>\"\.\.?/|[\"`]web/)(?P<name>(?:[a-z]+/)?[\w-]+\.(?:js|css|svg))(?=[\"#])")

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
"""A tenth of a file. Nothing depends on it: no text in a module or style sheet spans lines."""
DOC_COMMENT = re.compile(r"[ \t]*/\*\*.*?\*/", re.DOTALL)
"""Types and explanations for those who work on the modules: about a tenth of what a browser would fetch."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A text file as it is sent. Lambda sends text as it is; bytes would need binary types at the gateway."""

    body: str
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Site:
    """The pages and their assets, by path. Every reference to one carries `version`, which covers all of them."""

    version: str
    pages: Mapping[str, Asset]
    assets: Mapping[str, Asset]


def read_site(folder: Path = FOLDER) -> Site:
    """Every file of a known type below `folder`, with the version of the whole in each reference.

    So a browser can cache assets indefinitely and never mixes the modules of two deployments.
    """
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in _files(folder)}
    version = _digest("".join(f"{name}\n{text}" for name, text in texts.items()))
    found = {name: _asset(name, _versioned(_shortened(name, text), version)) for name, text in texts.items()}
    pages = {name: asset for name, asset in found.items() if name.endswith(".html")}
    return Site(version, pages, {name: asset for name, asset in found.items() if name not in pages})


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix in CONTENT_TYPES)


def _shortened(name: str, text: str) -> str:
    """A module without its doc comments and indents, a style sheet without its indents.

    The lines stay where they are, so that an error names the right one.
    """
    if name.endswith(".js"):
        text = DOC_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return INDENT.sub("", text) if name.endswith((".js", ".css")) else text


def _versioned(text: str, version: str) -> str:
    return REFERENCE.sub(rf"\g<where>\g<name>?v={version}", text)


def _asset(name: str, body: str) -> Asset:
    return Asset(body, CONTENT_TYPES[Path(name).suffix], f'"{_digest(body)}"')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
