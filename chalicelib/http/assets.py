"""The files of the pages, read once: nothing else in the package can be asked for by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "web"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
PAGE = "index.html"
REFERENCE = re.compile(r"(?P<where>\"\./|[\"`]web/)(?P<name>[\w-]+\.(?:js|css|svg))(?=[\"#])")


@dataclass(frozen=True, slots=True)
class Asset:
    """A text file as it is sent. Lambda sends text as it is; bytes would need binary types at the gateway."""

    body: str
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Site:
    """The page and its assets. `version` is of all of them together, and part of every reference between them."""

    version: str
    page: Asset
    assets: Mapping[str, Asset]


def read_site(folder: Path = FOLDER) -> Site:
    """Every file of a known type in `folder`, each reference to another carrying the version of the whole.

    So a browser may keep assets for ever, and never mixes the modules of two deployments.
    """
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.suffix in CONTENT_TYPES}
    version = _digest("".join(f"{name}\n{text}" for name, text in texts.items()))
    assets = {name: _asset(name, _versioned(text, version)) for name, text in texts.items()}
    return Site(version, assets.pop(PAGE), assets)


def _versioned(text: str, version: str) -> str:
    return REFERENCE.sub(rf"\g<where>\g<name>?v={version}", text)


def _asset(name: str, body: str) -> Asset:
    return Asset(body, CONTENT_TYPES[Path(name).suffix], f'"{_digest(body)}"')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
