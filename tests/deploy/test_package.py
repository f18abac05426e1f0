"""The package: the same for the same inputs, for the right processor, small, and whole."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from infra.devstack.settings import ROOT
from infra.packaging.archive import MOST_UNZIPPED_BYTES, files_under, write_zip
from infra.packaging.botocore_data import SERVICES
from infra.packaging.bytecode import NotCompiled, compile_all
from infra.packaging.contents import copy_app, copy_chalice
from infra.packaging.package import Builder, Package
from infra.packaging.sam import ANY_REGION, PLACEHOLDERS
from infra.packaging.target import GLIBC, Target, on_lambda
from tests.figures import Figure

MOST_FUNCTIONS_BYTES = 90_000_000
MOST_FUNCTIONS_ZIPPED_BYTES = 30_000_000
MOST_LAYER_BYTES = 150_000_000
AARCH64 = b"\xb7\x00"
"""ELF's number of the processor, at offset 18."""
UNCHECKED_HASH = 0b01
STARTS = """
import sys
sys.path.insert(0, sys.argv[1])
import app, boto3, chalicelib.stripe_gateway.gateway, chalicelib.dynamodb.ledger, chalicelib.aws.receipt_files
for name in ("s3", "dynamodb", "secretsmanager"):
    boto3.client(name, region_name="ca-central-1")
assert not [path for path in sys.path if "site-packages" in path]
"""

ENDPOINTS = """
import json, sys
sys.path[:0] = sys.argv[1:]
import botocore.session
session = botocore.session.get_session()
resolver = session.get_component("endpoint_resolver")
found = {}
for service in ("dynamodb", "s3", "secretsmanager", "sts"):
    for partition in ("aws", "aws-cn", "aws-us-gov"):
        for region in session.get_available_regions(service, partition, allow_non_regional=True):
            found[f"{service} {region}"] = resolver.construct_endpoint(service, region)
s3 = session.create_client("s3", "ca-central-1", aws_access_key_id="a", aws_secret_access_key="b")
found["link"] = s3.generate_presigned_url("get_object", {"Bucket": "receipts", "Key": "one"}).split("?")[0]
print(json.dumps(found, sort_keys=True))
"""


@pytest.fixture(scope="session")
def arm64(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The functions' zip as `make package` makes it, but for its compression."""
    out = tmp_path_factory.mktemp("arm64")
    return replace(builder, out=out, target=on_lambda()).functions().path


def test_the_functions_run_on_the_processor_that_the_template_asks_for(arm64: Path) -> None:
    with zipfile.ZipFile(arm64) as archive:
        libraries = [name for name in archive.namelist() if name.endswith(".so")]
        processors = {archive.read(name)[18:20] for name in libraries}
    assert libraries and processors == {AARCH64}


def test_a_cold_start_compiles_nothing(arm64: Path) -> None:
    """Every source has byte code of this very Python beside it, which is never checked against the source."""
    tag = f".cpython-{sys.version_info.major}{sys.version_info.minor}.pyc"
    with zipfile.ZipFile(arm64) as archive:
        names = set(archive.namelist())
        sources = {name for name in names if name.endswith(".py")}
        missing = {name for name in sources if _compiled(name, tag) not in names}
        flags = {archive.read(name)[4] for name in names if name.endswith(".pyc")}
    assert missing == set() and flags == {UNCHECKED_HASH}


def _compiled(source: str, tag: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/__pycache__/".lstrip("/") + name.removesuffix(".py") + tag


def test_a_traceback_names_files_as_they_are_on_lambda(arm64: Path) -> None:
    with zipfile.ZipFile(arm64) as archive:
        (name,) = (each for each in archive.namelist() if each.startswith("__pycache__/app."))
        code = marshal.loads(archive.read(name)[16:])
    assert code.co_filename == "/var/task/app.py"


def test_the_same_inputs_make_the_same_zip_byte_for_byte(builder: Builder, tmp_path: Path) -> None:
    """Other folders, other times, other days of building: nothing of them gets into the zip."""
    made = [_our_own(tmp_path / name) for name in ("one", "another/deeper")]
    assert made[0] == made[1]


def _our_own(folder: Path) -> str:
    copy_chalice(folder / "in")
    copy_app(ROOT, folder / "in")
    compile_all(folder / "in", runs_at="/var/task")
    return write_zip(folder / "out.zip", files_under(folder / "in")).sha256


def test_a_changed_file_makes_another_zip(tmp_path: Path) -> None:
    first = _our_own(tmp_path)
    (tmp_path / "in" / "app.py").write_text("# changed\n")
    assert write_zip(tmp_path / "out.zip", files_under(tmp_path / "in")).sha256 != first


def test_the_zips_stay_small_enough_to_start_quickly(arm64: Path, package: Package, figure: Figure) -> None:
    with zipfile.ZipFile(arm64) as archive:
        functions = sum(entry.file_size for entry in archive.infolist())
    figure(f"functions: {arm64.stat().st_size} bytes zipped, {functions} unzipped; {package.layer.described}")
    assert functions < MOST_FUNCTIONS_BYTES and arm64.stat().st_size < MOST_FUNCTIONS_ZIPPED_BYTES
    assert package.layer.unzipped_bytes < MOST_LAYER_BYTES
    assert functions + package.layer.unzipped_bytes < MOST_UNZIPPED_BYTES


def test_nothing_is_shipped_that_no_function_reads(arm64: Path) -> None:
    with zipfile.ZipFile(arm64) as archive:
        names = archive.namelist()
    described = {name.split("/")[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2}
    assert described == SERVICES
    assert not [
        name for name in names if name.startswith(("pip/", "chalice/cli", "typst/", "tests/", "infra/", "bin/"))
    ]
    assert [name for name in names if name.startswith("chalice/") and name.endswith(".py")] == [
        "chalice/__init__.py",
        "chalice/app.py",
    ]


def test_aws_is_found_in_every_region_where_it_is_without_our_cuts(package: Package, tmp_path: Path) -> None:
    with zipfile.ZipFile(package.functions.path) as archive:
        archive.extractall(tmp_path)
    shipped, whole = (
        subprocess.run([sys.executable, "-c", ENDPOINTS, *folders], capture_output=True, check=True).stdout
        for folders in ([str(tmp_path)], [])
    )
    assert len(json.loads(shipped)) > 100 and shipped == whole


def test_every_library_that_is_shipped_comes_with_its_license(arm64: Path) -> None:
    with zipfile.ZipFile(arm64) as archive:
        names = archive.namelist()
    packages = {name.split("/")[0] for name in names if ".dist-info/" in name}
    licensed = {name.split("/")[0] for name in names if "licen" in name.lower() and ".dist-info/" in name}
    declared = {name for name in packages if f"{name}/METADATA" in names}
    assert packages and packages == licensed | declared


def test_the_app_starts_from_the_package_alone(package: Package, tmp_path: Path) -> None:
    """With nothing of this checkout and no site-packages: what was left out is not missed."""
    shutil.unpack_archive(package.functions.path, tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", STARTS, str(tmp_path)],
        check=False,
        cwd=tmp_path,
        env={**os.environ, **PLACEHOLDERS, "AWS_DEFAULT_REGION": ANY_REGION},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_file_that_is_no_python_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    with pytest.raises(NotCompiled, match=r"broken\.py"):
        compile_all(tmp_path, runs_at="/var/task")


@pytest.mark.parametrize("python", GLIBC)
def test_no_wheel_is_chosen_whose_libraries_the_runtime_lacks(python: str) -> None:
    flags = Target("aarch64", python).pip_flags
    newest = max(int(flag.split("_")[2]) for flag in flags if flag.startswith("--platform=manylinux_2"))
    assert newest == GLIBC[python] and "--only-binary=:all:" in flags
