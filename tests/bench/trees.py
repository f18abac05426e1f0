"""What the measured processes run: the packaged zip, unpacked, and the same without any byte code."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.build.package import Builder
from infra.build.target import on_this_machine
from tests.bench.neighbours import ROOT


@dataclass(frozen=True, slots=True)
class Trees:
    """Folders to run from. `zipped` and `unzipped` are bytes, of the functions' zip and of the receipts layer."""

    packaged: Path
    bare: Path
    layer: Path
    bare_layer: Path
    zipped: tuple[int, int]
    unzipped: tuple[int, int]


def build(folder: Path) -> Trees:
    """Packages the service for this machine into `folder`, as a deploy would."""
    builder = Builder(root=ROOT, out=folder / "dist", cache=ROOT / ".local" / "build", target=on_this_machine())
    (folder / "dist").mkdir()
    functions, layer = builder.functions(), builder.layer()
    packaged, layers = _unpacked(functions.path, folder / "task"), _unpacked(layer.path, folder / "opt")
    return Trees(
        packaged=packaged,
        bare=_without_byte_code(packaged, folder / "bare"),
        layer=layers / "python",
        bare_layer=_without_byte_code(layers, folder / "bare-opt") / "python",
        zipped=(functions.zipped_bytes, layer.zipped_bytes),
        unzipped=(functions.unzipped_bytes, layer.unzipped_bytes),
    )


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def _without_byte_code(folder: Path, copy: Path) -> Path:
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy
