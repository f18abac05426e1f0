"""The clients install as their READMEs show, and bring what they import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
BUILT = shutil.ignore_patterns("build", "dist", "*.egg-info", "node_modules")


@pytest.mark.slow
def test_pip_installs_the_python_client(tmp_path: Path) -> None:
    source = shutil.copytree(CLIENTS / "python", tmp_path / "source", ignore=BUILT)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path / "installed")]
    done = subprocess.run([*command, str(source)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    installed = {path.name for path in (tmp_path / "installed" / "account_credit_client").iterdir()}
    assert installed >= {path.name for path in (source / "src" / "account_credit_client").iterdir()}
