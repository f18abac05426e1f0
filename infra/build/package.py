"""`make package`: two zips and the template that deploys them, the same for the same inputs."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.build import contents
from infra.build.archive import MOST_UNZIPPED_BYTES, Archive, files_under, write_zip
from infra.build.bytecode import compile_all
from infra.build.dependencies import install
from infra.build.sam import write_template
from infra.build.target import Target

FUNCTIONS = "functions.zip"
LAYER = "receipts-layer.zip"
TEMPLATE = "service.json"


class TooLarge(Exception):
    """Lambda would refuse the functions with their layer."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a deploy needs."""

    template: Path
    functions: Archive
    layer: Archive


def build(root: Path, out: Path, cache: Path, target: Target, *, level: int = 9) -> Package:
    """Writes the package for `target` into `out`. Raises NotInstalled, NotCompiled, NotPackaged, TooLarge."""
    out.mkdir(parents=True, exist_ok=True)
    work = out / "work"
    functions = _functions(root, out, work, cache, target, level)
    layer = _layer(root, out, work, cache, target, level)
    template = write_template(root, work / "chalice", target)
    (out / TEMPLATE).write_text(json.dumps(template, indent=1, sort_keys=True))
    shutil.rmtree(work)
    together = functions.unzipped_bytes + layer.unzipped_bytes
    if together > MOST_UNZIPPED_BYTES:
        raise TooLarge(f"{together} bytes unzipped, and Lambda takes {MOST_UNZIPPED_BYTES}.")
    return Package(out / TEMPLATE, functions, layer)


def _functions(root: Path, out: Path, work: Path, cache: Path, target: Target, level: int) -> Archive:
    """One zip for all functions: their handlers differ, their code does not."""
    folder = work / "functions"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(install(root / "requirements.txt", target, cache), folder)
    contents.leave_out(folder)
    contents.copy_chalice(folder)
    contents.copy_app(root, folder)
    compile_all(folder, runs_at="/var/task")
    return write_zip(out / FUNCTIONS, files_under(folder), level=level)


def _layer(root: Path, out: Path, work: Path, cache: Path, target: Target, level: int) -> Archive:
    """Typst, fonts and time zones, for the functions that render receipts."""
    folder = work / "layer"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(install(root / "requirements-receipts.txt", target, cache), folder)
    contents.leave_out(folder)
    compile_all(folder, runs_at="/opt/python")
    return write_zip(out / LAYER, files_under(folder, "python/"), level=level)
