"""Reproducible zips: no dates, no order of the disk, no owners."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FIRST_DATE = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644
MOST_UNZIPPED_BYTES = 250 * 1024 * 1024
"""Function and layers together, unzipped (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One zip and its sizes."""

    path: Path
    zipped_bytes: int
    unzipped_bytes: int
    sha256: str

    @property
    def described(self) -> str:
        """Return one line for people."""
        megabytes = f"{self.zipped_bytes / 1e6:.1f} MB, {self.unzipped_bytes / 1e6:.1f} MB unzipped"
        return f"{self.path.name}: {megabytes}, sha256 {self.sha256[:16]}"


def files_under(folder: Path, prefix: str = "") -> dict[str, Path]:
    """Return every file below `folder` by its name in the zip."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {prefix + path.relative_to(folder).as_posix(): path for path in found}


def write_zip(path: Path, files: Mapping[str, Path], *, level: int = 9) -> Archive:
    """Write the files in the order of their names, dated 1980 and readable by all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unzipped = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name in sorted(files):
            content = files[name].read_bytes()
            unzipped += len(content)
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = FILE_MODE << 16
            archive.writestr(entry, content, compresslevel=level)
    return Archive(path, path.stat().st_size, unzipped, hashlib.sha256(path.read_bytes()).hexdigest())
