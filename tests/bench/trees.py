"""The measured code: the packaged zip, unpacked; and the same code with its libraries as pip leaves them.

The floor and the naive twin have the latter.
"""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.packaging.bytecode import compile_all
from infra.packaging.contents import copy_app, copy_chalice
from infra.packaging.dependencies import prepare
from infra.packaging.package import FUNCTIONS_AT, Builder
from infra.packaging.target import on_this_machine
from tests.bench.stub_servers import ROOT


@dataclass(frozen=True, slots=True)
class Trees:
    """Folders to run from. `whole` has all of every library, compiled; `bare` is the same without byte code.

    `zipped` and `unzipped` are bytes, of the functions' zip and of the receipts layer.
    """

    packaged: Path
    whole: Path
    bare: Path
    bare_layer: Path
    zipped: tuple[int, int]
    unzipped: tuple[int, int]


def build(folder: Path) -> Trees:
    """Package the service for this machine into `folder`, as a deploy would."""
    builder = Builder(root=ROOT, out=folder / "dist", cache=ROOT / ".local" / "build", target=on_this_machine())
    (folder / "dist").mkdir()
    functions, layer = builder.functions(), builder.layer()
    packaged, layers = _unpacked(functions.path, folder / "task"), _unpacked(layer.path, folder / "opt")
    whole = _whole(builder, folder / "whole")
    return Trees(
        packaged=packaged,
        whole=whole,
        bare=_without_byte_code(whole, folder / "bare"),
        bare_layer=_without_byte_code(layers, folder / "bare-opt") / "python",
        zipped=(functions.zipped_bytes, layer.zipped_bytes),
        unzipped=(functions.unzipped_bytes, layer.unzipped_bytes),
    )


def functions_and_layer(folder: Path, root: Path) -> tuple[Path, Path]:
    """The package of the checkout in `root`, made by today's packaging and unpacked: its functions, and its layer."""
    builder = Builder(
        root=root, out=folder / "dist", cache=ROOT / ".local" / "build", target=on_this_machine(), level=1
    )
    builder.out.mkdir(parents=True)
    functions, layer = builder.functions(), builder.layer()
    return _unpacked(functions.path, folder / "task"), _unpacked(layer.path, folder / "opt") / "python"


def _whole(builder: Builder, folder: Path) -> Path:
    """A folder as `pip install --target` and a copy of the code would ship it."""
    libraries = prepare(
        builder.root / "requirements.txt", builder.target, builder.cache, runs_at=FUNCTIONS_AT, whole=True
    )
    shutil.copytree(libraries, folder)
    copy_chalice(folder)
    copy_app(builder.root, folder)
    compile_all(folder, runs_at=FUNCTIONS_AT)
    return folder


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def _without_byte_code(folder: Path, copy: Path) -> Path:
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy
