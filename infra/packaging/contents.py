"""The contents of a package, and what is left out."""

from __future__ import annotations

import shutil
from pathlib import Path

import chalice

from infra.packaging import botocore_data

LEFT_OUT = (
    # Commands of libraries, which a function has no shell for.
    "bin",
    # What pip knows of an installation: other dates and paths on every machine. Licenses stay.
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/INSTALLER",
    "*.dist-info/direct_url.json",
    # Types, for editors.
    "**/*.pyi",
    "**/py.typed",
    # Fonts that no receipt is set in; see chalicelib/receipt_pdf/fonts.py.
    "weblate_fonts/static/weblate_fonts/source-*",
    "weblate_fonts/static/weblate_fonts/kurinto/ttf/KurintoSans[A-Z]*",
    # Examples of documentation.
    "boto3/examples",
    "botocore/data/*/*/examples-1.json",
    # The parts of powertools that pydantic and other servers need.
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/event_handler",
)


def leave_out(folder: Path) -> None:
    """Remove from installed packages what no function reads."""
    for pattern in LEFT_OUT:
        for path in sorted(folder.glob(pattern)):
            _remove(path)
    data = folder / "botocore" / "data"
    if data.is_dir():
        _leave_out_services(data)


def _leave_out_services(data: Path) -> None:
    for service in sorted(data.iterdir()):
        if service.is_dir() and service.name not in botocore_data.SERVICES:
            _remove(service)
    botocore_data.slim(data)


def copy_app(root: Path, folder: Path) -> None:
    """Copy the service's code, and no other file of the work tree. The pages are in no function: S3 has them."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(root / "app.py", folder / "app.py")
    shutil.copytree(
        root / "chalicelib",
        folder / "chalicelib",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", "web"),
    )


def copy_chalice(folder: Path) -> None:
    """Copy Chalice's runtime, which is two files; its command line would bring pip and 20 MB."""
    source = Path(chalice.__file__).parent
    (folder / "chalice").mkdir(parents=True, exist_ok=True)
    for name in ("__init__.py", "app.py"):
        (folder / "chalice" / name).write_bytes((source / name).read_bytes())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
