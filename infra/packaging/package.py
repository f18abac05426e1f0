"""`make package`: two zips and the template that deploys them, reproducibly."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.packaging import contents
from infra.packaging.archive import MOST_UNZIPPED_BYTES, Archive, files_under, write_zip
from infra.packaging.bytecode import compile_all
from infra.packaging.dependencies import prepare
from infra.packaging.exclusive import exclusive
from infra.packaging.sam import write_template
from infra.packaging.target import Target

FUNCTIONS = "functions.zip"
LAYER = "receipts-layer.zip"
TEMPLATE = "service.json"
FUNCTIONS_AT = "/var/task"
LAYERS_AT = "/opt/python"


class TooLarge(Exception):
    """The functions and their layer exceed Lambda's limit."""


@dataclass(frozen=True, slots=True)
class Package:
    """The artifacts of a deploy."""

    template: Path
    functions: Archive
    layer: Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Packages of the app in `root` for `target` into `out`. `level` is the zips': 9 is small, 1 is quick."""

    root: Path
    out: Path
    cache: Path
    target: Target
    level: int = 9

    def build(self) -> Package:
        """Build everything. Raises NotInstalled, NotCompiled, NotPackaged, TooLarge."""
        lock = hashlib.sha256(str(self.out.resolve()).encode()).hexdigest()[:16]
        with exclusive(self.cache / f"out-{lock}.lock"):
            package = Package(self.template(), self.functions(), self.layer())
        together = package.functions.unzipped_bytes + package.layer.unzipped_bytes
        if together > MOST_UNZIPPED_BYTES:
            raise TooLarge(f"{together} bytes unzipped, and Lambda takes {MOST_UNZIPPED_BYTES}.")
        return package

    def template(self) -> Path:
        """Write the template, in which functions are named by the zips beside it."""
        path = self.out / TEMPLATE
        work = self.out / "chalice"
        template = write_template(self.root, work, self.target)
        shutil.rmtree(work)
        path.write_text(json.dumps(template, indent=1, sort_keys=True))
        return path

    def functions(self) -> Archive:
        """Write one zip for all functions, which differ in their handlers alone."""
        libraries = prepare(self.root / "requirements.txt", self.target, self.cache, runs_at=FUNCTIONS_AT)
        ours = self.out / "ours"
        shutil.rmtree(ours, ignore_errors=True)
        contents.copy_chalice(ours)
        contents.copy_app(self.root, ours)
        compile_all(ours, runs_at=FUNCTIONS_AT)
        archive = write_zip(self.out / FUNCTIONS, files_under(libraries) | files_under(ours), level=self.level)
        shutil.rmtree(ours)
        return archive

    def layer(self) -> Archive:
        """Write the layer with Typst, fonts and time zones, for the functions that render receipts."""
        libraries = prepare(self.root / "requirements-receipts.txt", self.target, self.cache, runs_at=LAYERS_AT)
        return write_zip(self.out / LAYER, files_under(libraries, "python/"), level=self.level)
